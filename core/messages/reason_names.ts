/**
 * What an owner calls the rules, orders, volumes and relays of a robot. The kernel speaks of them
 * by number; a reason's sentence is filled in from these tables, outside the step.
 *
 * @module
 */

/** A thing with a name, and what its owner says of it. */
export interface NamedThing {
  readonly name: string;
  /** Follows the sentence, its punctuation in front: ": behind the fence"; "" where nothing is. */
  readonly why: string;
}

/** The tables behind the numbers of reasons, each in the order of its numbers. */
export interface ReasonNames {
  readonly rules: readonly NamedThing[];
  readonly orders: readonly NamedThing[];
  readonly volumes: readonly NamedThing[];
  readonly relays: readonly NamedThing[];
}

/** Where nobody knows the names: sentences then show the numbers. */
export const noReasonNames: ReasonNames = { rules: [], orders: [], volumes: [], relays: [] };
