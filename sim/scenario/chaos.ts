/**
 * Random faults, operator acts and people of a `chaos:` section, drawn with the run's seed and
 * written out as plain events and pedestrians: what ran can be read, repeated and made smaller.
 *
 * @module
 */
import { fail, ok, type Result } from "core/fault.ts";
import type { YamlDocument } from "core/config/mod.ts";
import { createPrng, integer, type Prng, uniform } from "core/math/mod.ts";
import { didYouMean } from "core/nearest.ts";
import { faultNames, findFault } from "sim/faults/mod.ts";
import type { Chaos } from "./chaos_schema.ts";

type Mapping = Record<string, unknown>;

function between(prng: Prng, low: number, high: number): number {
  return low + uniform(prng) * (high - low);
}

function countOf(prng: Prng, [low, high]: readonly [number, number]): number {
  return low + integer(prng, high - low + 1);
}

const msText = (ms: number): string => `${Math.round(ms)}ms`;

function matches(pattern: string, kind: string): boolean {
  const text = pattern.replace(/[.+^${}()|[\]\\?]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${text}$`).test(kind);
}

/** The kinds that some patterns select; a pattern that selects none is a fault. */
function selectKinds(
  patterns: readonly string[],
  document: YamlDocument,
  key: "kinds" | "except",
): Result<Set<string>> {
  const kinds = new Set<string>();
  for (const [index, pattern] of patterns.entries()) {
    const found = faultNames.filter((kind) => matches(pattern, kind));
    if (found.length === 0) {
      return fail({
        code: "SIM_UNKNOWN_FAULT",
        message: `No fault kind matches "${pattern}"`,
        value: pattern,
        place: document.placeOf(["chaos", "faults", key, index]),
        help: didYouMean(pattern, faultNames),
      });
    }
    for (const kind of found) kinds.add(kind);
  }
  return ok(kinds);
}

function drawFault(prng: Prng, kind: string, forMs: number): Mapping {
  const fault: Mapping = { kind, for: msText(forMs) };
  const row = findFault(kind);
  if (!row.ok) return fault;
  for (const [name, spec] of Object.entries(row.value.parameters)) {
    // Half of the faults as they usually are, half anywhere in their range.
    const usual = uniform(prng) < 0.5;
    const any = Number(between(prng, spec.minimum, spec.maximum).toPrecision(3));
    if (!usual) fault[name] = Math.min(spec.maximum, Math.max(spec.minimum, any));
  }
  return fault;
}

function drawFaults(
  spec: NonNullable<Chaos["faults"]>,
  document: YamlDocument,
  seed: number,
  endMs: number,
): Result<Mapping[]> {
  const wanted = selectKinds(spec.kinds, document, "kinds");
  if (!wanted.ok) return wanted;
  const except = selectKinds(spec.except, document, "except");
  if (!except.ok) return except;
  const kinds = faultNames.filter((kind) => wanted.value.has(kind) && !except.value.has(kind));
  if (kinds.length === 0) {
    return fail({
      code: "SIM_SCENARIO",
      message: "Cannot draw faults: no kind is left",
      place: document.placeOf(["chaos", "faults"]),
      help: "let except name fewer kinds",
    });
  }
  const prng = createPrng(seed, "chaos.faults");
  const events: Mapping[] = [];
  const count = countOf(prng, spec.count);
  for (let i = 0; i < count; i++) {
    const atMs = between(prng, spec.from, Math.max(spec.from, spec.until ?? endMs));
    const kind = kinds[integer(prng, kinds.length)] ?? "";
    const forMs = between(prng, spec.for[0], spec.for[1]);
    events.push({ at: msText(atMs), fault: drawFault(prng, kind, forMs) });
  }
  return ok(events);
}

function drawAct(prng: Prng, act: string): Mapping {
  if (act !== "teleop") return { [act]: true };
  return {
    take: true,
    teleop: {
      linearMps: Number(between(prng, -0.3, 0.6).toFixed(2)),
      angularRadps: Number(between(prng, -1, 1).toFixed(2)),
      for: msText(between(prng, 300, 3000)),
    },
  };
}

function drawActs(spec: NonNullable<Chaos["operator"]>, seed: number, endMs: number): Mapping[] {
  const prng = createPrng(seed, "chaos.operator");
  const events: Mapping[] = [];
  const count = countOf(prng, spec.count);
  for (let i = 0; i < count; i++) {
    const atMs = between(prng, spec.from, Math.max(spec.from, spec.until ?? endMs));
    const act = spec.acts[integer(prng, spec.acts.length)] ?? "stop";
    events.push({ at: msText(atMs), operator: drawAct(prng, act) });
  }
  return events;
}

function drawPeople(spec: NonNullable<Chaos["people"]>, seed: number): Mapping[] {
  const prng = createPrng(seed, "chaos.people");
  const [[ax, ay], [bx, by]] = spec.area;
  const spot = (): [number, number] => [
    Number(between(prng, ax, bx).toFixed(2)),
    Number(between(prng, ay, by).toFixed(2)),
  ];
  const people: Mapping[] = [];
  const count = countOf(prng, spec.count);
  for (let i = 0; i < count; i++) {
    const [low, high] = spec.speedMps;
    people.push({
      path: [spot(), spot(), spot()],
      speedMps: Number(between(prng, low, high).toFixed(2)),
      startS: Number(between(prng, 0, 5).toFixed(1)),
      loop: true,
    });
  }
  return people;
}

function listAt(data: Mapping, key: string): readonly unknown[] {
  const value = data[key];
  return Array.isArray(value) ? value : [];
}

/** The scenario with its chaos written out; `data` is the checked file's raw data. */
export function expandChaos(
  data: Mapping,
  chaos: Chaos,
  document: YamlDocument,
  seed: number,
  durationMs: number,
): Result<Mapping> {
  const { chaos: _section, ...rest } = data;
  const faults = chaos.faults === undefined
    ? ok<Mapping[]>([])
    : drawFaults(chaos.faults, document, seed, durationMs);
  if (!faults.ok) return faults;
  const acts = chaos.operator === undefined ? [] : drawActs(chaos.operator, seed, durationMs);
  const people = chaos.people === undefined ? [] : drawPeople(chaos.people, seed);
  const given = rest["world"];
  const world: Mapping = typeof given === "object" && given !== null ? { ...given } : {};
  if (people.length > 0) world["pedestrians"] = [...listAt(world, "pedestrians"), ...people];
  return ok({
    ...rest,
    ...(Object.keys(world).length === 0 ? {} : { world }),
    events: [...listAt(rest, "events"), ...faults.value, ...acts],
  });
}
