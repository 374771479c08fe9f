/** What verifying a recording finds. @module */
import type { Damage } from "core/record/mod.ts";
import type { InputsGlance } from "./inputs_glance.ts";
import type { FieldDifference, ReplayStage } from "./stage_of.ts";

/** The first place where replay and recording differ. */
export interface FirstDifference {
  readonly tick: number;
  readonly tS: number;
  /** Field path: `outputs....`, `inputs....` (damaged) or `state....` (keyframe). */
  readonly path: string;
  readonly recorded: number | string | null;
  readonly replayed: number | string | null;
}

/** What is known of the first difference beyond its field. */
export interface DifferenceTrace {
  /** The first tick at which a stage differs that decides; later than the first difference where that is of a report. */
  readonly tick: number;
  /** First stage of the tick whose outputs differ. */
  readonly stage: ReplayStage;
  /** Fields that differ at that tick, the earliest stage first. */
  readonly fields: readonly FieldDifference[];
  /** The inputs of the last ticks up to it, oldest first. */
  readonly lastInputs: readonly InputsGlance[];
  /** Tick of the last keyframe that was the same; -1 where none was compared before. */
  readonly lastSameKeyframe: number;
}

/** What verifying found. */
export interface Verification {
  readonly outcome: "identical" | "different" | "invalid";
  /** Ticks that were executed, and the first of them. */
  readonly ticks: number;
  readonly firstTick: number;
  readonly startNs: number;
  readonly endNs: number;
  readonly firstDifference: FirstDifference | null;
  readonly trace: DifferenceTrace | null;
  /** Outputs that differed, all ticks. */
  readonly differentTicks: number;
  readonly stateHash: string;
  readonly recordedBy: Readonly<Record<string, string>>;
  readonly damage: readonly Damage[];
}
