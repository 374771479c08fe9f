/** Fills the slots of a scenario's conditions after each tick. @module */
import { brainStates, missionStates } from "core/brain/mod.ts";
import { causeNumber } from "core/kernel/mod.ts";
import { failsafeActions, hasBit, numberOf } from "core/messages/mod.ts";
import type { Run } from "./run.ts";
import type { ScenarioNames } from "./names.ts";

/** Writes one tick's values into the slots. */
export interface SlotFiller {
  fill(run: Run): void;
}

const internal = causeNumber("internal");

function fillNumbers(run: Run, slots: Float64Array): void {
  const out = run.kernel.outputs;
  const { robot, contact, fall } = run.robot.world;
  slots[0] = run.nowNs * 1e-9;
  slots[1] = robot.xM;
  slots[2] = robot.yM;
  slots[3] = robot.yawRad;
  slots[4] = robot.linearMps;
  slots[5] = robot.angularRadps;
  slots[6] = out.odomXM;
  slots[7] = out.odomYM;
  slots[8] = out.odomYawRad;
  slots[9] = out.odomLinearMps;
  slots[10] = out.odomAngularRadps;
  slots[11] = out.linearMps;
  slots[12] = out.angularRadps;
  slots[13] = contact.clearanceM;
  slots[14] = contact.collision;
  slots[15] = contact.contact;
  slots[16] = out.batteryPercent;
  slots[17] = out.mode;
  slots[18] = out.action;
  slots[19] = out.latched;
  slots[22] = run.mind.report?.tokens ?? 0;
  slots[23] = run.mind.report?.usd ?? 0;
  slots[24] = out.intents;
  slots[25] = out.accepted;
  slots[26] = out.clamped;
  slots[27] = out.refused;
  slots[28] = out.faults;
  slots[29] = out.cause;
  slots[30] = out.docked;
  slots[31] = robot.lateralMps;
  slots[32] = out.odomLateralMps;
  slots[33] = out.lateralMps;
  slots[34] = robot.steerRad;
  slots[35] = robot.tiltRad;
  slots[36] = fall.dropM;
  slots[37] = fall.fell;
  slots[38] = out.stop;
  slots[39] = robot.enabled;
}

/** Makes a filler; the order of the fixed slots is that of names.ts (a test compares them). */
export function createSlotFiller(names: ScenarioNames, relays: readonly string[]): SlotFiller {
  const { slots } = names;
  const reason = names.slotOf("mission.reason");
  const missionState = names.slotOf("mission.state");
  const brainState = names.slotOf("brain.state");
  const signals = relays.map((relay) => names.slotOf(`signal.${relay}`));
  // Event slots of the last tick: of some two hundred nearly all are zero nearly always.
  const raised: number[] = [];
  let lastAction = 0;
  let lastRefused = 0;
  let lastKeepout = 0;
  const fill = (run: Run): void => {
    const out = run.kernel.outputs;
    fillNumbers(run, slots);
    const mission = run.mind.brain?.mission();
    slots[missionState] = numberOf(missionStates, mission?.state ?? "none");
    slots[reason] = names.intern(mission?.reason ?? "");
    slots[brainState] = numberOf(brainStates, run.mind.state);
    for (let bit = 0; bit < signals.length; bit++) {
      slots[signals[bit] ?? 0] = (out.relays >>> bit) & 1;
    }
    if (out.action !== lastAction) run.happened.add(`failsafe.${failsafeActions[out.action]}`);
    if (out.refused !== lastRefused) run.happened.add("intent.refused");
    if (out.inKeepout === 1 && lastKeepout === 0) run.happened.add("keepout.entered");
    if (hasBit(out.causes, internal)) run.happened.add("failsafe.fault");
    lastAction = out.action;
    lastRefused = out.refused;
    lastKeepout = out.inKeepout;
    for (const slot of raised) slots[slot] = 0;
    if (raised.length > 0) raised.length = 0;
    if (run.happened.size === 0) return;
    for (const name of run.happened) {
      const slot = names.own.get(name);
      if (slot === undefined) continue;
      slots[slot] = 1;
      raised.push(slot);
    }
  };
  return { fill };
}
