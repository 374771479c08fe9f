/** What the owner of a robot laid down, in numbers; part of `KernelParams`. @module */
import type { Program } from "core/condition/runtime/mod.ts";

/** An owner's rule: while its condition is true it refuses actions, or caps speeds. */
export interface OwnerRule {
  readonly condition: Program;
  /** One bit for each action that it refuses; 0 = it caps. */
  readonly refuses: number;
  /** Highest speed and turn rate while it holds; Infinity = no cap. */
  readonly maxLinearMps: number;
  readonly maxAngularRadps: number;
}

/** A step that an order speaks of. */
export interface StepParams {
  readonly action: number;
  /** Relay or place by number; `noTarget` = any. */
  readonly target: number;
  /** Of a relay: 1 on, 0 off, -1 either. */
  readonly on: number;
}

/** `only`: the second step needs the first one before it. `then`: the first needs the second soon. */
export const orderKinds = { only: 0, then: 1 } as const;

/** An order over two steps. */
export interface OrderParams {
  readonly kind: number;
  readonly first: StepParams;
  readonly second: StepParams;
  /** Steps that make the first one count as not done. */
  readonly undoneBy: readonly StepParams[];
  /** The second is at most the so-manieth step behind the first; Infinity = whenever. */
  readonly withinSteps: number;
  /** And at most so long behind it, ns. */
  readonly withinNs: number;
}

/** An upright box, m. */
export interface VolumeParams {
  /** 1 = in the map frame, 0 = in the robot's. */
  readonly inMap: number;
  readonly minXM: number;
  readonly minYM: number;
  readonly minZM: number;
  readonly maxXM: number;
  readonly maxYM: number;
  readonly maxZM: number;
}

/** Where a target of the arm may be: in one of these and in none of those. */
export interface WorkspaceParams {
  readonly inside: readonly VolumeParams[];
  readonly outside: readonly VolumeParams[];
}
