/**
 * Hostile ticks for property tests: what could arrive at the kernel's door at one tick, as data,
 * so that fast-check can shrink it. Everything that is not named stays as healthy sensors give it.
 * @module
 */
import fc from "fast-check";
import { tunableNames } from "core/kernel/mod.ts";
import { inputLimits, operatorActs, type OperatorInput, sources } from "core/messages/mod.ts";
import type { Rig } from "./kernel_fixture.ts";

/** One field of the inputs, overwritten. */
export interface Poke {
  readonly section: typeof sections[number];
  readonly field: number;
  readonly value: number;
}

/** An intent, by its numbers. */
export interface HostileIntent {
  readonly source: number;
  readonly agent: number;
  readonly action: number;
  readonly defect: number;
  readonly id: number;
  readonly ageMs: number;
  readonly ttlMs: number;
  readonly durationMs: number;
  readonly has: number;
  readonly target: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** What is odd about one tick. */
export interface HostileTick {
  /** Sections that do not arrive, one bit each. */
  readonly missing: number;
  readonly pokes: readonly Poke[];
  readonly intents: readonly HostileIntent[];
  readonly acts: readonly Omit<OperatorInput, "seq" | "operator">[];
  readonly stopWord: number;
  readonly beat: number;
  readonly lease: number;
  readonly operatorBeat: number;
  /** Ticks of time that pass before this one, beside its own. */
  readonly gap: number;
  /** For how many ticks what is missing or spoiled stays so. */
  readonly lasts: number;
  readonly wallM: number;
  readonly params: readonly { readonly index: number; readonly value: number }[];
  readonly path: readonly (readonly [number, number])[];
}

const sections = [
  "wheels",
  "imu",
  "scan",
  "battery",
  "bumper",
  "poseFix",
  "ack",
  "match",
  "motors",
  "host",
] as const;
const fields: Readonly<Record<Poke["section"], readonly string[]>> = {
  wheels: [
    "leftRad",
    "rightRad",
    "leftRadps",
    "rightRadps",
    "measuredNs",
    "arrivedNs",
    "seq",
    "rearLeftRad",
    "rearRightRad",
    "rearLeftRadps",
    "rearRightRadps",
    "steerRad",
  ],
  imu: ["yawRateRadps", "accelMps2", "tiltRad", "measuredNs", "arrivedNs", "seq"],
  scan: ["measuredNs", "arrivedNs", "count", "all", "some", "seq"],
  battery: ["voltageV", "currentA", "percent", "measuredNs", "arrivedNs"],
  bumper: ["pressed", "measuredNs", "arrivedNs"],
  poseFix: ["xM", "yM", "yawRad", "absolute", "headless", "measuredNs", "sigmaM"],
  ack: ["healthy", "commandTick", "enabled"],
  match: [
    "xM",
    "yM",
    "yawRad",
    "quality",
    "varXM2",
    "covXYM2",
    "varYM2",
    "varYawRad2",
    "measuredNs",
  ],
  motors: ["leftA", "rightA", "leftC", "rightC", "measuredNs", "arrivedNs", "seq"],
  host: ["beats", "troubles"],
};

const awkward = [NaN, Infinity, -Infinity, 0, -0, 1e308, -1e308, 1e-320, 1e9, -1e9, 1, -1, 0.1];
/** Any number, the awkward ones often. */
export const anyNumber = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...awkward) },
  { weight: 2, arbitrary: fc.double({ min: -3, max: 3, noNaN: true }) },
  { weight: 1, arbitrary: fc.double() },
);

