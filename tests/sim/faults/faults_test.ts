import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import { faultKinds, faultNames, faultParameters, findFault } from "sim/faults/mod.ts";
import { createRun, type Run, stepRun } from "sim/scenario/mod.ts";
import { load } from "tests/sim/scenario/simulate.ts";

const components = [
  ...["lidar", "imu", "encoder.left", "encoder.right", "odom", "battery", "bumper"],
  ...["motor.left", "motor.right", "link", "brain", "mind", "store", "disk", "clock"],
  ...["operator", "kernel", "planner", "recorder", "supervisor", "range", "estop"],
];
const verbs = [
  ...["off", "freeze", "nan", "jump", "drop", "delay", "reorder", "stamp", "frame", "blocked"],
  ...["max", "min", "bias", "scale", "stuck", "noack", "lag", "overcurrent", "overtemp"],
  ...["runaway", "reconnect", "garbage", "flap", "duplicate", "hang", "crash", "slow", "full"],
  "sag",
];

Deno.test("faultKinds holds at least 60 kinds, each a known component and verb with presets in range", () => {
  assert.ok(faultNames.length >= 60, `${faultNames.length}`);
  for (const name of faultNames) {
    const cut = name.lastIndexOf(".");
    assert.ok(components.includes(name.slice(0, cut)), name);
    assert.ok(verbs.includes(name.slice(cut + 1)), name);
    const row = faultKinds[name];
    assert.ok(row !== undefined && row.meaning !== "" && row.expect !== "", name);
    for (const [key, p] of Object.entries(row.parameters)) {
      assert.ok(p.preset >= p.minimum && p.preset <= p.maximum, `${name}.${key}`);
    }
    assert.deepEqual(
      Object.keys(unwrap(faultParameters(name, {}))).sort(),
      Object.keys(row.parameters).sort(),
    );
  }
  const used = new Set(faultNames.map((name) => name.slice(0, name.lastIndexOf("."))));
  assert.deepEqual([...used].sort(), components.slice().sort(), "every component has a fault");
});

Deno.test("findFault() names the nearest kind when a pair is not supported", () => {
  const found = findFault("lidar.sag");
  assert.ok(!found.ok);
  assert.equal(found.fault.code, "SIM_UNKNOWN_FAULT");
  assert.match(found.fault.help ?? "", /lidar\./);
});

Deno.test("faultParameters() refuses a value outside its range and an unknown name", () => {
  const range = faultParameters("lidar.drop", { p: 1.5 });
  assert.ok(!range.ok && range.fault.code === "CONFIG_RANGE");
  const unknown = faultParameters("lidar.drop", { q: 0.5 });
  assert.ok(!unknown.ok && unknown.fault.code === "CONFIG_UNKNOWN_KEY");
});

/** Robots of the scenario library that have what a fault is of. */
const bases = {
  range: "sim/scenarios/guards/sonar-only.yaml",
  estop: "sim/scenarios/guards/estop-button.yaml",
  other: "sim/scenarios/demo.yaml",
} as const;

function baseOf(kind: string): keyof typeof bases {
  return kind.startsWith("range.") ? "range" : kind.startsWith("estop.") ? "estop" : "other";
}

/** What the kernel is told and what the world does, as text, tick by tick. */
function trace(base: keyof typeof bases, kind: string | null): string {
  const loaded = load(bases[base]);
  const { mission: _mission, ...rest } = loaded.scenario;
  const script = Array.from({ length: 60 }, (_item, i) => ({
    at: 50 * i,
    intent: { action: "drive", linearMps: 0.2 + 0.001 * i, angularRadps: 0, durationMs: 900 },
  }));
  const scenario = { ...rest, events: [], duration: 6000, brain: { script } };
  const run = unwrap(createRun({ ...loaded, scenario }, 7));
  const lines: string[] = [];
  while (run.tick <= 1200) {
    if (run.tick === 90) pushStick(run);
    const on = run.tick === 100 && kind !== null;
    if (on) begin(run, kind);
    stepRun(run);
    const i = run.inputs;
    const s = [
      i.scan,
      i.imu,
      i.wheels,
      i.battery,
      i.bumper,
      i.motors,
      i.ack,
      i.range,
      i.estopInput,
    ];
    const r = run.robot.world.robot;
    lines.push([
      ...s.map((one) => `${one.fresh} ${one.seq} ${one.measuredNs}`),
      ...i.scan.rangesM.subarray(0, 8),
      ...i.range.rangesM,
      i.estopInput.closed,
      i.imu.yawRateRadps,
      i.imu.tiltRad,
      i.wheels.leftRad,
      i.wheels.rightRad,
      i.battery.voltageV,
      i.battery.percent,
      i.bumper.pressed,
      i.motors.leftA,
      i.motors.rightA,
      i.motors.leftC,
      i.motors.rightC,
      i.ack.healthy,
      i.ack.commandTick,
      i.host.fresh === 1 ? i.host.beats : 0,
      i.host.fresh === 1 ? i.host.troubles : 0,
      i.mind.beat,
      i.mind.lease,
      i.operatorBeat,
      i.intentCount,
      i.intents[0]?.id1,
      i.intents[0]?.x,
      i.intents[0]?.issuedAtNs,
      i.latenessNs,
      run.missed,
      r.xM,
      r.leftRadps,
      r.rightRadps,
    ].join(","));
  }
  return lines.join("\n");
}

function pushStick(run: Run): void {
  run.lane.holds = true;
  run.lane.linearMps = 0.1;
  run.lane.teleopUntilNs = 4e9;
  run.lane.teleopSentNs = -Infinity;
}

function begin(run: Run, kind: string): void {
  const parameters = unwrap(faultParameters(kind, {}));
  const row = unwrap(findFault(kind));
  if (row.at === "device") unwrap(run.robot.device.driver.inject({ kind, parameters }, true));
  else run.faults.set(kind, parameters);
}

Deno.test("every kind changes what the kernel is told or what the world does", () => {
  const healthy = {
    range: trace("range", null),
    estop: trace("estop", null),
    other: trace("other", null),
  };
  const silent = faultNames.filter((kind) => {
    const base = baseOf(kind);
    return trace(base, kind) === healthy[base];
  });
  assert.deepEqual(silent, [], "an accepted but unimplemented verb is a bug");
});
