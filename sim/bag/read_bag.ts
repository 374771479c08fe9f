/** The sensor messages of a bag, in the order in which they arrived. @module */
import { fail, ok, type Result } from "core/fault.ts";
import { readMessages, type RecordingInput } from "core/record/mod.ts";
import { readRos, type RosMessage, rosTypes } from "./ros_messages.ts";

/** A message with the time at which it arrived, ns from the first one. */
export interface BagMessage {
  readonly atNs: number;
  readonly topic: string;
  readonly message: RosMessage;
}

/** A stamp this far from its arrival is of another clock: the arrival counts instead, ns. */
const clockNs = 1_000_000_000;

/** The messages of a bag that are read, by time. */
export interface ReadBag {
  readonly messages: readonly BagMessage[];
  /** Time of the first one, ns since 1970. */
  readonly zeroNs: number;
  readonly unreadable: number;
}

/** Reads a bag; fails with RECORD_EMPTY where it holds no sensor. A Twist counts without odometry only. */
export function readBag(input: RecordingInput): Result<ReadBag> {
  const messages: BagMessage[] = [];
  let zeroNs = Infinity;
  let unreadable = 0;
  for (const { channel, logTimeNs, data, damaged } of readMessages(input, {})) {
    const type = channel.schema?.name ?? "";
    if (damaged || channel.messageEncoding !== "cdr" || !rosTypes.includes(type)) continue;
    const message = readRos(type, data, logTimeNs);
    if (message === null) unreadable++;
    else {
      zeroNs = Math.min(zeroNs, logTimeNs);
      messages.push({ atNs: logTimeNs, topic: channel.topic, message });
    }
  }
  if (messages.length === 0) {
    return fail({
      code: "RECORD_EMPTY",
      message: "Cannot import: the recording holds no sensor message of ROS 2 in CDR",
      help: `what is read: ${rosTypes.join(", ")}`,
    });
  }
  const hasOdometry = messages.some(({ message }) => message.kind === "odometry");
  const used = messages.filter(({ message }) => message.kind !== "twist" || !hasOdometry)
    .map((one) => ({ ...one, atNs: one.atNs - zeroNs }));
  return ok({ messages: used.sort((a, b) => a.atNs - b.atNs), zeroNs, unreadable });
}

/** When a message was measured, ns from the bag's first one: its stamp, where that may be. */
export function measuredNsOf({ atNs, message }: BagMessage, zeroNs: number): number {
  const stampNs = message.stampNs - zeroNs;
  return stampNs >= 0 && Math.abs(stampNs - atNs) < clockNs ? Math.min(stampNs, atNs) : atNs;
}
