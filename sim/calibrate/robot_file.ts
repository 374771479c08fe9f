/** The fitted numbers as a robot file that `config check` takes. @module */
import { stringify } from "yaml";
import { type Config, configSchema, validate } from "core/config/mod.ts";
import { ok, type Result } from "core/fault.ts";
import type { Fit } from "./fit.ts";

/** Sections that describe the robot; site, brain, recordings and sockets are not its own. */
const ownSections = ["robot", "kernel", "failsafe", "sim"] as const;

function setNumber(data: unknown, path: string, value: number): void {
  const parts = path.split(".");
  let node: unknown = data;
  for (const part of parts.slice(0, -1)) {
    node = typeof node === "object" && node !== null ? Reflect.get(node, part) : undefined;
  }
  if (typeof node === "object" && node !== null) {
    Reflect.set(node, parts[parts.length - 1] ?? "", value);
  }
}

/** Digits that an error of this share leaves, and one more: 2 to 6. */
function digitsFor(share: number): number {
  let digits = 2;
  for (let least = 0.1; share < least && digits < 6; least /= 10) digits += 1;
  return digits;
}

/** Digits beyond the standard error mean nothing. */
export function roundedValue(fit: Fit): number | null {
  if (fit.value === null) return null;
  const digits = fit.sigma === null ? 4 : digitsFor(fit.sigma / Math.abs(fit.value));
  return Number(fit.value.toPrecision(digits));
}

function remark(fit: Fit): string {
  const value = roundedValue(fit);
  const error = fit.sigma === null ? "" : ` +- ${fit.sigma.toPrecision(2)}`;
  const was = fit.before === null ? "" : `, was ${fit.before}`;
  return value === null
    ? `# ${fit.path}: kept at ${fit.before ?? "its preset"}; ${fit.note}`
    : `# ${fit.path}: ${value}${error} ${fit.unit}${was}, of ${fit.samples} samples`;
}

/** The file's text. Fails where a fitted number is outside its range. */
export function robotFile(
  config: Config,
  fits: readonly Fit[],
  from: readonly string[],
): Result<string> {
  const data: Record<string, unknown> = { mechos: "config/1" };
  for (const section of ownSections) data[section] = structuredClone(config[section]);
  for (const fit of fits) {
    const value = roundedValue(fit);
    if (value !== null) setNumber(data, fit.path, value);
  }
  const places = { placeOf: () => undefined, placeOfKey: () => undefined };
  const checked = validate(configSchema, data, places);
  if (!checked.ok) return checked;
  const head = [`# Fitted by mechos sim calibrate from ${from.join(", ")}.`, ...fits.map(remark)];
  return ok(`${head.join("\n")}\n${stringify(data, { lineWidth: 100 })}`);
}
