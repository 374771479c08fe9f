/** The ladder by itself: worst wins, delays, flapping, clear rules, disabled causes. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  actionNumber,
  causeNames,
  causeNumber,
  createKernel,
  modeNumber,
} from "core/kernel/mod.ts";
import {
  clearByOperator,
  clearRules,
  climbLadder,
  operatorFreedom,
} from "core/kernel/failsafe/mod.ts";
import { failsafeActions } from "core/messages/mod.ts";
import {
  autoRig,
  compileBench,
  idleRig,
  operate,
  run,
  tick,
  ticks,
} from "tests/core/kernel/kernel_fixture.ts";

const periodNs = 5e6;

/** A ladder alone: conditions in, action out. */
function ladder(set: Readonly<Record<string, unknown>> = {}) {
  const kernel = createKernel(compileBench({ set }).params);
  let nowNs = 0;
  kernel.state.lastNs = -periodNs;
  const advance = (conditions: readonly number[], ms = 5) => {
    for (let i = 0; i < Math.round(ms / 5); i++) {
      nowNs += periodNs;
      const { failsafe } = kernel.state;
      failsafe.condition.fill(0);
      for (const index of conditions) failsafe.condition[index] = 1;
      climbLadder(kernel, nowNs);
      kernel.state.lastNs = nowNs;
    }
    return kernel.state.failsafe.action;
  };
  return { kernel, advance };
}

const cause = causeNumber;

Deno.test("climbLadder() takes the worst of the active causes, return as hold while its needs are missing", () => {
  const { kernel, advance } = ladder();
  assert.equal(advance([cause("batteryLow")]), actionNumber.warn);
  assert.equal(advance([cause("batteryLow"), cause("imuStale")]), actionNumber.slow);
  assert.equal(advance([cause("batteryLow"), cause("batteryCritical")]), actionNumber.hold);
  assert.equal(advance([cause("driverFault"), cause("batteryLow")]), actionNumber.disarm);
  assert.equal(kernel.state.failsafe.cause, cause("driverFault"));
});

Deno.test("of two causes for one action the one that waits for a human is named", () => {
  const { kernel, advance } = ladder();
  const both = [cause("brainLost"), cause("linkLost")];
  assert.ok(cause("brainLost") < cause("linkLost"), "the table alone would name the other");
  assert.equal(advance(both), actionNumber.hold);
  assert.equal(kernel.state.failsafe.cause, cause("linkLost"));
  advance([cause("lidarStale"), cause("brainLost")]);
  assert.equal(kernel.state.failsafe.cause, cause("linkLost"), "it still waits for its resume");
});

Deno.test("climbLadder() never falls when a cause is added (any two sets of causes)", () => {
  const sets = fc.subarray(causeNames.map((_, i) => i).slice(1));
  fc.assert(
    fc.property(sets, sets, (some, more) => {
      const alone = ladder().advance(some, 20_000);
      const both = ladder().advance([...new Set([...some, ...more])], 20_000);
      assert.ok(both >= alone);
    }),
    { numRuns: 60 },
  );
});

Deno.test("a delayed cause acts exactly after its delay", () => {
  const { advance } = ladder();
  assert.equal(advance([cause("followingError")], 295), actionNumber.none);
  assert.equal(advance([cause("followingError")], 5), actionNumber.disarm);
});

Deno.test("a delay refills at a quarter, so that flapping still fires", () => {
  const { advance } = ladder();
  let ms = 0;
  while (advance([cause("followingError")], 50) === actionNumber.none && ms < 2000) {
    if (advance([], 50) !== actionNumber.none) break;
    ms += 100;
  }
  // 50 ms drained, 12.5 ms refilled in each 100 ms: 300 ms are gone after seven to eight rounds.
  assert.ok(ms >= 650 && ms <= 850, `${ms} ms`);
  const slow = ladder();
  for (let i = 0; i < 100; i++) {
    assert.equal(slow.advance([cause("followingError")], 20), actionNumber.none);
    assert.equal(slow.advance([], 80), actionNumber.none);
  }
});

Deno.test("a refill never gives more than the delay", () => {
  const { kernel, advance } = ladder();
  advance([], 60_000);
  assert.equal(kernel.state.failsafe.budgetNs[cause("followingError")], 300e6);
});

Deno.test("a disabled cause has no side effect at all", () => {
  const { kernel, advance } = ladder({ "failsafe.causes": { lidarStale: { enabled: false } } });
  const index = cause("lidarStale");
  assert.equal(advance([index], 5000), actionNumber.none);
  const { active, budgetNs, raised, faults, clearSinceNs } = kernel.state.failsafe;
  assert.deepEqual(
    [active[index], budgetNs[index], raised, faults, clearSinceNs[index]],
    [0, 0, 0, 0, 0],
  );
});

Deno.test("an action of none raises its cause and changes nothing else", () => {
  const { advance } = ladder({ "failsafe.causes": { lidarStale: { action: "none" } } });
  assert.equal(advance([cause("lidarStale")], 5000), actionNumber.none);
});

Deno.test("a cause that clears by itself needs its condition gone for the whole time", () => {
  const { advance } = ladder();
  advance([cause("bumper")]);
  assert.equal(advance([], 1995), actionNumber.hold);
  assert.equal(advance([cause("bumper")]), actionNumber.hold);
  assert.equal(advance([], 1995), actionNumber.hold);
  assert.equal(advance([], 5), actionNumber.none);
});

