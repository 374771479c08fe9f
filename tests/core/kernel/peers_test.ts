/** Other robots as they say of themselves: who gives way, what is believed, what is forgotten. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { actionNumber, causeNumber } from "core/kernel/mod.ts";
import { hasBit, type KernelInputs, peerAhead } from "core/messages/mod.ts";
import { runs } from "tests/tier.ts";
import { ask, autoRig, type Rig, run, tick } from "./kernel_fixture.ts";

interface Said {
  readonly xM: number;
  readonly yM: number;
  readonly toXM: number;
  readonly toYM: number;
  readonly radiusM?: number;
  readonly priority?: number;
}

/** Puts into the inputs what one peer says now: it means to be at the end of its way in 4 s. */
function say(inputs: KernelInputs, said: Said): void {
  const [peer] = inputs.peers;
  assert.ok(peer !== undefined);
  inputs.peerCount = 1;
  peer.peer = 0;
  peer.measuredNs = inputs.nowNs;
  peer.xM = said.xM;
  peer.yM = said.yM;
  peer.radiusM = said.radiusM ?? 0.25;
  peer.priority = said.priority ?? 100;
  for (let k = 0; k < peerAhead; k++) {
    const share = (k + 1) / peerAhead;
    peer.aheadXM[k] = said.xM + share * (said.toXM - said.xM);
    peer.aheadYM[k] = said.yM + share * (said.toYM - said.yM);
  }
}

/** A robot of a pair, where it is told to be. */
function robot(name: string, other: string, priority: number, at: readonly number[]): Rig {
  const set = { "robot.name": name, "fleet.peers": [other], "fleet.priority": priority };
  const rig = autoRig({ set });
  tick(rig, ({ poseFix }) => {
    poseFix.fresh = 1;
    poseFix.seq = 1000;
    poseFix.absolute = 1;
    [poseFix.xM = 0, poseFix.yM = 0, poseFix.yawRad = 0] = at;
  });
  return rig;
}

/** What one robot of a pair says to the other. */
function pass(from: Rig, priority: number, into: KernelInputs): void {
  const out = from.kernel.outputs;
  const [peer] = into.peers;
  assert.ok(peer !== undefined);
  into.peerCount = 1;
  peer.peer = 0;
  peer.measuredNs = into.nowNs;
  peer.xM = out.odomXM;
  peer.yM = out.odomYM;
  peer.radiusM = from.compiled.params.footprint.circumradiusM;
  peer.priority = priority;
  peer.aheadXM.set(out.aheadXM);
  peer.aheadYM.set(out.aheadYM);
}

Deno.test("watchPeers() lets one of two robots give way, never both, and one where their ways meet", () => {
  const near = fc.double({ min: -2, max: 2, noNaN: true });
  const spot = fc.tuple(near, near);
  const number = fc.integer({ min: 0, max: 2 });
  let met = 0;
  const check = (
    a: readonly number[],
    b: readonly number[],
    goalA: readonly number[],
    goalB: readonly number[],
    [pa, pb]: readonly [number, number],
  ) => {
    const first = robot("alpha", "beta", pa, a);
    const second = robot("beta", "alpha", pb, b);
    ask(first, "goto", { x: goalA[0] ?? 0, y: goalA[1] ?? 0 });
    ask(second, "goto", { x: goalB[0] ?? 0, y: goalB[1] ?? 0 });
    for (let i = 0; i < 3; i++) {
      tick(first, (inputs) => pass(second, pb, inputs));
      tick(second, (inputs) => pass(first, pa, inputs));
    }
    const yields = [first.kernel.outputs.yieldsTo, second.kernel.outputs.yieldsTo];
    assert.ok(yields[0] === 0 || yields[1] === 0, "both wait");
    const expected = meet(first, second);
    if (expected === null) return;
    const who = pa === pb ? 1 : pa > pb ? 0 : 1;
    assert.equal(yields[1 - who], 0, "who goes first goes");
    if (expected) met += 1;
    assert.equal((yields[who] ?? 0) > 0, expected);
  };
  fc.assert(
    fc.property(spot, spot, spot, spot, fc.tuple(number, number), check),
    runs(40, 600),
  );
  assert.ok(met > 3, `${met} met`);
});

