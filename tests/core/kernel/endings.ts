/** How a hostile sequence ends, and that the robot then stands in time. @module */
import assert from "node:assert/strict";
import { checkInvariants, step } from "core/kernel/mod.ts";
import type { OperatorAct } from "core/messages/mod.ts";
import { type HostileTick, passGap } from "./hostile.ts";
import { act, healthy, type Rig } from "./kernel_fixture.ts";
import { judgeRoom, type RoomOracle } from "./room_oracle.ts";

/** Most ticks that a full stop from the present command takes. */
function ticksToRest(rig: Rig): number {
  const { linearMps, lateralMps, angularRadps } = rig.kernel.outputs;
  const { stopMps2, stopRadps2, tickPeriodNs } = rig.compiled.params;
  const planar = Math.max(Math.abs(linearMps), Math.abs(lateralMps));
  const restS = Math.max(planar / stopMps2, Math.abs(angularRadps) / stopRadps2);
  return Math.ceil(restS / (tickPeriodNs * 1e-9) - 1e-6) + 1;
}

/** What ends a sequence: an act, a stop word, or something that falls silent for good. */
export type Ending = OperatorAct | "stop word" | "no wheels" | "no mind" | "no healthy drive";
/** Every ending. */
export const endings: readonly Ending[] = [
  "stop",
  "estop",
  "shutdown",
  "stop word",
  "no wheels",
  "no mind",
  "no healthy drive",
];

function applyEnding(rig: Rig, ending: Ending, first: boolean): void {
  const { inputs } = rig;
  if (ending === "stop word") inputs.stopWord = 1;
  else if (ending === "no wheels") inputs.wheels.fresh = 0;
  else if (ending === "no healthy drive") inputs.ack.healthy = 0;
  else if (ending === "no mind") {
    inputs.mind.beat = 0;
    inputs.mind.lease = 0;
  } else if (first) act(inputs, ending);
}

/** Time until an ending takes hold, ms: what its watchdog allows. */
const graceMs: Readonly<Partial<Record<Ending, number>>> = {
  "no wheels": 105,
  "no mind": 505,
};

/** Ends a sequence and asserts that the robot stands in the time that its watchdogs and brakes need. */
export function stopsInTime(rig: Rig, oracle: RoomOracle, ending: Ending): void {
  const nothing: HostileTick = {
    missing: 0,
    pokes: [],
    intents: [],
    acts: [],
    stopWord: 0,
    beat: 1,
    lease: 1,
    operatorBeat: 0,
    gap: 0,
    lasts: 1,
    wallM: Infinity,
    params: [],
    path: [],
  };
  const grace = Math.ceil((graceMs[ending] ?? 0) * 1e6 / rig.periodNs);
  let left = grace + 1;
  for (let i = 0; i < left; i++) {
    passGap(rig, nothing);
    healthy(rig);
    applyEnding(rig, ending, i === 0);
    const out = step(rig.kernel, rig.inputs, rig.nowNs);
    checkInvariants(rig.monitor, rig.inputs, out);
    assert.deepEqual(rig.monitor.violations, []);
    judgeRoom(oracle, rig, out);
    rig.tick += 1;
    rig.nowNs += rig.periodNs;
    if (i === grace) left += ticksToRest(rig);
  }
  const { linearMps, lateralMps, angularRadps, mode } = rig.kernel.outputs;
  // Without a mind an operator still has the robot; without wheels nobody has.
  if (ending === "no mind" && mode === 3) return;
  assert.deepEqual([linearMps, lateralMps, angularRadps], [0, 0, 0], `${ending} in mode ${mode}`);
}
