// Longer than 300 lines: one explorer, whose parts mean nothing alone.
/**
 * Explores the kernel's discrete behaviour breadth first: one state is one kernel memory, one move
 * is one thing from outside followed by enough ticks for the machine to answer.
 *
 * @module
 */
import {
  countNumbers,
  type InvariantMonitor,
  modeNumber,
  restore,
  snapshot,
} from "core/kernel/mod.ts";
import type { KernelInputs, KernelOutputs } from "core/messages/mod.ts";
import { act, createRig, put, type Rig, tick, wish } from "./kernel_fixture.ts";

/** What lasts from tick to tick outside the kernel: which conditions are true. */
interface World {
  readonly blind: boolean;
  readonly tilted: boolean;
  readonly unhealthy: boolean;
  readonly bumped: boolean;
  readonly mute: boolean;
  readonly noLease: boolean;
  readonly noImu: boolean;
  readonly noAck: boolean;
}

/** One state: a memory and the world about it. */
export interface State {
  readonly words: Float64Array;
  /** What the invariant monitor remembers. */
  readonly monitor: Partial<InvariantMonitor>;
  readonly world: World;
  readonly mode: number;
  readonly action: number;
  readonly latched: number;
  readonly key: string;
  readonly from: State | null;
  readonly by: string;
  readonly depth: number;
}

/** What was found. */
export interface Found {
  readonly states: readonly State[];
  readonly edges: number;
  readonly depth: number;
  /** States in which motion followed a latch without a reset and a start after it. */
  readonly restarts: readonly State[];
  /** States that, left alone, come back to themselves by way of others. */
  readonly circles: readonly State[];
  /** States at rest without a skill that, left alone, begin to move. */
  readonly wakes: readonly State[];
  /** True where healthy conditions and an operator's acts lead to `auto` again. */
  readonly returns: (state: State) => boolean;
}

const calm: World = {
  blind: false,
  tilted: false,
  unhealthy: false,
  bumped: false,
  mute: false,
  noLease: false,
  noImu: false,
  noAck: false,
};

/** What comes from outside at the first tick of a move. */
type Move = (rig: Rig, inputs: KernelInputs) => void;
const operatorMove = (name: Parameters<typeof act>[1], value = 0): Move => (_rig, inputs) =>
  act(inputs, name, value);

const acts: Readonly<Record<string, Move>> = {
  start: operatorMove("start"),
  stop: operatorMove("stop"),
  estop: operatorMove("estop"),
  reset: (rig, inputs) => act(inputs, "reset", rig.kernel.outputs.latchId),
  "reset with an old id": (rig, inputs) =>
    act(inputs, "reset", Math.max(0, rig.kernel.outputs.latchId - 1)),
  ack: operatorMove("ack"),
  take: operatorMove("take"),
  release: operatorMove("release"),
  resume: operatorMove("resume"),
  "mission pause": operatorMove("missionPause"),
  shutdown: operatorMove("shutdown"),
  "stop word": (_rig, inputs) => void (inputs.stopWord = 1),
  drive: (rig, inputs) => put(inputs, wish(rig, "drive", { durationMs: 60_000 })),
  "mission ends": (rig, inputs) => put(inputs, wish(rig, "mission", { x: 1 })),
  teleop: (rig, inputs) => {
    inputs.operatorBeat = 1;
    put(inputs, wish(rig, "drive", { source: 5, agent: 4, x: 0.2, durationMs: 250 }));
  },
  nothing: () => {},
};
const toggles = Object.keys(calm) as (keyof World)[];

function spoil(inputs: KernelInputs, world: World): void {
  if (world.blind) inputs.scan.fresh = 0;
  if (world.tilted) inputs.imu.tiltRad = 1;
  if (world.unhealthy) inputs.ack.healthy = 0;
  if (world.bumped) inputs.bumper.pressed = 1;
  if (world.noImu) inputs.imu.fresh = 0;
  if (world.noAck) inputs.ack.fresh = 0;
  if (world.mute) inputs.mind.beat = 0;
  if (world.mute || world.noLease) inputs.mind.lease = 0;
}