/** Points of a robot's way: where it is, and where it means to be each tenth of a second. */
function wayOf(rig: Rig): { t: number; x: number; y: number }[] {
  const { odomXM, odomYM, aheadXM, aheadYM } = rig.kernel.outputs;
  const xs = [odomXM, ...aheadXM];
  const ys = [odomYM, ...aheadYM];
  const points: { t: number; x: number; y: number }[] = [];
  for (let i = 0; i < peerAhead; i++) {
    for (let k = 0; k <= 40; k++) {
      const share = k / 40;
      const at = (list: readonly number[]): number =>
        (list[i] ?? 0) + share * ((list[i + 1] ?? 0) - (list[i] ?? 0));
      points.push({ t: i, x: at(xs), y: at(ys) });
    }
  }
  return points;
}

/** By brute force: do two ways come near within a second of each other? null = too close to call. */
function meet(a: Rig, b: Rig): boolean | null {
  const reachM = 2 * a.compiled.params.footprint.circumradiusM + 0.2;
  const [wayA, wayB] = [wayOf(a), wayOf(b)];
  const moves = (way: typeof wayA): boolean =>
    way.some(({ x, y }) => Math.hypot(x - (way[0]?.x ?? 0), y - (way[0]?.y ?? 0)) > 0.06);
  if (!moves(wayA) || !moves(wayB)) return null;
  let least = Infinity;
  for (const p of wayA) {
    for (const q of wayB) {
      if (Math.abs(p.t - q.t) > 1) continue;
      least = Math.min(least, Math.hypot(p.x - q.x, p.y - q.y));
    }
  }
  // Who stands where the other wants to be gives way too, at any time.
  const here = (own: typeof wayA, other: typeof wayA): void => {
    const [start] = own;
    if (start === undefined) return;
    for (const { x, y } of other) least = Math.min(least, Math.hypot(x - start.x, y - start.y));
  };
  const first = a.compiled.params.fleet.priority;
  const aGoesFirst = first <= b.compiled.params.fleet.priority;
  if (aGoesFirst) here(wayB, wayA);
  else here(wayA, wayB);
  return Math.abs(least - reachM) < 0.02 ? null : least < reachM;
}

Deno.test("takePeers() believes no number that is no place, and nothing that it hears makes the robot faster", () => {
  const any = fc.oneof(
    fc.double(),
    fc.constantFrom(NaN, Infinity, -Infinity, 1e300, -1e300, 0, -0),
    fc.double({ min: -3, max: 3, noNaN: true }),
  );
  const message = fc.record({
    peer: fc.integer({ min: 0, max: 255 }),
    measuredNs: fc.oneof(any, fc.constant(-1)),
    xM: any,
    yM: any,
    radiusM: any,
    priority: any,
    ahead: fc.array(any, { minLength: 2 * peerAhead, maxLength: 2 * peerAhead }),
  });
  const check = (burst: readonly (typeof message extends fc.Arbitrary<infer T> ? T : never)[]) => {
    const set = { "fleet.peers": ["alpha"] };
    const [rig, alone] = [autoRig({ set }), autoRig({ set })];
    for (const one of [rig, alone]) {
      ask(one, "goto", { x: 6, y: 0 });
      run(one, 1000);
    }
    for (const said of burst) {
      const free = tick(alone);
      const out = tick(rig, (inputs) => {
        const [peer] = inputs.peers;
        assert.ok(peer !== undefined);
        inputs.peerCount = 1;
        Object.assign(peer, {
          ...said,
          ahead: undefined,
          aheadXM: peer.aheadXM,
          aheadYM: peer.aheadYM,
        });
        if (said.measuredNs === -1) peer.measuredNs = inputs.nowNs;
        peer.aheadXM.set(said.ahead.slice(0, peerAhead));
        peer.aheadYM.set(said.ahead.slice(peerAhead));
      });
      assert.ok(out.linearMps >= 0 && out.linearMps <= free.linearMps + 1e-9, `${out.linearMps}`);
      const { peers } = rig.kernel.state;
      for (const list of [peers.xM, peers.yM, peers.radiusM, peers.aheadXM, peers.aheadYM]) {
        assert.ok(list.every(Number.isFinite), JSON.stringify([...list]));
      }
    }
  };
  fc.assert(fc.property(fc.array(message, { minLength: 1, maxLength: 5 }), check), runs(60, 1000));
});

Deno.test("takePeers() keeps the newest word of a peer, in whatever order words come", () => {
  const rig = autoRig({ set: { "fleet.peers": ["alpha"] } });
  tick(rig, (inputs) => say(inputs, { xM: 5, yM: 0, toXM: 5, toYM: 0 }));
  tick(rig, (inputs) => {
    say(inputs, { xM: 4, yM: 0, toXM: 4, toYM: 0 });
    const [peer] = inputs.peers;
    if (peer !== undefined) peer.measuredNs = inputs.nowNs - 50e6;
  });
  assert.equal(rig.kernel.state.peers.xM[0], 5);
});

