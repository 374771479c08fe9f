/** What guards motion by what the world is like, in numbers; part of `KernelParams`. @module */

/** Slopes: slower above one, no motion by itself above the other, rad. */
export interface TiltParams {
  readonly slowRad: number;
  readonly refuseRad: number;
}

/** Motors: current that they bear for ever, and share of top speed left to one that is hot. */
export interface HeatParams {
  readonly continuousA: number;
  readonly leastShare: number;
}

/** People and other moving things (FAULTS.md E02; ISO 13855: S = K T + C). */
export interface PeopleParams {
  readonly enabled: number;
  readonly personMps: number;
  readonly keepM: number;
  readonly leastMps: number;
  readonly rangeM: number;
  readonly holdNs: number;
  readonly minPoints: number;
}

/** Limits that hold in one mode beside those of `kernel.limits`; Infinity = none. */
export interface ModeLimits {
  readonly linearMps: number;
  readonly angularRadps: number;
  readonly linearMps2: number;
  readonly angularRadps2: number;
}

/** What counts as evidence of a free way. */
export interface EvidenceParams {
  readonly rangeMps: number;
  readonly memoryNs: number;
  readonly drivenNs: number;
  readonly unseenMps: number;
  /** 1 = no blind side to guard. */
  readonly seesAll: number;
}

/** All guards. */
export interface GuardParams {
  readonly tilt: TiltParams;
  readonly heat: HeatParams;
  readonly people: PeopleParams;
  readonly evidence: EvidenceParams;
  /** By number of the mode. */
  readonly modes: readonly ModeLimits[];
}
