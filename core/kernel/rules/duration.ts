/** How long a drive, a wait or a relay may be asked for. @module */
import { hasDuration, reasonNumber } from "core/messages/mod.ts";
import { intentNumber, sourceNumber } from "core/kernel/numbers.ts";
import type { Rule } from "./rule.ts";

const badDuration = reasonNumber("GATE_DURATION");

/** Index of `model` in the agent table: what a language model asks is kept shorter. */
const modelAgent = 1;

/** Caps how long a drive, wait or relay may run; zero or negative is refused, as is missing. */
export const durationCap: Rule = {
  name: "durationCap",
  doc: "clamps a drive to `kernel.maxDriveMs`; refuses a drive or wait without a length",
  check: (kernel, r, _nowNs, detail) => {
    const drive = r.action === intentNumber.drive;
    const relay = r.action === intentNumber.trigger_relay && (r.has & hasDuration) !== 0;
    if (!drive && !relay && r.action !== intentNumber.wait) return 0;
    const p = kernel.params;
    const longest = r.agent === modelAgent ? p.maxDriveMs.model : p.maxDriveMs.script;
    const operator = r.source === sourceNumber.operator;
    const limit = !drive ? 86_400_000 : operator ? p.teleopTtlMs : longest;
    detail.value = r.durationMs;
    detail.limit = limit;
    if ((r.has & hasDuration) === 0 || !(r.durationMs >= 1)) return badDuration;
    if (r.durationMs <= limit) return 0;
    r.durationMs = limit;
    detail.clamped = 1;
    return badDuration;
  },
};