const poke = fc.record({
  section: fc.constantFrom(...sections),
  field: fc.nat(8),
  value: anyNumber,
});
const speed = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: -1, max: 1, noNaN: true }) },
  { weight: 1, arbitrary: anyNumber },
);
const intent = fc.record({
  source: fc.oneof(fc.constantFrom(1, 2, 5), fc.nat(sources.length)),
  agent: fc.constantFrom(1, 2, 4),
  action: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(4, 4, 4, 5, 6, 3, 1, 2, 7) },
    { weight: 1, arbitrary: fc.nat(25) },
  ),
  defect: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.nat(12)),
  id: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.nat(5)),
  ageMs: fc.oneof(
    { weight: 5, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.constantFrom(-1, 5, 50, 999, 1001, NaN, Infinity) },
  ),
  ttlMs: fc.oneof(
    { weight: 5, arbitrary: fc.constant(1000) },
    { weight: 1, arbitrary: fc.constantFrom(0, -1, 1, 60_000, 1e9, NaN) },
  ),
  durationMs: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(200, 1000, 5000) },
    { weight: 1, arbitrary: anyNumber },
  ),
  has: fc.constantFrom(2, 2, 3, 0, 1, 0xffff),
  target: fc.constantFrom(0xffff, 0xffff, 0, 1, 2, 3, 99),
  x: speed,
  y: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, speed),
  z: speed,
});
const operatorAct = fc.record({
  act: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(1, 1, 6, 7, 4, 5, 2) },
    { weight: 2, arbitrary: fc.nat(operatorActs.length) },
  ),
  value: fc.oneof({ weight: 4, arbitrary: fc.nat(3) }, fc.nat(40)),
  agent: fc.nat(8),
  maxLinearMps: fc.constantFrom(Infinity, 0, 0.2, NaN),
  fromMs: fc.constantFrom(0, 0, 100, -5),
  forMs: fc.constantFrom(Infinity, 50, 500, NaN),
  region: fc.nat(2),
  relays: fc.constantFrom(0xffffffff, 0, 1),
  mission: fc.nat(1),
});
const none = <T>(weight: number, some: fc.Arbitrary<T>, otherwise: T): fc.Arbitrary<T> =>
  fc.oneof({ weight, arbitrary: fc.constant(otherwise) }, { weight: 1, arbitrary: some });

/** One tick with something odd in it, or nothing. */
export const hostileTick: fc.Arbitrary<HostileTick> = fc.record({
  missing: none(3, fc.nat(127), 0),
  pokes: none(3, fc.array(poke, { minLength: 1, maxLength: 3 }), []),
  intents: none(1, fc.array(intent, { minLength: 1, maxLength: 3 }), []),
  acts: none(3, fc.array(operatorAct, { minLength: 1, maxLength: 2 }), []),
  stopWord: none(60, fc.constant(1), 0),
  beat: none(6, fc.constant(0), 1),
  lease: none(6, fc.constant(0), 1),
  operatorBeat: fc.constantFrom(0, 1),
  gap: none(12, fc.constantFrom(1, 3, 20, 200, 1000), 0),
  lasts: none(12, fc.constantFrom(10, 40, 80, 150), 1),
  wallM: fc.constantFrom(Infinity, 0.24, 0.4, 0.8, 1.5, 3),
  params: none(
    15,
    fc.array(fc.record({ index: fc.nat(tunableNames.length), value: anyNumber }), {
      minLength: 1,
      maxLength: 2,
    }),
    [],
  ),
  path: none(15, fc.array(fc.tuple(anyNumber, anyNumber), { minLength: 1, maxLength: 4 }), []),
});

/** Up to `length` hostile ticks. */
export function hostileSequence(length: number): fc.Arbitrary<HostileTick[]> {
  return fc.array(hostileTick, { minLength: Math.min(length, 10), maxLength: length, size: "max" });
}

