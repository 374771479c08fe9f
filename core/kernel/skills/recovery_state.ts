/** What a goto remembers of its recoveries (recover.ts). @module */

/** Numbers of `RecoveryState.doing`; the order in which they are tried begins at `clear`. */
export const recoveries = { none: 0, clear: 1, wait: 2, back: 3, turn: 4 } as const;

/** How the running skill has recovered so far. */
export interface RecoveryState {
  /** What is being done, one of `recoveries`. */
  doing: number;
  /** The last one that was tried: they come in order. */
  tried: number;
  sinceNs: number;
  /** Where it began, m. */
  fromXM: number;
  fromYM: number;
  /** Turn that is left, rad, and the heading at the last tick. */
  leftRad: number;
  lastYawRad: number;
}

/** Nothing was tried. */
export function createRecovery(): RecoveryState {
  return {
    doing: recoveries.none,
    tried: recoveries.none,
    sinceNs: 0,
    fromXM: 0,
    fromYM: 0,
    leftRad: 0,
    lastYawRad: 0,
  };
}
