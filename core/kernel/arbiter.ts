/**
 * Picks the source that commands motion: E-stop over operator over failsafe over the autonomous
 * sources. The others contribute nothing, not even additively.
 *
 * @module
 */
import { actionNumber, modeNumber, sourceNumber, stageNumber } from "./numbers.ts";
import type { Kernel } from "./state.ts";
import { failsafeMoves } from "./tree/moves.ts";

function choose(
  kernel: Kernel,
  authority: number,
  linearMps: number,
  angularRadps: number,
  lateralMps = 0,
): void {
  const work = kernel.work;
  work.authority = authority;
  work.wantedLinearMps = linearMps;
  work.wantedAngularRadps = angularRadps;
  work.wantedLateralMps = lateralMps;
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
    if (!live) return choose(kernel, sourceNumber.operator, 0, 0);
    const { teleopLinearMps, teleopAngularRadps, teleopLateralMps } = s;
    const source = sourceNumber.operator;
    return choose(kernel, source, teleopLinearMps, teleopAngularRadps, teleopLateralMps);
  }
  if (s.mode === modeNumber.failsafe) {
    kernel.work.stage = stageNumber.failsafe;
    if (failsafeMoves(kernel) && s.failsafe.action === actionNumber.return) {
      const { linearMps, angularRadps, lateralMps } = s.skill;
      return choose(kernel, sourceNumber.failsafe, linearMps, angularRadps, lateralMps);
    }
    return choose(kernel, sourceNumber.failsafe, 0, 0);
  }
  const runs = s.mode === modeNumber.auto && s.skill.active === 1;
  if (!runs) return choose(kernel, sourceNumber.none, 0, 0);
  const { linearMps, angularRadps, lateralMps, intent } = s.skill;
  choose(kernel, intent.source, linearMps, angularRadps, lateralMps);
}
