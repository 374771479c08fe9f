/** What an operator writes of a grant's reach, as numbers for the kernel. @module */
import { fail, ok, type Result } from "core/fault.ts";
import { didYouMean } from "core/nearest.ts";

/** How far a grant reaches, in numbers: part of an operator's act. */
export interface GrantReach {
  /** Highest speed, m/s; Infinity = no limit of its own. */
  maxLinearMps: number;
  /** Begins so long after the act, and lasts so long, ms; Infinity = until it is revoked. */
  fromMs: number;
  forMs: number;
  /** Region of `world` by number, counted from one; 0 = anywhere. */
  region: number;
  /** One bit for each relay. */
  relays: number;
  /** 1 = ends with the present mission. */
  mission: number;
}

/** A grant without a reach of its own: it holds until it is revoked. */
export const plainReach: Readonly<GrantReach> = {
  maxLinearMps: Infinity,
  fromMs: 0,
  forMs: Infinity,
  region: 0,
  relays: 0xffffffff,
  mission: 0,
};

/** The reach as written; what is left out does not limit. Times in ms from now. */
export interface WrittenReach {
  readonly maxLinearMps?: number | undefined;
  readonly region?: string | undefined;
  readonly relays?: readonly string[] | undefined;
  readonly fromMs?: number | undefined;
  readonly forMs?: number | undefined;
  readonly mission?: boolean | undefined;
}

/** Names of the robot and its site, in the order of their numbers. */
export interface ReachNames {
  readonly regions: readonly string[];
  readonly relays: readonly string[];
}

function unknown(what: string, name: string, known: readonly string[]): Result<never> {
  return fail({
    code: "OPERATOR_UNKNOWN",
    message: `Cannot grant within "${name}": no such ${what}`,
    value: name,
    help: known.length === 0 ? `this robot has no ${what}` : didYouMean(name, known),
  });
}

/** Turns names into numbers; an unknown one names the nearest. */
export function compileReach(written: WrittenReach, names: ReachNames): Result<GrantReach> {
  const region = written.region === undefined ? -1 : names.regions.indexOf(written.region);
  if (written.region !== undefined && region < 0) {
    return unknown("region", written.region, names.regions);
  }
  let relays = written.relays === undefined ? plainReach.relays : 0;
  for (const name of written.relays ?? []) {
    const index = names.relays.indexOf(name);
    if (index < 0) return unknown("relay", name, names.relays);
    relays |= 1 << index;
  }
  return ok({
    maxLinearMps: written.maxLinearMps ?? plainReach.maxLinearMps,
    fromMs: written.fromMs ?? plainReach.fromMs,
    forMs: written.forMs ?? plainReach.forMs,
    region: region + 1,
    relays: relays >>> 0,
    mission: written.mission === true ? 1 : 0,
  });
}
