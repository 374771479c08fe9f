/**
 * One conformance suite for every driver: lifecycle, commands only while active, safe state from
 * anywhere, the device's own command timeout, commands that are no numbers, health, faults.
 */
import assert from "node:assert/strict";
import {
  createCommand,
  type DriveCommand,
  type DriverMove,
  type DriverState,
  driverStates,
  nextState,
} from "core/driver/mod.ts";
import { clearInputs, createInputs, type KernelInputs } from "core/messages/mod.ts";
import { halDrivers, type StopCategory } from "core/config/mod.ts";
import { type Candidate, candidates, deviceTimeoutMs, stopRadps2, tickNs } from "./candidates.ts";

interface Bench {
  readonly one: Candidate;
  readonly inputs: KernelInputs;
  tick: number;
  leftRadps: number;
  enabled: number;
  samples: number;
}

const forward: Partial<DriveCommand> = {
  enable: 1,
  leftRadps: 6,
  rightRadps: 6,
  leftEffort: 0.3,
  rightEffort: 0.3,
};

function bench(name: string, stopCategory: StopCategory = 0): Bench {
  const one = candidates[name]?.(stopCategory);
  assert.ok(one !== undefined);
  return { one, inputs: createInputs(), tick: 0, leftRadps: 0, enabled: 0, samples: 0 };
}

/** Ticks in which a command is written (or none), and what the device says of itself is read. */
function live(b: Bench, count: number, command: Partial<DriveCommand> | null): void {
  for (let i = 0; i < count; i++) {
    b.tick += 1;
    const nowNs = b.tick * tickNs;
    b.one.advance(b.tick, nowNs);
    clearInputs(b.inputs);
    b.one.driver.read(nowNs, b.inputs);
    if (b.inputs.wheels.fresh === 1) {
      b.leftRadps = b.inputs.wheels.leftRadps;
      b.samples += 1;
    }
    if (b.inputs.ack.fresh === 1) b.enabled = b.inputs.ack.enabled;
    if (command === null) continue;
    b.one.driver.write(nowNs, { ...createCommand(), ...command, tick: b.tick });
  }
}

function active(name: string, stopCategory: StopCategory = 0): Bench {
  const b = bench(name, stopCategory);
  assert.ok(b.one.driver.configure(0).ok);
  assert.ok(b.one.driver.activate(0).ok);
  return b;
}

function driving(name: string, stopCategory: StopCategory = 0): Bench {
  const b = active(name, stopCategory);
  live(b, 120, forward);
  assert.ok(Math.abs(b.leftRadps - 6) < 0.3, `${name} drives at ${b.leftRadps} rad/s`);
  return b;
}

const perform: Readonly<Record<Exclude<DriverMove, "fail">, (b: Bench) => boolean>> = {
  configure: (b) => b.one.driver.configure(b.tick * tickNs).ok,
  activate: (b) => b.one.driver.activate(b.tick * tickNs).ok,
  deactivate: (b) => b.one.driver.deactivate(b.tick * tickNs).ok,
  cleanup: (b) => {
    b.one.driver.cleanup();
    return true;
  },
};
const into: Readonly<Record<Exclude<DriverState, "error">, (name: string) => Bench>> = {
  unconfigured: (name) => bench(name),
  inactive: (name) => {
    const b = bench(name);
    b.one.driver.configure(0);
    return b;
  },
  active: (name) => active(name),
};

Deno.test("the suite has every driver of the table, and the simulator", () => {
  assert.ok(Object.keys(candidates).includes("sim"));
  assert.ok(Object.keys(candidates).length >= 2);
});

