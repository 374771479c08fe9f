/**
 * Picks the source that commands motion: E-stop over operator over failsafe over the autonomous
 * sources. The others contribute nothing, not even additively.
 *
 * @module
 */
import { actionNumber, modeNumber, sourceNumber, stageNumber } from "./numbers.ts";
import type { Kernel } from "./state.ts";

function choose(kernel: Kernel, authority: number, linearMps: number, angularRadps: number): void {
  const work = kernel.work;
  work.authority = authority;
  work.wantedLinearMps = linearMps;
  work.wantedAngularRadps = angularRadps;
}

/** Writes the chosen source and its wish into `work`. An expired wish is zero. */
export function arbitrate(kernel: Kernel, nowNs: number): void {
  const s = kernel.state;
  kernel.work.stage = stageNumber.none;
  if (s.mode === modeNumber.estop || s.latched === 1) {
    return choose(kernel, sourceNumber.estop, 0, 0);
  }
  if (s.mode === modeNumber.manual) {
    const live = nowNs < s.teleopUntilNs;
    const linear = live ? s.teleopLinearMps : 0;
    return choose(kernel, sourceNumber.operator, linear, live ? s.teleopAngularRadps : 0);
  }
  if (s.mode === modeNumber.failsafe) {
    kernel.work.stage = stageNumber.failsafe;
    if (s.homing.active === 1 && s.failsafe.action === actionNumber.return) {
      return choose(kernel, sourceNumber.failsafe, s.skill.linearMps, s.skill.angularRadps);
    }
    return choose(kernel, sourceNumber.failsafe, 0, 0);
  }
  const runs = s.mode === modeNumber.auto && s.skill.active === 1;
  if (!runs) return choose(kernel, sourceNumber.none, 0, 0);
  choose(kernel, s.skill.intent.source, s.skill.linearMps, s.skill.angularRadps);
}
