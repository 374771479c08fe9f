/** What the supervisor and the thread that speaks to the service manager say to each other. @module */
import type { Fault } from "core/fault.ts";

/** The two ends, by their paths. */
export interface NotifyPaths {
  /** Socket of this process; made by the thread. */
  readonly own: string;
  /** Socket of the service manager: `NOTIFY_SOCKET`. */
  readonly manager: string;
}

/** To the thread: where the sockets are, then one datagram after the other. */
export type ToNotify =
  | { readonly kind: "begin"; readonly paths: NotifyPaths }
  | { readonly kind: "tell"; readonly text: string };

/** From the thread: what could not be said. */
export interface FromNotify {
  readonly fault: Fault;
}
