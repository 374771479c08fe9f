/** Everything a robot process is started with: worked out by the command, while it has rights. @module */
import type { StartPose } from "core/driver/mod.ts";
import type { KernelParams } from "core/kernel/mod.ts";
import type { MindStart } from "core/link/mod.ts";
import type { LaneFacts } from "core/mind/mod.ts";
import type { NavigationJob } from "core/navigation/mod.ts";
import type { OperatorJob } from "core/operator/mod.ts";
import type { MapDeskJob, RunAbout } from "core/runlog/mod.ts";
import type { LiveJob } from "core/serve/mod.ts";
import type { ServicePlan } from "./service.ts";
import type { RightsPlan, ThreadName } from "./threads.ts";

/** The driver's side of the plan. */
export interface HalPlan {
  /** `sim`, or a driver of hal/drivers.ts. */
  readonly driver: string;
  readonly lagS: number;
  readonly rateHz: number;
  readonly deviceTimeoutMs: number;
  /** IEC 60204-1 category of the device's E-stop. */
  readonly stopCategory: 0 | 1;
  /** Longest braking that the kernel may do under an E-stop, ms; 0 for category 0. */
  readonly stopRampMs: number;
  /** Deceleration of a wheel of a device that brakes by itself, rad/s2. */
  readonly stopRadps2: number;
  readonly start: StartPose | null;
}

/** The simulated robot's process; null with real hardware. */
export interface DevicePlan {
  readonly command: string;
  readonly args: readonly string[];
  /** Its job as one line of JSON. */
  readonly job: string;
}

/** What the operator thread is told beside the shared memory. */
export type OperatorPlan = Omit<OperatorJob, "memory">;

/** What is shown to viewers and recorders. */
export interface ServerPlan extends Omit<LiveJob, "memory"> {
  /** True where the token was made for this run, so that only the log can tell it. */
  readonly tellsToken: boolean;
}

/** The plan. */
export interface RobotPlan {
  readonly params: KernelParams;
  readonly realtime: "auto" | "off" | "required";
  readonly about: RunAbout;
  /** First part of the recording; `part` counts restarts of the recorder. Null = nothing is recorded. */
  readonly recordPath: ((part: number) => string) | null;
  readonly hal: HalPlan;
  readonly device: DevicePlan | null;
  readonly mind: {
    readonly start: MindStart;
    readonly facts: LaneFacts;
    readonly args: readonly string[];
  } | null;
  readonly operator: OperatorPlan | null;
  /** The map that is made while driving, and where it is saved; null where none is. */
  readonly mapping: MapDeskJob | null;
  /** Localisation, planning, mapping; null where there is no map, and none is made. */
  readonly navigation: Omit<NavigationJob, "memory"> | null;
  /** Viewers and recorders; null where nothing is served. */
  readonly server: ServerPlan | null;
  /** The service manager that started this process; null where none did. */
  readonly service: ServicePlan | null;
  readonly rights: RightsPlan;
  readonly urls: Readonly<Record<ThreadName, string>>;
  /** From source, threads inherit the rights of the process: their modules must be read. */
  readonly fromSource: boolean;
  readonly stopTimeoutMs: number;
  /** Gives up every right of the main thread. */
  readonly dropRights: () => void;
  readonly log: (
    level: "info" | "warning" | "error",
    event: string,
    message: string,
    fields?: Readonly<Record<string, string | number | boolean | null>>,
  ) => void;
}
