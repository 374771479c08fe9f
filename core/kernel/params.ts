/**
 * What the kernel is told once, before its first tick: a plain numeric record compiled from
 * config (compile.ts). Nothing here changes while it runs; what may be tuned live is copied into
 * the state (tuning.ts).
 *
 * @module
 */
import { failsafeActions, numberOf, type ReasonNames } from "core/messages/mod.ts";
import type {
  DriveGeometry,
  EstimatorParams,
  Fence,
  Footprint,
  KeepoutGrid,
  RingGeometry,
  ScanGeometry,
  SpeedGrid,
} from "core/world/mod.ts";
import type { CompiledTree } from "core/tree/runtime/mod.ts";
import type { GuardParams } from "./guard_params.ts";
import type { DockParams } from "./docking.ts";
import type { MonitorParams } from "./monitor.ts";
import type { OrderParams, OwnerRule, WorkspaceParams } from "./owner_params.ts";
import type { FleetParams } from "./peers.ts";
import type { Tuning } from "./tuning.ts";

const slowAction = numberOf(failsafeActions, "slow");

/** A named pose that an intent may go to. */
export interface PlaceParams {
  readonly xM: number;
  readonly yM: number;
  readonly yawRad: number;
  /** 1 = the heading matters. */
  readonly hasYaw: number;
  readonly toleranceM: number;
}

/** How one cause acts on this robot. */
export interface CauseParams {
  /** Index in `failsafeActions`. */
  readonly action: number;
  readonly enabled: number;
  readonly delayNs: number;
  readonly clearNs: number;
  /** 0 auto, 1 operator, 2 ack, 3 reset, 4 never. */
  readonly clear: number;
  /** 0 no, 1 crawl, 2 yes. */
  readonly operator: number;
  /** What it asks for after its grace, and how long that is, ns (Infinity = no change). */
  readonly thenAction: number;
  readonly thenAfterNs: number;
  /** 1 = no `start` while it lasts. */
  readonly blocksStart: number;
  /** 1 = an E-stop for it takes the power at once, whatever the device. */
  readonly cuts: number;
}

/** True for a cause during which no new mission may begin: it slows the robot or worse, or says so. */
export function forbidsStart(cause: CauseParams): boolean {
  return cause.action >= slowAction || cause.blocksStart === 1;
}

/** How a relay may be switched; masks hold one bit a relay. */
export interface RelayParams {
  readonly maxOnMs: number;
  readonly minGapNs: number;
  /** Never on together with these. */
  readonly excludes: number;
  /** On only while these are on. */
  readonly needs: number;
}

/** How far an agent's authority reaches. */
export interface ScopeParams {
  readonly maxLinearMps: number;
  /** One bit for each relay that it may switch. */
  readonly relays: number;
  /** Polygon of x, y pairs in the map frame, m; null = anywhere. */
  readonly region: Float64Array | null;
  /** How long after a start it lasts, ns. */
  readonly forNs: number;
}

/** Bounds of what drives may draw and how hot they may be. */
export interface MotorLimits {
  readonly maxCurrentA: number;
  /** Current of a motor at stall, A; Infinity where nobody measures currents. */
  readonly stallA: number;
  readonly warmC: number;
  readonly hotC: number;
}

/** Ages after which a component counts as stale, ns; Infinity = not watched. */
export interface WatchdogParams {
  readonly scanNs: number;
  readonly imuNs: number;
  readonly wheelsNs: number;
  readonly batteryNs: number;
  readonly mindNs: number;
  readonly leaseNs: number;
  readonly operatorLeaseNs: number;
  readonly gapNs: number;
  readonly bumperNs: number;
  readonly rangeNs: number;
  readonly ackNs: number;
  readonly supervisorNs: number;
  readonly workerNs: number;
}

/** What the kernel expects of its planner. */
export interface PlannerParams {
  /** 1 = a planner answers requests; 0 = a goto drives straight. */
  readonly enabled: number;
  readonly replyNs: number;
  /** A blocked goto asks for another path after this long, and at most so often. */
  readonly replanNs: number;
  readonly maxReplans: number;
}

