/** The operating limits of a drive's speeds. @module */
import { reasonNumber } from "core/messages/mod.ts";
import { intentNumber } from "core/kernel/numbers.ts";
import { driveKinds } from "core/world/mod.ts";
import type { Rule } from "./rule.ts";

const tooFast = reasonNumber("GATE_SPEED_LINEAR");
const turnsTooFast = reasonNumber("GATE_SPEED_ANGULAR");
const sideways = reasonNumber("GATE_SPEED_LATERAL");
const sidewaysTooFast = reasonNumber("GATE_SPEED_SIDEWAYS");

/** Caps the speeds of a drive at the operating limits; only an omni drive moves sideways. */
export const speedCap: Rule = {
  name: "speedCap",
  doc: "clamps a drive to `kernel.limits`; only an omni drive moves sideways",
  check: (kernel, r, _nowNs, detail) => {
    if (r.action !== intentNumber.drive) return 0;
    const t = kernel.state.tuning;
    let reason = 0;
    if (Math.abs(r.y) > t.maxLateralMps) {
      detail.value = r.y;
      detail.limit = t.maxLateralMps;
      if (kernel.params.drive.kind !== driveKinds.omni) return sideways;
      r.y = r.y >= 0 ? t.maxLateralMps : -t.maxLateralMps;
      reason = sidewaysTooFast;
    }
    const limit = r.x >= 0 ? t.maxLinearMps : t.maxReverseMps;
    if (Math.abs(r.x) > limit) {
      if (reason === 0) {
        detail.value = r.x;
        detail.limit = limit;
      }
      r.x = r.x >= 0 ? limit : -limit;
      reason = reason === 0 ? tooFast : reason;
    }
    if (Math.abs(r.z) > t.maxAngularRadps) {
      if (reason === 0) {
        detail.value = r.z;
        detail.limit = t.maxAngularRadps;
      }
      r.z = r.z >= 0 ? t.maxAngularRadps : -t.maxAngularRadps;
      reason = reason === 0 ? turnsTooFast : reason;
    }
    detail.clamped = reason === 0 ? 0 : 1;
    return reason;
  },
};