/** Ticks after each move: long enough for every delay, clear time and lease (2.5 s and more). */
const settleTicks = 130;
/** A coarse clock keeps exploring cheap: 50 Hz. */
const tickHz = 50;

function bench(): Rig {
  return createRig({ beams: 4, strict: true, set: { "kernel.tickHz": tickHz } });
}

function keyOf(rig: Rig, world: World): string {
  const { state: s } = rig.kernel;
  return [
    s.mode,
    s.resumeMode,
    s.started,
    s.latched,
    s.operatorHolds,
    s.enabled,
    s.skill.active,
    s.failsafe.action,
    s.failsafe.active.join(""),
    s.failsafe.condition.join(""),
    s.linearMps === 0 ? 0 : 1,
    s.nowNs < s.teleopUntilNs ? 1 : 0,
    ...toggles.map((name) => world[name] ? 1 : 0),
  ].join(",");
}

/** The rig's own memory that a state must bring back beside the kernel's. */
function load(rig: Rig, state: State): void {
  restore(rig.kernel.state, state.words);
  rig.nowNs = rig.kernel.state.nowNs + rig.periodNs;
  rig.tick = rig.kernel.state.tick + 1;
  const { odometry: o } = rig.kernel.state;
  Object.assign(rig, {
    leftRad: o.leftRad,
    rightRad: o.rightRad,
    leftRadps: o.leftRadps,
    rightRadps: o.rightRadps,
    nextId: rig.tick * 8,
    seq: rig.tick * 8,
  });
  const { outputs, state: s } = rig.kernel;
  outputs.latchId = s.latchId;
  // The set points that the wheels of the plant follow.
  const radius = rig.compiled.params.drive.wheelRadiusM;
  outputs.leftSetRadps = s.linearMps / radius;
  outputs.rightSetRadps = s.linearMps / radius;
  Object.assign(rig.monitor, state.monitor, { tuning: { ...s.tuning } });
  rig.monitor.violations.length = 0;
}

function capture(
  rig: Rig,
  world: World,
  from: State | null,
  by: string,
): State {
  const words = new Float64Array(countNumbers(rig.kernel.state));
  snapshot(rig.kernel.state, words);
  const { mode, failsafe, latched } = rig.kernel.state;
  const { params: _params, tuning: _tuning, violations: _violations, ...monitor } = rig.monitor;
  return {
    words,
    monitor,
    world,
    mode,
    action: failsafe.action,
    latched,
    key: keyOf(rig, world),
    from,
    by,
    depth: from === null ? 0 : from.depth + 1,
  };
}

/** Runs a move from a state; the invariants are judged at each of its ticks. */
function runMove(rig: Rig, world: World, move: Move, count: number): KernelOutputs {
  for (let i = 0; i < count; i++) {
    tick(rig, (inputs) => {
      spoil(inputs, world);
      if (i === 0) move(rig, inputs);
      // Somebody holds the dead-man while the robot is in a hand.
      if (rig.kernel.state.operatorHolds === 1) inputs.operatorBeat = 1;
    });
  }
  return rig.kernel.outputs;
}

/** Names of the moves that led to a state. */
export function moveNames(state: State): string[] {
  return state.from === null ? [] : [...moveNames(state.from), state.by];
}

const prober = bench();

/** What becomes of a state when an operator stops it, after 2.6 s. */
export function settle(state: State, stop: "estop" | "stop" | "shutdown"): KernelOutputs {
  load(prober, state);
  return runMove(prober, state.world, operatorMove(stop), settleTicks);
}

/** Ticks that a healthy robot needs at least, and those after causes that came back often (31 s). */
const patience = [160, 1600] as const;

/** Makes everything healthy and does what the remedies say; true where that leads to `auto`. */
function comesBackAfter(state: State, count: number): boolean {
  load(prober, state);
  runMove(prober, calm, acts["nothing"] ?? (() => {}), count);
  for (const name of ["release", "ack", "reset", "start"]) {
    runMove(prober, calm, acts[name] ?? (() => {}), 4);
  }
  return prober.kernel.outputs.mode === modeNumber.auto;
}