/** Everything the kernel must know of robot, site and policy. SI units, ns. */
export interface KernelParams {
  readonly tickPeriodNs: number;
  readonly drive: DriveGeometry & { readonly maxWheelRadps: number; readonly lagS: number };
  readonly footprint: Footprint;
  readonly stopMps2: number;
  readonly stopRadps2: number;
  /** An E-stop of this device: 0 = power off at once, 1 = brake, then power off (IEC 60204-1). */
  readonly stopCategory: number;
  /** Null where the robot has no lidar: autonomy is then capped at `blindMps`. */
  readonly scan: ScanGeometry | null;
  /** Null where the robot has no ring of range sensors. */
  readonly ring: RingGeometry | null;
  /** Null where no hardware E-stop is wired to an input. */
  readonly estopInput: { readonly debounceNs: number; readonly staleNs: number } | null;
  readonly scanNoisy: number;
  readonly frozenScans: number;
  readonly blindBeamRatio: number;
  readonly indoor: number;
  readonly hasImu: number;
  readonly hasWheels: number;
  readonly hasBattery: number;
  readonly hasBumper: number;
  readonly places: readonly PlaceParams[];
  /** Index of the dock in `places`, or -1. */
  readonly dock: number;
  readonly docking: DockParams;
  readonly keepout: KeepoutGrid | null;
  /** The regions of `world`, x, y pairs, by number. */
  readonly regions: readonly Float64Array[];
  /** Areas to stay inside of and zones to stay out of; null where config names none. */
  readonly fence: Fence | null;
  /** Speed limits laid on the floor, or null. */
  readonly speed: SpeedGrid | null;
  /** Other robots, and who goes first. */
  readonly fleet: FleetParams;
  readonly planner: PlannerParams;
  readonly estimator: EstimatorParams;
  readonly monitor: MonitorParams;
  readonly guards: GuardParams;
  /** What the robot does while the failsafe holds it or sends it home. */
  readonly tree: CompiledTree;
  /** Relay or signal that a honk switches; -1 = there is none. */
  readonly honkRelay: number;
  /** How many relays and signals exist; an intent names them by index. */
  readonly relays: number;
  readonly relaysInitial: number;
  /** Rules of the relays, by number; signals have none. */
  readonly relayRules: readonly RelayParams[];
  /** How far each source's authority reaches, by number of the source. */
  readonly scopes: readonly ScopeParams[];
  /** An operator's release gives the robot back to its brain by itself after this, ns. */
  readonly suspensionNs: number;
  readonly autoResume: number;
  /** One bitmask of actions for each source. */
  readonly grants: Uint32Array;
  readonly rules: readonly OwnerRule[];
  readonly orders: readonly OrderParams[];
  readonly workspace: WorkspaceParams;
  /** What the owner calls these, for sentences: nothing in a step reads it. */
  readonly said: ReasonNames;
  readonly causes: readonly CauseParams[];
  readonly watchdogs: WatchdogParams;
  readonly obstacle: {
    readonly marginM: number;
    readonly reactionS: number;
    readonly minPoints: number;
  };
  readonly following: {
    readonly ratio: number;
    readonly floorRadps: number;
    /** A following error acts after this, ns. */
    readonly forNs: number;
  };
  readonly battery: {
    readonly lowPercent: number;
    readonly criticalPercent: number;
    readonly sagV: number;
    /** Energy when full, Wh, and draw at rest, W; 0 = not known. */
    readonly capacityWh: number;
    readonly idleW: number;
    /** Share of the energy home that is kept on top of it. */
    readonly reserveShare: number;
    readonly floorV: number;
  };
  readonly motors: MotorLimits;
  /** What this machine can do at most: a sample beyond it is impossible. */
  readonly plausible: { readonly maxAngularRadps: number };
  readonly imuNoisy: number;
  readonly maxDriveMs: { readonly model: number; readonly script: number };
  readonly teleopTtlMs: number;
  /** The device stops itself when commands stop for this long, s. */
  readonly deviceStopS: number;
  readonly maxTtlMs: number;
  /** 1 where a brain is expected to renew its lease. */
  readonly brainExpected: number;
  /** Bounds of goals: |x|, |y| in m. */
  readonly goalRangeM: number;
  /** Number of the E-stop latch to begin with; 0 = unlatched. */
  readonly latchedAtStart: number;
  /** Latch ids up to this one were used by earlier runs: none is given out again. */
  readonly latchesBefore: number;
  readonly tuning: Tuning;
  /** Highest value of each live parameter: the machine's envelope. */
  readonly envelope: Readonly<Tuning>;
}

/** Autonomy without any sensor that sees obstacles, m/s (DESIGN.md). */
export const blindMps = 0.15;
/** What `crawl` allows an operator, m/s (INTERFACES.md section 4). */
export const crawlMps = 0.1;
/** Tilt that counts as tipping over, rad (FAULTS.md E05: 30 degrees). */
export const tiltRad = 0.5235987755982988;