Deno.test("a peer that falls silent is forgotten and told of; heard again, it is fine", () => {
  const rig = autoRig({ set: { "fleet.peers": ["alpha"], "fleet.poseTtlMs": 500 } });
  const silent = causeNumber("peerSilent");
  const comes: Said = { xM: 1, yM: 0, toXM: -1, toYM: 0 };
  run(rig, 2000);
  assert.ok(!hasBit(rig.kernel.outputs.causes, silent), "never heard is not silent");
  tick(rig, (inputs) => say(inputs, comes));
  assert.equal(rig.kernel.outputs.yieldsTo, 1);
  run(rig, 450);
  assert.ok(!hasBit(rig.kernel.outputs.causes, silent));
  run(rig, 100);
  assert.ok(hasBit(rig.kernel.outputs.causes, silent));
  assert.equal(rig.kernel.outputs.action, actionNumber.warn);
  run(rig, 1500);
  assert.equal(rig.kernel.outputs.yieldsTo, 0, "nobody is waited for");
  for (let i = 0; i < 400; i++) tick(rig, (inputs) => say(inputs, { ...comes, xM: 9, toXM: 9 }));
  assert.ok(!hasBit(rig.kernel.outputs.causes, silent));
});

Deno.test("giveWay() goes back along its way where it stands in another's, then on to its goal", () => {
  const rig = autoRig({ set: { "fleet.peers": ["alpha"] } });
  ask(rig, "goto", { x: 6, y: 0 });
  run(rig, 5000);
  const metM = rig.kernel.outputs.odomXM;
  assert.ok(metM > 1.5 && metM < 4, `${metM}`);
  const comes = (inputs: KernelInputs) =>
    say(inputs, { xM: metM + 1.5, yM: 0, toXM: metM - 0.4, toYM: 0 });
  let waited = 0;
  while (rig.kernel.outputs.linearMps >= 0 && waited < 1000) {
    tick(rig, comes);
    waited += 1;
  }
  // It brakes, has patience for 1.5 s, and goes back.
  assert.ok(waited > 290 && waited < 420, `${waited} ticks`);
  for (let i = 0; i < 1600; i++) tick(rig, comes);
  const { odomXM } = rig.kernel.outputs;
  // 0.4 m behind where they met is as far as the other wants; its reach is 0.7 m.
  assert.ok(odomXM < metM - 1 && odomXM > metM - 1.5, `went back to ${odomXM} from ${metM}`);
  assert.equal(rig.kernel.outputs.linearMps, 0);
  run(rig, 30_000);
  assert.ok(Math.abs(rig.kernel.outputs.odomXM - 6) < 0.2, `${rig.kernel.outputs.odomXM}`);
  assert.equal(rig.kernel.outputs.skill, 0);
});

Deno.test("a goto that comes while the robot goes back for a peer is no way back", () => {
  const rig = autoRig({ set: { "fleet.peers": ["alpha"] } });
  ask(rig, "goto", { x: 6, y: 0 });
  run(rig, 5000);
  const metM = rig.kernel.outputs.odomXM;
  const comes = (inputs: KernelInputs) =>
    say(inputs, { xM: metM + 1.5, yM: 0, toXM: metM - 0.4, toYM: 0 });
  for (let i = 0; i < 1000 && rig.kernel.outputs.linearMps >= 0; i++) tick(rig, comes);
  assert.ok(rig.kernel.outputs.linearMps < 0);
  ask(rig, "goto", { x: 5, y: 0 });
  const atM = rig.kernel.outputs.odomXM;
  for (let i = 0; i < 1000; i++) {
    tick(rig, comes);
    assert.ok(rig.kernel.outputs.odomXM < atM + 0.05, "no nearer to the other");
  }
});

Deno.test("a dock stands for a peer for as long as that passes, and is done after", () => {
  const rig = autoRig({ set: { "fleet.peers": ["alpha"], "world.dock.contact": "none" } });
  ask(rig, "goto", { x: -3, y: 0 });
  run(rig, 15_000);
  ask(rig, "dock");
  const passes = (inputs: KernelInputs) => say(inputs, { xM: -1, yM: 2, toXM: -1, toYM: -2 });
  for (let i = 0; i < 12_000; i++) tick(rig, passes);
  assert.equal(rig.kernel.outputs.yieldsTo, 1);
  assert.equal(rig.kernel.state.skill.active, 1, "it has not given up");
  run(rig, 40_000);
  assert.equal(rig.kernel.state.skill.active, 0);
  assert.ok(Math.hypot(rig.kernel.outputs.odomXM, rig.kernel.outputs.odomYM) < 0.3);
});
