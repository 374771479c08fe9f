/** Entry of the thread that speaks to the service manager: it holds the two sockets' paths alone. @module */
import type { Fault } from "core/fault.ts";
import type { FromNotify, ToNotify } from "./messages.ts";
import { openSpeaker, type Speaker } from "./speak.ts";

declare const self: {
  onmessage: ((event: MessageEvent<ToNotify>) => void) | null;
  postMessage(message: FromNotify): void;
};

function say(fault: Fault | null): void {
  if (fault !== null) self.postMessage({ fault });
}

/** The way to the manager, once `begin` opened it. */
const open: { speaker: Speaker | null } = { speaker: null };

self.onmessage = ({ data }) => {
  if (data.kind === "begin") {
    const opened = openSpeaker(data.paths);
    if (opened.ok) open.speaker = opened.value;
    else say(opened.fault);
  } else void open.speaker?.tell(data.text).then(say);
};
