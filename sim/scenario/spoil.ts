/** What a failing brain makes of its answers (sim/faults/mind.ts). @module */
import { type FaultSet, faultValue } from "sim/faults/mod.ts";

function mapNumbers(raw: unknown, change: (value: number) => number): unknown {
  if (typeof raw === "number") return change(raw);
  if (Array.isArray(raw)) return raw.map((item) => mapNumbers(item, change));
  if (typeof raw !== "object" || raw === null) return raw;
  return Object.fromEntries(
    Object.entries(raw).map(([key, value]) => [key, mapNumbers(value, change)]),
  );
}

/** Parameters of the intent, not its lifetime: a brain that gets its physics wrong. */
const lifetimes = ["ttlMs", "durationMs"];

/** A proposal as a brain with these faults would have made it. */
export function spoilProposal(raw: unknown, faults: FaultSet): unknown {
  if (faults.size === 0 || typeof raw !== "object" || raw === null) return raw;
  if (faults.has("brain.frame")) {
    return { action: "trigger_relay", relayId: "warp_core", state: "on" };
  }
  if (faults.has("brain.nan")) return mapNumbers(raw, () => NaN);
  const factor = faultValue(faults, "brain.max", "factor", 1);
  if (factor === 1) return raw;
  return Object.fromEntries(
    Object.entries(raw).map(([key, value]) => [
      key,
      lifetimes.includes(key) ? value : mapNumbers(value, (number) => number * factor),
    ]),
  );
}

/** True where the answer cannot be read at all. */
export function isUnreadable(faults: FaultSet): boolean {
  return faults.has("brain.garbage");
}

/** True where the brain neither answers nor renews its lease. */
export function isHung(faults: FaultSet): boolean {
  return faults.has("brain.hang") || faults.has("brain.crash");
}

/** True where the whole mind stands still. */
export function isFrozen(faults: FaultSet): boolean {
  return faults.has("mind.hang") || faults.has("mind.crash");
}
