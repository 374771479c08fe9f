/**
 * Whatever arrives, in whatever order: every invariant on every tick, the room judged by an
 * oracle of its own, and zero in time after any stop. `task test:full` runs 100,000 sequences.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  checkInvariants,
  createKernel,
  intentNumber,
  sourceNumber,
  step,
} from "core/kernel/mod.ts";
import type { KernelOutputs } from "core/messages/mod.ts";
import { isFull, runs } from "tests/tier.ts";
import { type Ending, endings, stopsInTime } from "./endings.ts";
import { applyHostile, goingOn, type HostileTick, hostileTick, passGap } from "./hostile.ts";
import { curvingRig, ownedRig, slantingRig } from "./moving_rigs.ts";
import {
  autoRig,
  createRig,
  drivingRig,
  healthy,
  idleRig,
  manualRig,
  type Rig,
  type RigOptions,
  teleop,
  tick,
} from "./kernel_fixture.ts";
import { createRoomOracle, judgeRoom, type RoomOracle } from "./room_oracle.ts";

const options: RigOptions = { beams: 24, strict: false };

/** A carrier of a load that must not slide: it starts softly, and its E-stop brakes. */
const tender: RigOptions = {
  ...options,
  set: {
    "hal.stopCategory": 1,
    "robot.limits.maxLinearJerkMps3": 4,
    "robot.limits.maxAngularJerkRadps3": 12,
  },
};

/** What was generated, for the line at the end. */
const generated = { sequences: 0, ticks: 0 };

function handDrivenRig(): Rig {
  const rig = manualRig(options);
  for (let i = 0; i < 40; i++) teleop(rig, 0.3, 0.5);
  return rig;
}

/** Where a sequence may begin; a rig is fresh for every run. */
const beginnings: Readonly<Record<string, () => Rig>> = {
  boot: () => createRig(options),
  idle: () => idleRig(options),
  auto: () => autoRig(options),
  driving: () => drivingRig(options),
  manual: handDrivenRig,
  "without a lidar": () => autoRig({ ...options, without: ["lidar"] }),
  "without wheels and IMU": () => autoRig({ ...options, without: ["encoder", "imu"] }),
  "mecanum wheels": () => slantingRig(options),
  "a car in a curve": () => curvingRig(options),
  "an owner's rules, orders and boxes": () => ownedRig(options),
  "a tender carrier": () => drivingRig(tender),
  latched: () => createRig({ ...options, latchedAtStart: 3 }),
};

/** One hostile tick, with everything that must hold after it. */
function hostileStep(rig: Rig, oracle: RoomOracle, hostile: HostileTick): KernelOutputs {
  generated.ticks += 1;
  passGap(rig, hostile);
  healthy(rig);
  applyHostile(rig, hostile);
  const out = step(rig.kernel, rig.inputs, rig.nowNs);
  checkInvariants(rig.monitor, rig.inputs, out);
  assert.deepEqual(rig.monitor.violations, []);
  assert.equal(judgeRoom(oracle, rig, out), null);
  assert.ok(out.decisionCount >= rig.inputs.intentCount, "one decision for each intent");
  for (let i = rig.inputs.intentCount; i < out.decisionCount; i++) {
    assert.equal(out.decisions[i]?.source, sourceNumber.failsafe, "the others are the tree's");
  }
  assert.equal(out.intents, out.accepted + out.clamped + out.refused);
  assert.ok(
    Number.isFinite(out.odomLateralMps + out.steerSetRad),
    "so is what only some drives have",
  );
  const pose = out.odomXM + out.odomYM + out.odomYawRad + out.odomLinearMps + out.odomAngularRadps;
  assert.ok(Number.isFinite(pose), "odometry is finite");
  rig.tick += 1;
  rig.nowNs += rig.periodNs;
  return out;
}

for (const [name, begin] of Object.entries(beginnings)) {
  Deno.test(`every invariant holds on every tick of hostile sequences from ${name}`, () => {
    const sequence = fc.array(hostileTick, { minLength: 1, maxLength: 30, size: "max" });
    const ending = fc.constantFrom(...endings);
    const oracleOf = createRoomOracle;
    const check = (ticks: readonly HostileTick[], last: Ending) => {
      const rig = begin();
      const oracle = oracleOf();
      generated.sequences += 1;
      for (const hostile of ticks) {
        hostileStep(rig, oracle, hostile);
        const rest = goingOn(hostile);
        for (let i = 1; i < hostile.lasts; i++) hostileStep(rig, oracle, rest);
      }
      const watched = last === "no wheels" && rig.compiled.params.hasWheels === 0;
      if (!watched) stopsInTime(rig, oracle, last);
    };
    fc.assert(fc.property(sequence, ending, check), runs(120, 13_000));
  });
}

Deno.test("the sequences of this run are counted, and enough of them in the full tier", () => {
  const { sequences, ticks } = generated;
  const line = `properties: ${sequences} sequences, ${ticks} ticks, no invariant violated\n`;
  Deno.stdout.writeSync(new TextEncoder().encode(line));
  assert.ok(sequences >= (isFull ? 100_000 : 1000), `${sequences} sequences`);
});

/** Faults that may be added to any tick: each says how it spoils the inputs. */
const addedFaults: Readonly<Record<string, (rig: Rig) => void>> = {
  "stop word": (rig) => void (rig.inputs.stopWord = 1),
  "bumper pressed": (rig) => press(rig, "bumper", "pressed", 1),
  "drive not healthy": (rig) => press(rig, "ack", "healthy", 0),
  "battery empty": (rig) => press(rig, "battery", "percent", 1),
  "battery gauge lost": (rig) => press(rig, "battery", "percent", NaN),
  "battery sags": (rig) => press(rig, "battery", "voltageV", 5),
  "a long gap": () => {},
};