function applyPoke(rig: Rig, { section, field, value }: Poke): void {
  const { inputs } = rig;
  const names = fields[section];
  const name = names[field % names.length] ?? "";
  const into = inputs[section];
  // Stamps are most dangerous near the truth: large values are taken as offsets from now.
  const number = name.endsWith("Ns") && Math.abs(value) < 1e300 ? rig.nowNs + value * 1e6 : value;
  if (section === "scan" && (name === "all" || name === "some")) {
    const { scan } = inputs;
    for (let i = 0; i < scan.count; i += name === "all" ? 1 : 3) scan.rangesM[i] = value;
    return;
  }
  if (section === "scan" && name === "count") {
    const count = Number.isFinite(value) ? Math.abs(Math.trunc(value)) : 0;
    inputs.scan.count = Math.min(inputLimits.beams, count);
    return;
  }
  // What the bench never sends arrives where it is spoiled.
  if (["poseFix", "match", "motors", "host"].includes(section)) into.fresh = 1;
  Reflect.set(into, name, number);
}

function applyIntent(rig: Rig, given: HostileIntent): void {
  const slot = rig.inputs.intents[rig.inputs.intentCount];
  if (slot === undefined) return;
  // Id 0 stands for a fresh one: most intents of a hostile sender are new.
  const fresh = given.id === 0;
  if (fresh) rig.nextId += 1;
  Object.assign(slot, {
    id0: fresh ? 0x01900000 : 7,
    id1: 0,
    id2: 0,
    id3: fresh ? rig.nextId : given.id,
    source: given.source,
    agent: given.agent,
    action: given.action,
    defect: given.defect,
    has: given.has,
    target: given.target,
    issuedAtNs: rig.nowNs - given.ageMs * 1e6,
    ttlMs: given.ttlMs,
    durationMs: given.durationMs,
    x: given.x,
    y: given.y,
    z: given.z,
    yawRad: given.z,
    ref0: 0x01900000,
    ref1: 0,
    ref2: 0,
    ref3: rig.nextId - 1,
  });
  rig.inputs.intentCount += 1;
}

/** Lets time pass that no tick sees; before `healthy`. */
export function passGap(rig: Rig, hostile: HostileTick): void {
  rig.nowNs += hostile.gap * rig.periodNs;
  rig.ranges = (angle) =>
    Math.abs(angle) < 1.2 ? Math.max(0.1, hostile.wallM / Math.cos(angle)) : 8;
}

/** What lasts of a hostile tick when it goes on: its faults, not its acts and intents. */
export function goingOn(hostile: HostileTick): HostileTick {
  return { ...hostile, intents: [], acts: [], params: [], path: [], stopWord: 0, gap: 0, lasts: 1 };
}

/** Spoils the healthy inputs of this tick. */
export function applyHostile(rig: Rig, hostile: HostileTick): void {
  const { inputs } = rig;
  for (const [bit, name] of sections.entries()) {
    if ((hostile.missing & (1 << bit)) !== 0) inputs[name].fresh = 0;
  }
  for (const late of [inputs.match, inputs.motors]) {
    late.seq = rig.seq;
    late.measuredNs = rig.nowNs;
    late.arrivedNs = rig.nowNs;
  }
  for (const one of hostile.pokes) applyPoke(rig, one);
  for (const one of hostile.intents) applyIntent(rig, one);
  for (const given of hostile.acts) {
    const slot = inputs.operators[inputs.operatorCount];
    if (slot === undefined) break;
    Object.assign(slot, { ...given, operator: 1 });
    inputs.operatorCount += 1;
  }
  inputs.stopWord = hostile.stopWord;
  inputs.mind.beat = hostile.beat;
  inputs.mind.lease = hostile.lease;
  inputs.operatorBeat = hostile.operatorBeat;
  for (const [i, { index, value }] of hostile.params.entries()) {
    inputs.params.index[i] = index;
    inputs.params.value[i] = value;
    inputs.params.count = i + 1;
  }
  if (hostile.path.length === 0) return;
  inputs.path.fresh = 1;
  inputs.path.count = hostile.path.length;
  for (const [i, [x, y]] of hostile.path.entries()) {
    inputs.path.xM[i] = x;
    inputs.path.yM[i] = y;
  }
}
