/** The mode machine and the operator's acts: what leads where, and what never does. */
import assert from "node:assert/strict";
import { actionNumber, causeNumber, modeNumber, sourceNumber } from "core/kernel/mod.ts";
import { intentStates, type OperatorAct, operatorActs } from "core/messages/mod.ts";
import {
  act,
  ask,
  createRig,
  drivingRig,
  idleRig,
  manualRig,
  operate,
  put,
  type Rig,
  type RigOptions,
  run,
  teleop,
  tick,
  ticks,
  wish,
} from "./kernel_fixture.ts";

const m = modeNumber;
const noScan = (inputs: Rig["inputs"]) => void (inputs.scan.fresh = 0);
const noMind = (inputs: Rig["inputs"]) => {
  inputs.mind.beat = 0;
  inputs.mind.lease = 0;
};
const noLease = (inputs: Rig["inputs"]) => void (inputs.mind.lease = 0);

function stoppedRig(options: RigOptions = {}): Rig {
  const rig = drivingRig(options);
  operate(rig, "estop");
  return rig;
}

function disarmedRig(): Rig {
  const rig = drivingRig();
  run(rig, 50, (inputs) => void (inputs.ack.healthy = 0));
  run(rig, 1000);
  assert.equal(rig.kernel.outputs.action, actionNumber.disarm);
  return rig;
}

function heldRig(): Rig {
  const rig = drivingRig();
  run(rig, 400, noScan);
  assert.equal(rig.kernel.outputs.mode, m.failsafe);
  return rig;
}

Deno.test("boot waits for each sensor that motion needs, then is idle", () => {
  const rig = createRig();
  ticks(rig, 50, noScan);
  assert.equal(rig.kernel.outputs.mode, m.boot);
  ticks(rig, 11);
  assert.equal(rig.kernel.outputs.mode, m.idle);
  const blind = createRig();
  ticks(blind, 50, (inputs) => void (inputs.wheels.fresh = 0));
  assert.equal(blind.kernel.outputs.mode, m.boot);
});

Deno.test("a latch found at start is an E-stop until its reset, then idle, never auto", () => {
  const rig = createRig({ latchedAtStart: 7 });
  ticks(rig, 30);
  assert.deepEqual([rig.kernel.outputs.mode, rig.kernel.outputs.latchId], [m.estop, 7]);
  operate(rig, "start");
  assert.equal(rig.kernel.outputs.mode, m.estop);
  operate(rig, "reset", 7);
  assert.equal(tick(rig).mode, m.idle);
});

/** Where each act leads from each mode, at the tick of the act; modes not listed stay. */
const moves: readonly (readonly [string, () => Rig, Partial<Record<OperatorAct, number>>])[] = [
  ["idle", idleRig, { start: m.auto, take: m.manual, estop: m.estop, shutdown: m.stopping }],
  ["auto", drivingRig, { stop: m.idle, take: m.manual, estop: m.estop, shutdown: m.stopping }],
  [
    "manual",
    manualRig,
    { stop: m.idle, release: m.idle, estop: m.estop, shutdown: m.stopping },
  ],
  // The scan is back at the tick of the act, so the hold lasts its two seconds more.
  ["failsafe (held)", heldRig, { take: m.manual, estop: m.estop, shutdown: m.stopping }],
  ["failsafe (disarmed)", disarmedRig, { ack: m.idle, estop: m.estop, shutdown: m.stopping }],
  ["estop", stoppedRig, { shutdown: m.stopping }],
];

for (const [name, make, leads] of moves) {
  for (const given of operatorActs) {
    if (given === "none") continue;
    Deno.test(`${given} in ${name} leads where the table says`, () => {
      const rig = make();
      const before = rig.kernel.outputs.mode;
      const out = operate(rig, given);
      assert.equal(out.mode, leads[given] ?? before);
    });
  }
}

Deno.test("a held scan comes back to auto by itself after two good seconds, and drives on", () => {
  const rig = heldRig();
  run(rig, 1990);
  assert.equal(rig.kernel.outputs.mode, m.failsafe);
  run(rig, 100);
  assert.equal(rig.kernel.outputs.mode, m.auto);
  run(rig, 1000);
  assert.equal(rig.kernel.outputs.linearMps, 0.5);
});