function press(rig: Rig, section: "bumper" | "ack" | "battery", field: string, value: number) {
  const into = rig.inputs[section];
  if (into.fresh === 0 && section === "battery") Object.assign(into, { percent: 80, voltageV: 24 });
  Object.assign(into, { fresh: 1, measuredNs: rig.nowNs, arrivedNs: rig.nowNs, [field]: value });
}

/** A second kernel with the first one's memory. */
function fork(rig: Rig): Rig {
  const kernel = createKernel(rig.compiled.params);
  return { ...rig, kernel: { ...kernel, state: structuredClone(rig.kernel.state) } };
}

Deno.test("I18: a fault added to a tick never raises the command nor lets more intents pass", () => {
  const sequence = fc.array(hostileTick, { minLength: 1, maxLength: 12, size: "max" });
  const names = Object.keys(addedFaults);
  const check = (start: number, ticks: readonly HostileTick[], fault: string) => {
    const rig = [drivingRig, autoRig, handDrivenRig][start % 3]?.(options) ?? autoRig(options);
    for (const hostile of ticks) {
      passGap(rig, hostile);
      const other = fork(rig);
      healthy(rig);
      applyHostile(rig, hostile);
      const nowNs = fault === "a long gap" ? rig.nowNs + 100 * rig.periodNs : rig.nowNs;
      const base = structuredClone(step(rig.kernel, rig.inputs, rig.nowNs));
      addedFaults[fault]?.(other);
      const spoiled = step(other.kernel, rig.inputs, nowNs);
      const says = `${fault}: ${base.linearMps} -> ${spoiled.linearMps}`;
      assert.ok(Math.abs(spoiled.linearMps) <= Math.abs(base.linearMps) + 1e-12, says);
      assert.ok(Math.abs(spoiled.angularRadps) <= Math.abs(base.angularRadps) + 1e-12, says);
      assert.ok(spoiled.action >= base.action, says);
      for (let i = 0; i < base.decisionCount; i++) {
        // A stop permits no motion: under an E-stop it may pass that was one too many before.
        if (rig.inputs.intents[i]?.action === intentNumber.stop) continue;
        const refused = base.decisions[i]?.refusedBy !== 0;
        if (refused) assert.notEqual(spoiled.decisions[i]?.refusedBy, 0, says);
      }
      rig.tick += 1;
      rig.nowNs += rig.periodNs;
    }
  };
  fc.assert(fc.property(fc.nat(2), sequence, fc.constantFrom(...names), check), runs(150, 3000));
});

Deno.test("I18: evidence withheld from a drive never makes it faster, at any later tick", () => {
  const missing = fc.constantFrom("scan", "wheels", "imu", "battery", "bumper", "lease", "beat");
  const check = (what: string, from: number, linear: number, angular: number) => {
    const rigs = [0, 1].map(() => autoRig(options));
    for (let i = 0; i < 200; i++) {
      const commands = rigs.map((rig, index) =>
        tick(rig, (inputs) => {
          if (i === 0) {
            const slot = inputs.intents[0];
            Object.assign(slot ?? {}, {
              id0: 1,
              id3: 1,
              source: 1,
              agent: 2,
              action: 4,
              has: 2,
              issuedAtNs: rig.nowNs,
              ttlMs: 1000,
              durationMs: 60_000,
              x: linear,
              z: angular,
            });
            inputs.intentCount = 1;
          }
          if (index === 0 || i < from) return;
          if (what === "lease" || what === "beat") inputs.mind[what] = 0;
          else Object.assign(Reflect.get(inputs, what), { fresh: 0 });
        })
      );
      const [whole, less] = commands;
      assert.ok(Math.abs(less?.linearMps ?? 9) <= Math.abs(whole?.linearMps ?? 0) + 1e-12);
      assert.ok(Math.abs(less?.angularRadps ?? 9) <= Math.abs(whole?.angularRadps ?? 0) + 1e-12);
    }
  };
  const speed = fc.double({ min: -0.3, max: 0.5, noNaN: true });
  const turn = fc.double({ min: -2, max: 2, noNaN: true });
  fc.assert(fc.property(missing, fc.nat(150), speed, turn, check), runs(20, 1000));
});

Deno.test("samples that are not newer than the last change nothing, whatever they say", () => {
  const section = fc.constantFrom("wheels", "imu", "scan", "battery", "bumper");
  const check = (name: string, ageNs: number, value: number) => {
    const rig = drivingRig(options);
    const other = fork(rig);
    healthy(rig);
    const into = Reflect.get(rig.inputs, name);
    into.fresh = 0;
    const base = structuredClone(step(rig.kernel, rig.inputs, rig.nowNs));
    const last = {
      wheels: other.kernel.state.odometry.wheelsNs,
      imu: other.kernel.state.odometry.gyroNs,
      scan: other.kernel.state.scan.seenNs,
      battery: other.kernel.state.batteryNs,
      bumper: other.kernel.state.bumperNs,
    }[name] ?? 0;
    Object.assign(into, { fresh: 1, seq: 1, measuredNs: last - ageNs, arrivedNs: rig.nowNs });
    for (const field of ["leftRad", "leftRadps", "yawRateRadps", "tiltRad", "percent", "pressed"]) {
      if (field in into) into[field] = value;
    }
    if (name === "scan") into.rangesM.fill(0.2);
    assert.deepEqual(structuredClone(step(other.kernel, rig.inputs, rig.nowNs)), base);
  };
  const age = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1e9 }));
  fc.assert(
    fc.property(section, age, fc.double({ min: 1, max: 9, noNaN: true }), check),
    runs(100, 1000),
  );
});
