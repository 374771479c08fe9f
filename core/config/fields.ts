/**
 * Building blocks of the config schema: a number with its unit and range, an angle that may be
 * written in degrees, a duration with its unit. The unit, the text and whether a value may be
 * tuned live are valibot metadata, from which `config explain` and the JSON Schema are made.
 *
 * @module
 */
import * as v from "valibot";

/** What a field says of itself. */
export interface FieldInfo {
  readonly unit?: string;
  readonly tunable?: boolean;
  readonly secret?: boolean;
  readonly text: string;
}

/** A finite number with unit and range; `info` is kept as metadata. */
export function quantity(min: number, max: number, info: FieldInfo) {
  return v.pipe(
    v.number(),
    v.finite(),
    v.minValue(min),
    v.maxValue(max),
    v.description(info.text),
    v.metadata({ ...info }),
  );
}

/** A whole number with unit and range. */
export function count(min: number, max: number, info: FieldInfo) {
  return v.pipe(
    v.number(),
    v.integer(),
    v.minValue(min),
    v.maxValue(max),
    v.description(info.text),
    v.metadata({ ...info }),
  );
}

const durationForm = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;
const msPerUnit: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Reads `250ms`, `1.5s`, `2m`, `1h` into ms; null where the text is none of these. */
export function parseDuration(text: string): number | null {
  const match = durationForm.exec(text.trim());
  const factor = msPerUnit[match?.[2] ?? ""];
  return match === null || factor === undefined ? null : Number(match[1]) * factor;
}

/** A duration with its unit in the file, ms inside. */
export const durationMs = v.pipe(
  v.unknown(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const raw = dataset.value;
    const ms = typeof raw === "string" ? parseDuration(raw) : null;
    if (ms !== null) return ms;
    const isQuantity = typeof raw === "number" ||
      (typeof raw === "string" && /^[-+]?\d/.test(raw.trim()));
    if (typeof raw === "string" && parseDuration(raw.replace(/^\s*-/, "")) !== null) {
      addIssue({ message: "CONFIG_RANGE|a duration is not below zero|write 0s or more" });
      return NEVER;
    }
    const code = isQuantity ? "CONFIG_UNIT" : "CONFIG_TYPE";
    const help = typeof raw === "number"
      ? `write ${raw}s or ${raw}ms`
      : "write 250ms, 1.5s, 2m or 1h";
    addIssue({ message: `${code}|a duration needs its unit|${help}` });
    return NEVER;
  }),
);

/** The two ways to write a heading. */
export const yawEntries = {
  yawDeg: v.optional(v.pipe(v.number(), v.finite())),
  yawRad: v.optional(v.pipe(v.number(), v.finite())),
};

/** A pose or place as written: the heading in degrees or in radians, or none. */
export interface WithYaw {
  readonly yawDeg?: number | undefined;
  readonly yawRad?: number | undefined;
}

/** The message of a heading that is given twice. */
export const twoYaws = "CONFIG_CONFLICT|yawDeg and yawRad are both given|keep one of them|yawRad";

/** True where at most one of the two is given. */
export function oneYaw(pose: WithYaw): boolean {
  return pose.yawDeg === undefined || pose.yawRad === undefined;
}

/** The heading in radians; undefined where none was given. */
export function yawOf(pose: WithYaw): number | undefined {
  if (pose.yawRad !== undefined) return pose.yawRad;
  return pose.yawDeg === undefined ? undefined : pose.yawDeg * 0.017453292519943295;
}