Deno.test("a stop during a hold is remembered: idle afterwards", () => {
  const rig = heldRig();
  operate(rig, "stop");
  run(rig, 3000);
  assert.equal(rig.kernel.outputs.mode, m.idle);
});

Deno.test("a lapsed lease of the brain ends its skill and clears by itself", () => {
  const rig = drivingRig();
  run(rig, 1010, noLease);
  const out = rig.kernel.outputs;
  assert.deepEqual([out.mode, out.action, out.skill], [m.failsafe, actionNumber.hold, 0]);
  assert.equal(out.cause, causeNumber("brainLost"));
  run(rig, 50);
  assert.equal(rig.kernel.outputs.mode, m.auto);
  assert.equal(run(rig, 1000).linearMps, 0, "the old skill is gone");
});

Deno.test("a silent mind holds until an operator resumes, and its intents are dead", () => {
  for (const resume of ["start", "resume"] as const) {
    const rig = drivingRig();
    const old = wish(rig, "drive", { x: 0.5, ttlMs: 60_000 });
    run(rig, 510, noMind);
    assert.equal(rig.kernel.outputs.cause, causeNumber("linkLost"));
    run(rig, 5000);
    assert.equal(rig.kernel.outputs.mode, m.failsafe, "not by itself");
    operate(rig, resume);
    ticks(rig, 2);
    assert.equal(rig.kernel.outputs.mode, m.auto);
    assert.equal(run(rig, 500).linearMps, 0, "the running skill ended");
    const out = tick(rig, (inputs) => put(inputs, old));
    assert.notEqual(out.decisions[0]?.refusedBy, 0, "what was under way is dead");
  }
});

Deno.test("a gap in time holds until an operator acts, and voids every lease", () => {
  const rig = drivingRig();
  rig.nowNs += 60e9;
  // The device stopped by itself long ago.
  rig.leftRadps = 0;
  rig.rightRadps = 0;
  tick(rig);
  const out = rig.kernel.outputs;
  assert.deepEqual([out.mode, out.skill], [m.failsafe, 0]);
  assert.notEqual(out.causes & (1 << causeNumber("tickGap")), 0);
  run(rig, 3000);
  assert.equal(rig.kernel.outputs.mode, m.failsafe);
  operate(rig, "start");
  assert.equal(run(rig, 1000).linearMps, 0);
  const hand = manualRig();
  for (let i = 0; i < 100; i++) teleop(hand, 0.4);
  hand.nowNs += 60e9;
  for (let i = 0; i < 100; i++) teleop(hand, 0.4);
  assert.deepEqual([hand.kernel.outputs.mode, hand.kernel.outputs.linearMps], [m.idle, 0]);
  operate(hand, "start");
  for (let i = 0; i < 200; i++) teleop(hand, 0.4);
  assert.notEqual(hand.kernel.outputs.mode, m.manual, "no hand without a take");
});

Deno.test("a backlog of samples from before a gap is no runaway, wheels that turn after it are", () => {
  for (const obeys of [true, false]) {
    const rig = drivingRig();
    const moving = rig.leftRadps;
    const frozeNs = rig.nowNs;
    rig.nowNs += 2e9;
    // The device stopped by itself, or did not; what it sent meanwhile is read now, sample by sample.
    rig.plant = false;
    rig.leftRadps = obeys ? 0 : moving;
    rig.rightRadps = obeys ? 0 : moving;
    for (let i = 0; i < 40; i++) {
      tick(rig, ({ wheels }) => {
        wheels.measuredNs = frozeNs + i * rig.periodNs;
        wheels.leftRadps = moving;
        wheels.rightRadps = moving;
      });
    }
    assert.equal(rig.kernel.outputs.mode, m.failsafe, "a hold, no latch");
    run(rig, 1000);
    assert.equal(rig.kernel.outputs.mode, obeys ? m.failsafe : m.estop);
  }
});

