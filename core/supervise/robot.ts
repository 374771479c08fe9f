/** What the supervisor knows of a running robot process. @module */
import type { Region, SlotReader } from "core/bus/mod.ts";
import type { Fault } from "core/fault.ts";
import type { KernelOutputs, ReadCursor } from "core/messages/mod.ts";
import type { MindReport } from "core/mind/mod.ts";
import type { Role } from "core/warden/mod.ts";
import type { Watched } from "./health.ts";
import type { RobotPlan } from "./plan.ts";
import type { ServiceWatch } from "./service.ts";

/** What the supervisor knows of the mind. */
export interface MindState {
  up: boolean;
  pid: number;
  restarts: number;
  report: MindReport | null;
}

/** A running robot process. */
export interface Robot {
  readonly plan: RobotPlan;
  readonly memory: SharedArrayBuffer;
  readonly region: Region;
  readonly kernel: Worker;
  readonly roles: Map<string, Role>;
  readonly threads: Map<string, Watched>;
  readonly mind: MindState;
  readonly outputs: KernelOutputs;
  readonly slot: SlotReader;
  readonly cursor: ReadCursor;
  recordings: string[];
  recordParts: number;
  turnMs: number;
  turns: number;
  devicePid: number;
  halReady: boolean;
  halFault: Fault | null;
  operatorReady: boolean;
  /** Null where no service manager listens. */
  service: ServiceWatch | null;
  /** Why the operator's thread could not begin. */
  operatorFault: Fault | null;
  operatorSaid: ((message: unknown) => void) | null;
  stopping: boolean;
  /** Ends the process by the one stop sequence; set by whoever runs it. */
  giveUp: (reason: string, exitCode: number) => void;
}
