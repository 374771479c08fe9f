/**
 * Drills: real failures of a running robot's own threads, on purpose, to see that it stops. Only a
 * simulated robot takes them (`mechos run --hal sim --drill hal.hang@2s`). To add one: a row here,
 * and the thread that it names looks for it; tests/binary/drill_test.ts runs every row.
 *
 * @module
 */

/** Every drill: what really happens. */
export const drillTable = {
  "hal.hang": "endless loop in the driver's thread",
  "hal.crash": "uncaught error in the driver's thread",
  "kernel.hang": "endless loop in the kernel's thread",
  "kernel.crash": "uncaught error in the kernel's thread",
  "recorder.hang": "endless loop in the recorder's thread",
  "recorder.crash": "uncaught error in the recorder's thread",
  "operator.hang": "endless loop in the operator's thread",
  "operator.crash": "uncaught error in the operator's thread",
  "server.hang": "endless loop in the server's thread",
  "server.crash": "uncaught error in the server's thread",
  "link.hang": "endless loop in the link's thread",
  "link.crash": "uncaught error in the link's thread",
  "supervisor.hang": "the supervisor stands still for 3 s",
  "brain.hang": "endless loop in the brain's thread of the mind",
  "brain.crash": "uncaught error in the brain's thread of the mind",
  "mind.full": "the mind takes memory until V8 ends it",
} as const;

/** A drill by name. */
export type DrillName = keyof typeof drillTable;

/** Drills in the order of their numbers; 0 is none. */
export const drillNames = Object.keys(drillTable) as readonly DrillName[];

/** The number of a drill, as the word `drill` holds it. */
export function drillNumber(name: DrillName): number {
  return drillNames.indexOf(name) + 1;
}

/**
 * Acts where the word asks for one of this thread's drills: loops for ever, or throws. Costs one
 * atomic load where it does not.
 */
export function drill(asked: number, thread: string): void {
  if (asked === 0) return;
  const name = drillNames[asked - 1];
  if (name === `${thread}.crash`) throw new Error(`Drill: ${thread} crashes`);
  if (name !== `${thread}.hang`) return;
  // The loop must not be optimised away, nor end.
  for (let i = 0; asked !== 0; i = (i + 1) | 0) if (i === -1) continue;
}
