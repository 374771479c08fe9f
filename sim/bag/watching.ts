/** What the kernel of an imported bag is not asked to judge. @module */
import type { Config } from "core/config/mod.ts";

/**
 * Causes that say nothing of a bag: others commanded its wheels, and what a bag does not carry
 * (battery, bumper, drive, mind) is not missing.
 */
const silentCauses = [
  "runaway",
  "followingError",
  "followingLag",
  "wheelDead",
  "wheelsStalled",
  "wheelSlip",
  "noAck",
  "driverHung",
  "linkLost",
  "brainLost",
  "batteryLost",
  "bumperStale",
  "rangeStale",
] as const;

/**
 * The config of a kernel that only watches what a bag carries: messages of these kinds.
 */
export function watching(config: Config, kinds: ReadonlySet<string>): Config {
  const causes = { ...config.failsafe.causes };
  const missing = kinds.has("imu") ? silentCauses : [...silentCauses, "imuStale"];
  for (const name of missing) causes[name] = { ...causes[name], enabled: false };
  return { ...config, failsafe: { ...config.failsafe, causes } };
}