Deno.test("an operator's lease lapses to idle, and the brain does not take over", () => {
  const rig = manualRig();
  for (let i = 0; i < 100; i++) teleop(rig, 0.4);
  run(rig, 310);
  assert.equal(rig.kernel.outputs.wantedLinearMps, 0, "a teleop command lives 300 ms");
  run(rig, 1700);
  assert.equal(rig.kernel.outputs.mode, m.idle);
  run(rig, 3000, (inputs) => put(inputs, wish(rig, "drive")));
  assert.deepEqual([rig.kernel.outputs.mode, rig.kernel.outputs.linearMps], [m.idle, 0]);
});

for (const how of ["release", "lapse"] as const) {
  Deno.test(`a ${how} while the failsafe holds a hand-driven robot ends in idle, not manual`, () => {
    const rig = manualRig();
    const press = (inputs: Rig["inputs"]) => {
      inputs.wheels.fresh = 0;
      inputs.operatorBeat = 1;
    };
    run(rig, 150, press);
    assert.equal(rig.kernel.outputs.mode, m.failsafe);
    if (how === "release") {
      tick(rig, (inputs) => {
        press(inputs);
        act(inputs, "release");
      });
    } else run(rig, 2100, (inputs) => void (inputs.wheels.fresh = 0));
    // Somebody is heard again; the lease is gone all the same.
    run(rig, 3000, (inputs) => void (inputs.operatorBeat = 1));
    assert.equal(rig.kernel.outputs.mode, m.idle);
  });
}

Deno.test("taking over from a running skill goes through the ramp, without a jerk", () => {
  const rig = drivingRig();
  let last = operate(rig, "take").linearMps;
  assert.ok(last >= 0.495 - 1e-9);
  for (let i = 0; i < 150; i++) {
    const now = teleop(rig, -0.3).linearMps;
    assert.ok(Math.abs(now - last) <= 0.005 + 1e-12);
    last = now;
  }
});

Deno.test("in manual the brain contributes nothing, not even additively", () => {
  const rig = manualRig();
  for (let i = 0; i < 100; i++) {
    tick(rig, (inputs) => {
      inputs.operatorBeat = 1;
      put(inputs, wish(rig, "drive", { x: 0.5 }));
      put(
        inputs,
        wish(rig, "drive", { source: sourceNumber.operator, agent: 4, x: 0.1, durationMs: 200 }),
      );
    });
  }
  assert.equal(rig.kernel.outputs.linearMps, 0.1);
  assert.equal(rig.kernel.outputs.authority, sourceNumber.operator);
});

Deno.test("start is refused while an arming check fails, and names no way around it", () => {
  const rig = idleRig();
  run(rig, 400, noScan);
  tick(rig, (inputs) => {
    noScan(inputs);
    act(inputs, "start");
  });
  assert.equal(rig.kernel.outputs.mode, m.idle);
  run(rig, 2500);
  operate(rig, "start");
  assert.equal(rig.kernel.outputs.mode, m.auto);
});

Deno.test("the mission's end leads from auto to idle, of a held one too", () => {
  const rig = drivingRig();
  ask(rig, "mission", { x: 1 });
  assert.equal(rig.kernel.outputs.mode, m.idle);
  const held = heldRig();
  ask(held, "mission", { x: 0 });
  run(held, 3000);
  assert.equal(held.kernel.outputs.mode, m.idle);
});

Deno.test("nothing leads out of stopping", () => {
  const rig = drivingRig();
  operate(rig, "shutdown");
  for (const given of operatorActs) {
    operate(rig, given, 1);
    assert.equal(rig.kernel.outputs.mode, m.stopping, given);
  }
  run(rig, 1000);
  assert.deepEqual([rig.kernel.outputs.linearMps, rig.kernel.outputs.enable], [0, 0]);
});

Deno.test("a pause or cancel of the mission ends the skill and says so", () => {
  for (const given of ["missionPause", "missionCancel"] as const) {
    const rig = drivingRig();
    const out = operate(rig, given);
    assert.equal(out.skill, 0);
    assert.equal(intentStates[out.statuses[0]?.state ?? 0], "canceled");
  }
});