for (const name of Object.keys(candidates)) {
  Deno.test(`${name}: the manifest promises what the contract needs`, () => {
    const { manifest } = bench(name).one.driver;
    assert.equal(manifest.deviceTimeoutMs, deviceTimeoutMs);
    assert.ok(manifest.name.length > 0);
    assert.ok(["velocity", "effort"].includes(manifest.commands));
    for (const category of [0, 1] as const) {
      assert.equal(bench(name, category).one.driver.manifest.stopCategory, category);
    }
  });

  for (const [state, make] of Object.entries(into)) {
    for (const [move, go] of Object.entries(perform)) {
      Deno.test(`${name}: ${move} while ${state} does as the lifecycle table says`, () => {
        const b = make(name);
        assert.equal(b.one.driver.health().state, state);
        const expected = nextState(name, state as DriverState, move as DriverMove);
        assert.equal(go(b), expected.ok);
        assert.equal(b.one.driver.health().state, expected.ok ? expected.value : state);
      });
    }
  }

  Deno.test(`${name}: a move that is not legal names the state and the way out`, () => {
    const result = bench(name).one.driver.activate(0);
    assert.ok(!result.ok);
    assert.equal(result.fault.code, "HAL_LIFECYCLE");
    assert.ok(result.fault.message.includes("unconfigured"));
    assert.ok((result.fault.help ?? "").length > 0);
  });

  Deno.test(`${name}: commands have no effect unless it is active`, () => {
    for (const make of [into.unconfigured, into.inactive]) {
      const b = make(name);
      live(b, 100, forward);
      assert.equal(b.leftRadps, 0);
      assert.equal(b.enabled, 0);
    }
  });

  Deno.test(`${name}: reads samples while inactive, with stamps that are not in the future`, () => {
    const b = into.inactive(name);
    live(b, 20, null);
    assert.ok(b.samples > 0);
    const { measuredNs, arrivedNs } = b.inputs.wheels;
    assert.ok(measuredNs <= arrivedNs && arrivedNs <= b.tick * tickNs);
  });

  Deno.test(`${name}: a drive that is commanded follows, and confirms the newest command`, () => {
    const b = driving(name);
    assert.equal(b.enabled, 1);
    assert.ok(b.inputs.ack.commandTick >= b.tick - 2 && b.inputs.ack.healthy === 1);
    live(b, 120, { ...forward, enable: 0 });
    assert.ok(Math.abs(b.leftRadps) < 0.1, "enable 0 stops, whatever speeds stand beside it");
    assert.equal(b.enabled, 0);
  });

  for (const move of ["deactivate", "cleanup"] as const) {
    Deno.test(`${name}: ${move} leaves no command behind`, () => {
      const b = driving(name);
      perform[move](b);
      if (move === "cleanup") b.one.driver.configure(b.tick * tickNs);
      live(b, 200, null);
      assert.ok(Math.abs(b.leftRadps) < 0.1, `${b.leftRadps} rad/s`);
      b.one.driver.activate(b.tick * tickNs);
      live(b, 40, null);
      assert.ok(Math.abs(b.leftRadps) < 0.1, "not even when it is activated again");
    });
  }

  Deno.test(`${name}: safeState stops it from driving, and is harmless in every state`, () => {
    const b = driving(name);
    b.one.driver.safeState(b.tick * tickNs);
    live(b, 150, null);
    assert.ok(Math.abs(b.leftRadps) < 0.1);
    for (const make of Object.values(into)) {
      const other = make(name);
      const { state } = other.one.driver.health();
      for (let i = 0; i < 3; i++) other.one.driver.safeState(i);
      assert.equal(other.one.driver.health().state, state);
    }
  });

  for (const why of ["safeState", "silence", "a command that is no number"] as const) {
    Deno.test(`${name}: ${why} takes a category 0 device's power at once, brakes one of category 1`, () => {
      for (const category of [0, 1] as const) {
        const b = driving(name, category);
        if (why === "safeState") b.one.driver.safeState(b.tick * tickNs);
        if (why === "silence") live(b, deviceTimeoutMs / 5, null);
        if (why === "a command that is no number") {
          live(b, 1, { ...forward, leftRadps: NaN });
        }
        live(b, 2, null);
        assert.equal(b.enabled, category, "power");
        // From 6 rad/s at 20 rad/s2: power for 0.3 s, a little less for what has passed.
        let powered = 0;
        let last = b.leftRadps;
        while (b.enabled === 1 && powered < 200) {
          live(b, 1, null);
          powered += 1;
          assert.ok(last - b.leftRadps <= stopRadps2 * tickNs * 1e-9 + 0.02, "brakes evenly");
          last = b.leftRadps;
        }
        assert.equal(powered > 50 && powered < 62, category === 1, `${powered} ticks`);
        live(b, 80, null);
        assert.ok(Math.abs(b.leftRadps) < 0.1, `${b.leftRadps} rad/s`);
      }
    });
  }

  Deno.test(`${name}: a category 1 device that brakes takes commands again when they come`, () => {
    const b = driving(name, 1);
    b.one.driver.safeState(b.tick * tickNs);
    live(b, 10, null);
    live(b, 120, forward);
    assert.ok(b.leftRadps > 5 && b.enabled === 1);
    live(b, 2, { ...forward, enable: 0 });
    assert.equal(b.enabled, 0, "off is off at once: the kernel has braked before it says so");
  });

  Deno.test(`${name}: the device stops itself when commands stop, and not before`, () => {
    const b = driving(name);
    live(b, deviceTimeoutMs / 5 - 2, null);
    assert.ok(b.leftRadps > 5, "tolerates frames that are lost");
    assert.equal(b.one.driver.health().timedOut, 0);
    live(b, 4, null);
    assert.equal(b.one.driver.health().timedOut, 1);
    live(b, 120, null);
    assert.ok(Math.abs(b.leftRadps) < 0.1);
    live(b, 120, forward);
    assert.ok(b.leftRadps > 5, "drives again when commands come again");
    assert.equal(b.one.driver.health().timedOut, 0);
  });

  for (const bad of [NaN, Infinity, -Infinity]) {
    for (
      const field of ["leftRadps", "rightRadps", "leftEffort", "rightEffort", "enable"] as const
    ) {
      Deno.test(`${name}: ${field} ${bad} never reaches the device: it stops`, () => {
        const b = driving(name);
        live(b, 150, { ...forward, [field]: bad });
        const { leftRad, rightRad, rightRadps } = b.inputs.wheels;
        const sum = leftRad + rightRad + rightRadps + b.leftRadps;
        assert.ok(Number.isFinite(sum), "what it reports stays finite");
        assert.ok(Math.abs(b.leftRadps) < 0.1, `${b.leftRadps} rad/s`);
        live(b, 150, forward);
        assert.ok(b.leftRadps > 5, "and it works again with the next good command");
      });
    }
  }

  Deno.test(`${name}: a fault that it does not know fails loudly, by name`, () => {
    const { driver } = bench(name).one;
    const result = driver.inject({ kind: "flux.capacitor", parameters: {} }, true);
    assert.ok(!result.ok);
    assert.ok(result.fault.message.includes("flux.capacitor"));
  });

  Deno.test(`${name}: every fault of its manifest can be injected and cleared`, () => {
    const { driver } = active(name).one;
    for (const kind of driver.manifest.faults) {
      assert.ok(driver.inject({ kind, parameters: {} }, true).ok, kind);
      assert.ok(driver.inject({ kind, parameters: {} }, false).ok, kind);
    }
  });

  Deno.test(`${name}: health is a fact, not an exception, in every state`, () => {
    for (const make of Object.values(into)) {
      const health = make(name).one.driver.health();
      assert.ok(driverStates.includes(health.state));
      assert.equal(health.healthy, true);
      assert.equal(health.fault, null);
    }
  });

  Deno.test(`${name}: reading writes only what the device owns`, () => {
    const b = active(name);
    live(b, 10, forward);
    const { inputs } = b;
    assert.deepEqual(
      [inputs.stopWord, inputs.intentCount, inputs.operatorCount, inputs.params.count],
      [0, 0, 0, 0],
    );
    assert.deepEqual([inputs.mind.beat, inputs.mind.lease, inputs.path.fresh], [0, 0, 0]);
  });
}

Deno.test("every driver that config may name says how its device stops, and no other", () => {
  assert.deepEqual(Object.keys(halDrivers).sort(), Object.keys(candidates).sort());
});

Deno.test("nextState() knows a way back from error, and none but cleanup", () => {
  assert.equal(nextState("x", "error", "configure").ok, false);
  assert.equal(nextState("x", "error", "activate").ok, false);
  const back = nextState("x", "error", "cleanup");
  assert.ok(back.ok && back.value === "unconfigured");
  for (const state of driverStates) {
    const failed = nextState("x", state, "fail");
    assert.ok(failed.ok && failed.value === "error");
  }
});
