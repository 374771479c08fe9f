/**
 * Values that a scenario leaves open: `{ uniform: [0.2, 0.6] }`, `{ choice: [a, b] }`,
 * `{ normal: [0, 0.1] }` or `{ integer: [1, 5] }` in the place of a value, or a name of
 * `parameters:` used as `${name}`. Each is drawn from a stream of its own, so that one more open
 * value does not change the others. What comes out is a plain scenario.
 *
 * @module
 */
import { fail, ok, type Result } from "core/fault.ts";
import { type DataPath, parseDuration, pathText, type YamlDocument } from "core/config/mod.ts";
import { createPrng, gauss, integer, type Prng, uniform } from "core/math/mod.ts";
import { didYouMean } from "core/nearest.ts";

/** The ways to leave a value open. */
export const distributionKinds = ["uniform", "choice", "normal", "integer"] as const;
/** A way by name. */
export type DistributionKind = typeof distributionKinds[number];

/** An open value. Durations are in ms. */
export interface Distribution {
  readonly kind: DistributionKind;
  /** Bounds of uniform and integer, or mean and deviation of normal. */
  readonly low: number;
  readonly high: number;
  /** The values of a choice. */
  readonly options: readonly unknown[];
  readonly isDuration: boolean;
}

/** An open value of a scenario by its name. */
export interface OpenValue {
  readonly name: string;
  readonly distribution: Distribution;
}

/** A scenario with its open values drawn. */
export interface Varied {
  readonly data: unknown;
  /** Every open value, in the order of the file. */
  readonly open: readonly OpenValue[];
  /** What was drawn for each. */
  readonly drawn: Readonly<Record<string, unknown>>;
}

type Mapping = Record<string, unknown>;

function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

interface Drawing {
  readonly document: YamlDocument;
  readonly seed: number;
  readonly given: Readonly<Record<string, unknown>>;
  readonly parameters: Map<string, unknown>;
  readonly open: OpenValue[];
  readonly drawn: Record<string, unknown>;
}

function bad(d: Drawing, path: DataPath, message: string, help: string) {
  return fail({ code: "SIM_SCENARIO", message, place: d.document.placeOf(path), help });
}

function kindOf(value: unknown): DistributionKind | null {
  if (!isMapping(value)) return null;
  const keys = Object.keys(value);
  const kind = distributionKinds.find((name) => name === keys[0]);
  return keys.length === 1 && kind !== undefined && Array.isArray(value[kind]) ? kind : null;
}

function readNumber(value: unknown): { value: number; isDuration: boolean } | null {
  if (typeof value === "number" && Number.isFinite(value)) return { value, isDuration: false };
  const ms = typeof value === "string" ? parseDuration(value) : null;
  return ms === null ? null : { value: ms, isDuration: true };
}

function readDistribution(
  d: Drawing,
  kind: DistributionKind,
  list: readonly unknown[],
  path: DataPath,
): Result<Distribution> {
  if (kind === "choice") {
    if (list.length > 0) return ok({ kind, low: 0, high: 0, options: list, isDuration: false });
    return bad(d, path, "Cannot choose from nothing", "name at least one value");
  }
  const [low, high] = [readNumber(list[0]), readNumber(list[1])];
  const good = list.length === 2 && low !== null && high !== null &&
    low.isDuration === high.isDuration &&
    (kind === "normal" ? high.value >= 0 : high.value >= low.value);
  if (!good) {
    const example = kind === "normal" ? "[mean, deviation]" : "[lowest, highest]";
    return bad(
      d,
      path,
      `Cannot draw from this: ${kind} needs ${example}`,
      "two numbers or two durations",
    );
  }
  return ok({ kind, low: low.value, high: high.value, options: [], isDuration: low.isDuration });
}

/** Six significant digits: short enough to read, fine enough for any quantity. */
function short(value: number): number {
  return Number(value.toPrecision(6));
}

/** The value at a share of a distribution, 0..1; a normal one goes by its own draw. */
export function valueAt(distribution: Distribution, share: number): unknown {
  const { kind, low, high, options, isDuration } = distribution;
  if (kind === "choice") {
    return options[Math.min(options.length - 1, Math.floor(share * options.length))];
  }
  // A normal value is taken from its middle two thirds of six deviations where a share is asked.
  const [from, to] = kind === "normal" ? [low - 2 * high, low + 2 * high] : [low, high];
  const raw = kind === "integer"
    ? Math.min(to, Math.floor(from + share * (to - from + 1)))
    : from + share * (to - from);
  return textOf(short(raw), isDuration);
}

function textOf(value: number, isDuration: boolean): unknown {
  return isDuration ? `${Math.max(0, Math.round(value))}ms` : value;
}

