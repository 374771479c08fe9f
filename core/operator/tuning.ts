/**
 * The live parameters as operators see them: meaning, range and value of each, changes checked as
 * a whole before any is sent, and what of them is not in the config file yet.
 *
 * @module
 */
import { type Config, type FieldExplanation, listFields } from "core/config/mod.ts";
import { fail, type Fault, ok, type Result } from "core/fault.ts";
import { type TunableName, tunableNames, tunablePaths, type Tuning } from "core/kernel/mod.ts";
import { didYouMean } from "core/nearest.ts";
import type { KernelPort, ParamChange } from "./kernel_port.ts";

/** A live parameter. */
export interface LiveParameter {
  readonly path: string;
  readonly value: number;
  /** Value in the config that the robot was started with, or last reloaded or saved. */
  readonly configured: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly unit: string;
  readonly text: string;
}

/** The live parameters of one robot. */
export interface TuningDesk {
  list(): LiveParameter[];
  get(path: string): Result<LiveParameter>;
  /** Checks every change, then sends all for one tick; where one is bad nothing changes. */
  set(changes: Readonly<Record<string, number>>): Result<LiveParameter[]>;
  /** Takes the live parameters of another config over, at one tick. */
  adopt(config: Config, tuning: Tuning): Result<LiveParameter[]>;
  /** Parameters whose value is not the configured one. */
  unsaved(): LiveParameter[];
}

const limitPrefix = "kernel.limits.";

interface Desk {
  readonly kernel: KernelPort;
  config: Config;
  readonly value: Tuning;
  readonly configured: Tuning;
  readonly fields: ReadonlyMap<string, FieldExplanation>;
}

/** The machine's envelope caps the operating limits (CONFIG_LIMIT_ABOVE_ROBOT). */
function envelopeOf(config: Config, path: string): number {
  if (!path.startsWith(limitPrefix)) return Infinity;
  const limit: unknown = Reflect.get(config.robot.limits, path.slice(limitPrefix.length));
  return typeof limit === "number" ? limit : Infinity;
}

function describe(desk: Desk, name: TunableName): LiveParameter {
  const path = tunablePaths[name];
  const field = desk.fields.get(path);
  return {
    path,
    value: desk.value[name],
    configured: desk.configured[name],
    minimum: Math.max(0, field?.minimum ?? 0),
    maximum: Math.min(field?.maximum ?? Infinity, envelopeOf(desk.config, path)),
    unit: field?.unit ?? "",
    text: field?.text ?? "",
  };
}

function find(path: string): Result<TunableName> {
  const name = tunableNames.find((each) => tunablePaths[each] === path || each === path);
  if (name !== undefined) return ok(name);
  const paths = tunableNames.map((each) => tunablePaths[each]);
  return fail({
    code: "CONFIG_UNKNOWN_KEY",
    message: `Cannot tune "${path}": no live parameter has this path`,
    path,
    help: didYouMean(path, paths),
  });
}

function outOfRange(parameter: LiveParameter, value: number, envelope: number): Fault | null {
  const { path, minimum, maximum, unit } = parameter;
  if (value >= minimum && value <= maximum) return null;
  const above = value > envelope;
  const range = `${minimum}..${maximum}${unit === "" ? "" : ` ${unit}`}`;
  return {
    code: above ? "CONFIG_LIMIT_ABOVE_ROBOT" : "CONFIG_RANGE",
    message: above
      ? `Cannot set "${path}" to ${value}: the machine's envelope is ${envelope}`
      : `Cannot use ${value} for "${path}": its range is ${range}`,
    path,
    value: String(value),
    help: `give a value in ${range}`,
  };
}

/** Turns checked changes into what the kernel is sent. */
function prepare(desk: Desk, changes: readonly [TunableName, number][]): Result<ParamChange[]> {
  const prepared: ParamChange[] = [];
  for (const [name, value] of changes) {
    const parameter = describe(desk, name);
    const fault = outOfRange(parameter, value, envelopeOf(desk.config, parameter.path));
    if (fault !== null) return fail(fault);
    prepared.push({ index: tunableNames.indexOf(name), value });
  }
  return ok(prepared);
}

function send(desk: Desk, changes: readonly [TunableName, number][]): Result<LiveParameter[]> {
  const prepared = prepare(desk, changes);
  if (!prepared.ok) return prepared;
  if (!desk.kernel.pushParams(prepared.value)) {
    return fail({
      code: "OPERATOR_RATE",
      message: "Cannot tune: earlier changes still wait for the kernel",
      help: "try again",
    });
  }
  for (const [name, value] of changes) desk.value[name] = value;
  return ok(changes.map(([name]) => describe(desk, name)));
}

function set(desk: Desk, changes: Readonly<Record<string, number>>): Result<LiveParameter[]> {
  const found = new Map<TunableName, number>();
  for (const [path, value] of Object.entries(changes)) {
    const name = find(path);
    if (!name.ok) return name;
    found.set(name.value, value);
  }
  return send(desk, [...found]);
}

function adopt(desk: Desk, config: Config, tuning: Tuning): Result<LiveParameter[]> {
  const before = desk.config;
  desk.config = config;
  const changed = tunableNames.filter((name) => tuning[name] !== desk.value[name]);
  const sent = changed.length === 0
    ? ok<LiveParameter[]>([])
    : send(desk, changed.map((name) => [name, tuning[name]]));
  if (!sent.ok) {
    desk.config = before;
    return sent;
  }
  Object.assign(desk.configured, tuning);
  return ok(changed.map((name) => describe(desk, name)));
}

/** Makes the desk. `tuning` is what the kernel began with. */
export function createTuningDesk(kernel: KernelPort, config: Config, tuning: Tuning): TuningDesk {
  const desk: Desk = {
    kernel,
    config,
    value: { ...tuning },
    configured: { ...tuning },
    fields: new Map(listFields().map((field) => [field.path, field])),
  };
  const differs = (name: TunableName) => desk.value[name] !== desk.configured[name];
  return {
    list: () => tunableNames.map((name) => describe(desk, name)),
    get: (path) => {
      const name = find(path);
      return name.ok ? ok(describe(desk, name.value)) : name;
    },
    set: (changes) => set(desk, changes),
    adopt: (next, nextTuning) => adopt(desk, next, nextTuning),
    unsaved: () => tunableNames.filter(differs).map((name) => describe(desk, name)),
  };
}