for (
  const [rule, name] of [
    ["operator", "linkLost"],
    ["ack", "driverFault"],
    ["reset", "tilt"],
  ] as const
) {
  Deno.test(`a cause of rule ${rule} ends by that act alone, and only once its condition is gone`, () => {
    const { kernel, advance } = ladder();
    const index = cause(name);
    advance([index], 1000);
    assert.equal(kernel.state.failsafe.active[index], 1);
    assert.equal(clearByOperator(kernel, clearRules[rule], 0), 0, "still there");
    advance([], 60_000);
    assert.equal(kernel.state.failsafe.active[index], 1, "not by itself");
    for (const other of ["auto", "operator", "ack", "reset", "never"] as const) {
      if (other !== rule) assert.equal(clearByOperator(kernel, clearRules[other], 0), 0, other);
    }
    assert.equal(clearByOperator(kernel, clearRules[rule], 0), 1);
    assert.equal(kernel.state.failsafe.action, actionNumber.none);
  });
}

Deno.test("a cause of rule never ends by nothing", () => {
  const { kernel, advance } = ladder();
  advance([cause("internal")]);
  advance([], 60_000);
  for (const rule of Object.values(clearRules)) {
    if (rule !== clearRules.never) clearByOperator(kernel, rule, 0);
  }
  assert.equal(kernel.state.failsafe.action, actionNumber.fault);
});

Deno.test("an acknowledgement names its cause", () => {
  const { kernel, advance } = ladder();
  advance([cause("driverFault"), cause("followingError")], 500);
  advance([]);
  assert.equal(clearByOperator(kernel, clearRules.ack, cause("driverFault")), 1);
  assert.equal(kernel.state.failsafe.action, actionNumber.disarm);
  assert.equal(clearByOperator(kernel, clearRules.ack, cause("followingError")), 1);
  assert.equal(kernel.state.failsafe.action, actionNumber.none);
});

Deno.test("operatorFreedom() is the least that any active cause grants", () => {
  const { kernel, advance } = ladder();
  assert.equal(operatorFreedom(kernel), 2);
  advance([cause("brainLost")]);
  assert.equal(operatorFreedom(kernel), 2);
  advance([cause("brainLost"), cause("bumper")]);
  assert.equal(operatorFreedom(kernel), 1);
  advance([cause("brainLost"), cause("bumper"), cause("wheelsStale")]);
  assert.equal(operatorFreedom(kernel), 0);
});

Deno.test("a second cause during the delay of the first does not restart it and acts at once", () => {
  const { advance } = ladder();
  advance([cause("followingError")], 200);
  assert.equal(advance([cause("followingError"), cause("bumper")], 5), actionNumber.hold);
  assert.equal(advance([cause("followingError"), cause("bumper")], 95), actionNumber.disarm);
});

Deno.test("a raised action changes what ends its cause: an E-stop latches, a disarm needs its ack", () => {
  const rig = autoRig({ set: { "failsafe.causes": { bumper: { action: "estop" } } } });
  const press = (inputs: typeof rig.inputs) => {
    if (inputs.bumper.fresh === 1) inputs.bumper.pressed = 1;
  };
  run(rig, 100, press);
  assert.deepEqual([rig.kernel.outputs.mode, rig.kernel.outputs.latched], [modeNumber.estop, 1]);
  run(rig, 10_000);
  assert.equal(rig.kernel.outputs.mode, modeNumber.estop, "not by itself");
  operate(rig, "reset", rig.kernel.outputs.latchId);
  assert.equal(tick(rig).mode, modeNumber.idle);
  const other = autoRig({ set: { "failsafe.causes": { bumper: { action: "disarm" } } } });
  run(other, 100, press);
  run(other, 10_000);
  assert.equal(other.kernel.outputs.action, actionNumber.disarm);
  operate(other, "ack", cause("bumper"));
  assert.equal(tick(other).mode, modeNumber.idle);
});

Deno.test("a lowered action of a latching cause still has a way out", () => {
  const rig = autoRig({ set: { "failsafe.causes": { tilt: { action: "hold" } } } });
  run(rig, 1000, (inputs) => void (inputs.imu.tiltRad = 1));
  assert.equal(rig.kernel.outputs.action, actionNumber.hold);
  run(rig, 100);
  operate(rig, "ack", cause("tilt"));
  assert.equal(tick(rig).action, actionNumber.none);
});

for (const name of ["estop", "internal"] as const) {
  Deno.test(`compileKernel() refuses a config that changes cause ${name}`, () => {
    for (const row of [{ enabled: false }, { action: "warn" }]) {
      assert.throws(
        () => compileBench({ set: { "failsafe.causes": { [name]: row } } }),
        /Cannot change cause/,
      );
    }
  });
}

Deno.test("every cause fits into the bits of the outputs, and every action has a name", () => {
  assert.ok(causeNames.length <= 52);
  const { causes } = compileBench().params;
  for (const row of causes) assert.ok(failsafeActions[row.action] !== undefined);
});

Deno.test("a healthy robot has no cause", () => {
  const rig = idleRig();
  ticks(rig, 2000);
  assert.equal(rig.kernel.outputs.causes, 0);
  operate(rig, "start");
  assert.equal(ticks(rig, 2000).causes, 0);
});