function draw(distribution: Distribution, prng: Prng): unknown {
  const { kind, low, high, options, isDuration } = distribution;
  switch (kind) {
    case "choice":
      return options[integer(prng, options.length)];
    case "uniform":
      return textOf(short(low + uniform(prng) * (high - low)), isDuration);
    case "integer":
      return textOf(low + integer(prng, Math.floor(high - low) + 1), isDuration);
    case "normal":
      return textOf(short(low + gauss(prng) * high), isDuration);
    default:
      return kind satisfies never;
  }
}

function drawNamed(d: Drawing, name: string, value: unknown, path: DataPath): Result<unknown> {
  const kind = kindOf(value);
  if (kind === null) return ok(Object.hasOwn(d.given, name) ? d.given[name] : value);
  const list = isMapping(value) ? value[kind] : [];
  const read = readDistribution(d, kind, Array.isArray(list) ? list : [], path);
  if (!read.ok) return read;
  d.open.push({ name, distribution: read.value });
  const drawn = Object.hasOwn(d.given, name)
    ? d.given[name]
    : draw(read.value, createPrng(d.seed, `vary.${name}`));
  d.drawn[name] = drawn;
  return ok(drawn);
}

const reference = /\$\{([A-Za-z_]\w*)\}/g;

function fillText(d: Drawing, text: string, path: DataPath): Result<unknown> {
  const names = [...text.matchAll(reference)].map((match) => match[1] ?? "");
  const unknown = names.find((name) => !d.parameters.has(name));
  if (unknown !== undefined) {
    const known = [...d.parameters.keys()];
    return bad(d, path, `Unknown parameter "${unknown}"`, didYouMean(unknown, known));
  }
  const [first] = names;
  if (first !== undefined && text === `\${${first}}`) return ok(d.parameters.get(first));
  return ok(text.replace(reference, (_whole, name: string) => String(d.parameters.get(name))));
}

function fill(d: Drawing, value: unknown, path: DataPath): Result<unknown> {
  if (typeof value === "string") {
    return value.includes("${") ? fillText(d, value, path) : ok(value);
  }
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const [index, item] of value.entries()) {
      const filled = fill(d, item, [...path, index]);
      if (!filled.ok) return filled;
      items.push(filled.value);
    }
    return ok(items);
  }
  if (!isMapping(value)) return ok(value);
  if (kindOf(value) !== null) {
    const drawn = drawNamed(d, pathText(path), value, path);
    return drawn.ok ? fill(d, drawn.value, path) : drawn;
  }
  const mapping: Mapping = {};
  for (const [key, item] of Object.entries(value)) {
    const filled = fill(d, item, [...path, key]);
    if (!filled.ok) return filled;
    mapping[key] = filled.value;
  }
  return ok(mapping);
}

function drawParameters(d: Drawing, parameters: unknown): Result<void> {
  if (parameters === undefined) return ok(undefined);
  if (!isMapping(parameters)) {
    return bad(d, ["parameters"], "Cannot read parameters: a mapping is wanted", "name: value");
  }
  for (const [name, value] of Object.entries(parameters)) {
    if (!/^[A-Za-z_]\w*$/.test(name)) {
      return bad(
        d,
        ["parameters", name],
        `Cannot use "${name}" as a parameter's name`,
        "letters and digits",
      );
    }
    const drawn = drawNamed(d, name, value, ["parameters", name]);
    if (!drawn.ok) return drawn;
    d.parameters.set(name, drawn.value);
  }
  return ok(undefined);
}

/**
 * Draws all open values of a scenario for a seed. `given` fixes some of them by name, as sweeps
 * and searches do.
 */
export function varyScenario(
  document: YamlDocument,
  seed: number,
  given: Readonly<Record<string, unknown>>,
): Result<Varied> {
  const d: Drawing = { document, seed, given, parameters: new Map(), open: [], drawn: {} };
  if (!isMapping(document.data)) return ok({ data: document.data, open: [], drawn: {} });
  const { parameters, ...rest } = document.data;
  const drawn = drawParameters(d, parameters);
  if (!drawn.ok) return drawn;
  const data = fill(d, rest, []);
  if (!data.ok) return data;
  const unknown = Object.keys(given).find((name) =>
    !Object.hasOwn(d.drawn, name) && !d.parameters.has(name)
  );
  if (unknown !== undefined) {
    const known = [...d.parameters.keys(), ...Object.keys(d.drawn)];
    return bad(d, ["parameters"], `Unknown parameter "${unknown}"`, didYouMean(unknown, known));
  }
  return ok({ data: data.value, open: d.open, drawn: d.drawn });
}