/** Follows a state that is left alone until it is still; names circles and wakings. */
function leaveAlone(state: State, circles: State[], wakes: State[]): void {
  load(prober, state);
  const keys: string[] = [];
  const rested = prober.kernel.state.linearMps === 0 && prober.kernel.state.skill.active === 0;
  for (let i = 0; i < 8; i++) {
    runMove(prober, state.world, acts["nothing"] ?? (() => {}), 25);
    const key = keyOf(prober, state.world);
    if (keys.at(-1) === key) continue;
    if (keys.includes(key)) circles.push(state);
    keys.push(key);
  }
  if (rested && prober.kernel.state.linearMps !== 0) wakes.push(state);
}

/** True where the last acts on the way to a state hold a latch without a reset and a start after. */
function restarted(state: State): boolean {
  const names = moveNames(state);
  const latchAt = Math.max(names.lastIndexOf("estop"), names.lastIndexOf("stop word"));
  if (latchAt < 0) return false;
  const after = names.slice(latchAt + 1);
  const reset = after.indexOf("reset");
  const begun = after.slice(reset + 1).some((name) => name === "start" || name === "take");
  return reset < 0 || !begun;
}

/** Lives from which exploring begins, so that a few moves reach far. */
const beginnings: readonly (readonly string[])[] = [
  [],
  ["nothing", "start", "drive"],
  ["nothing", "take", "teleop"],
  ["nothing", "start", "drive", "estop", "reset", "start"],
  ["nothing", "start", "drive", "unhealthy"],
  ["nothing", "start", "drive", "blind"],
  ["nothing", "start", "drive", "mute"],
];

/** The state at the end of a life that begins in `boot`. */
function live(rig: Rig, names: readonly string[], first: State): State {
  let state = first;
  for (const name of names) {
    const toggle = toggles.find((one) => one === name);
    const world = toggle === undefined ? state.world : { ...state.world, [toggle]: true };
    load(rig, state);
    runMove(rig, world, acts[name] ?? (() => {}), name === "teleop" ? 2 : 30);
    state = { ...capture(rig, world, state, name), depth: 0 };
  }
  return state;
}

/** Explores up to `depth` moves from each beginning. */
export function explore(depth: number): Found {
  const rig = bench();
  for (let i = 0; i < 3; i++) tick(rig, (inputs) => void (inputs.scan.fresh = 0));
  const first = capture(rig, calm, null, "");
  const seen = new Map<string, State>();
  const queue: State[] = [];
  for (const names of beginnings) {
    const state = live(rig, names, first);
    if (!seen.has(state.key)) queue.push(state);
    seen.set(state.key, state);
  }
  const restarts: State[] = [];
  const circles: State[] = [];
  const wakes: State[] = [];
  let edges = 0;
  const visit = (state: State, name: string, world: World, move: Move, count: number) => {
    load(rig, state);
    runMove(rig, world, move, count);
    edges += 1;
    const next = capture(rig, world, state, name);
    if (next.words[0] === undefined || seen.has(next.key)) return;
    seen.set(next.key, next);
    queue.push(next);
    const moves = rig.kernel.state.linearMps !== 0;
    if (moves && (next.latched === 1 || restarted(next))) restarts.push(next);
  };
  for (const state of queue) {
    if (state.depth >= depth) continue;
    for (const [name, move] of Object.entries(acts)) {
      // At once, and after the machine has had time to answer: both are states of their own.
      visit(state, name, state.world, move, 1);
      visit(state, name, state.world, move, settleTicks);
    }
    for (const name of toggles) {
      const world = { ...state.world, [name]: !state.world[name] };
      visit(state, name, world, () => {}, settleTicks);
    }
  }
  for (const state of queue) leaveAlone(state, circles, wakes);
  const returns = (state: State) => patience.some((count) => comesBackAfter(state, count));
  return { states: queue, edges, depth, restarts, circles, wakes, returns };
}
