/**
 * The monitor must see a breach: a real run's tick is spoiled in one place, and the monitor must
 * name the invariant. A monitor that never complains proves nothing.
 */
import assert from "node:assert/strict";
import {
  actionNumber,
  causeNumber,
  checkInvariants,
  type InvariantId,
  modeNumber,
  sourceNumber,
  step,
} from "core/kernel/mod.ts";
import { type KernelInputs, type KernelOutputs } from "core/messages/mod.ts";
import {
  act,
  autoRig,
  drivingRig,
  healthy,
  idleRig,
  manualRig,
  put,
  type Rig,
  run,
  teleop,
  wish,
} from "./kernel_fixture.ts";

interface Breach {
  readonly invariant: InvariantId;
  readonly says: string;
  readonly rig: () => Rig;
  readonly inputs?: (inputs: KernelInputs, rig: Rig) => void;
  readonly spoil: (out: KernelOutputs, rig: Rig) => void;
}

const driving = () => drivingRig({ strict: false });
const idle = () => idleRig({ strict: false });
const bit = (cause: Parameters<typeof causeNumber>[0]) => 1 << causeNumber(cause);

function stopped(): Rig {
  const rig = driving();
  run(rig, 50, (inputs) => void (inputs.stopWord = 1));
  return rig;
}

function byHand(): Rig {
  const rig = manualRig({ strict: false });
  for (let i = 0; i < 60; i++) teleop(rig, 0.2);
  return rig;
}

const breaches: readonly Breach[] = [
  {
    invariant: "I1",
    says: "a stop word that does not latch",
    rig: driving,
    inputs: (inputs) => void (inputs.stopWord = 1),
    spoil: (out) => {
      out.latched = 0;
      out.mode = modeNumber.idle;
      out.action = 0;
      out.causes = 0;
    },
  },
  {
    invariant: "I1",
    says: "an effort under a latch",
    rig: stopped,
    spoil: (out) => void (out.leftEffort = 1e-6),
  },
  {
    invariant: "I1",
    says: "drives on under a latch",
    rig: stopped,
    spoil: (out) => void (out.enable = 1),
  },
  {
    invariant: "I1",
    says: "drives on at rest after a disarm",
    rig: () => {
      const rig = driving();
      run(rig, 1500, (inputs) => void (inputs.ack.healthy = 0));
      return rig;
    },
    spoil: (out) => void (out.enable = 1),
  },
  {
    invariant: "I2",
    says: "a latch that ends by itself",
    rig: stopped,
    spoil: (out) => Object.assign(out, { latched: 0, mode: modeNumber.idle, action: 0, causes: 0 }),
  },
  {
    invariant: "I2",
    says: "a latch that ends by a reset of another id",
    rig: stopped,
    inputs: (inputs, rig) => act(inputs, "reset", rig.kernel.outputs.latchId + 1),
    spoil: (out) => Object.assign(out, { latched: 0, mode: modeNumber.idle, action: 0, causes: 0 }),
  },
  {
    invariant: "I2",
    says: "a new latch under an old id",
    rig: driving,
    inputs: (inputs) => void (inputs.stopWord = 1),
    spoil: (out) => void (out.latchId = 0),
  },
  {
    invariant: "I3",
    says: "a command before any start",
    rig: idle,
    spoil: (out) => Object.assign(out, { linearMps: 0.005, mode: modeNumber.auto }),
  },
  {
    invariant: "I3",
    says: "a cause that its operator never ended",
    rig: () => {
      const rig = driving();
      run(rig, 800, (inputs) => void (inputs.mind.beat = 0));
      return rig;
    },
    spoil: (out) => Object.assign(out, { causes: 0, action: 0 }),
  },
  {
    invariant: "I3",
    says: "an intent from before the latch",
    rig: stopped,
    inputs: (inputs, rig) => put(inputs, wish(rig, "drive", { issuedAtNs: rig.nowNs - 1e8 })),
    spoil: (out) => Object.assign(out.decisions[0] ?? {}, { verdict: 1, refusedBy: 0 }),
  },
  {
    invariant: "I4",
    says: "the brain's authority in manual",
    rig: byHand,
    spoil: (out) => void (out.authority = sourceNumber.brain),
  },
  {
    invariant: "I4",
    says: "more than the hand asks for",
    rig: byHand,
    inputs: (inputs, rig) =>
      put(inputs, wish(rig, "drive", { source: 5, agent: 4, x: 0.2, durationMs: 200 })),
    spoil: (out) => void (out.linearMps = 0.204),
  },
  {
    invariant: "I4",
    says: "a steady command in failsafe",
    rig: () => {
      const rig = driving();
      run(rig, 350, (inputs) => void (inputs.scan.fresh = 0));
      return rig;
    },
    spoil: (out, rig) => void (out.linearMps = rig.monitor.linearMps),
  },
  {
    invariant: "I5",
    says: "a steady command on a stale scan",
    rig: () => {
      const rig = driving();
      run(rig, 290, (inputs) => void (inputs.scan.fresh = 0));
      return rig;
    },
    inputs: (inputs) => void (inputs.scan.fresh = 0),
    spoil: (out, rig) => {
      out.linearMps = rig.monitor.linearMps;
      rig.monitor.scanNs = -1e9;
    },
  },
  {
    invariant: "I5",
    says: "a hand's command past its time",
    rig: () => {
      const rig = byHand();
      run(rig, 290);
      return rig;
    },
    spoil: (out, rig) => {
      rig.monitor.handUntilNs = 0;
      out.linearMps = 0.2;
    },
  },
  {
    invariant: "I6",
    says: "NaN",
    rig: driving,
    spoil: (out) => void (out.rightEffort = NaN),
  },
  {
    invariant: "I6",
    says: "a speed above the limit",
    rig: driving,
    spoil: (out) => void (out.linearMps = 0.5001),
  },
  {
    invariant: "I6",
    says: "full speed while a cause slows",
    rig: driving,
    spoil: (out) => Object.assign(out, { action: actionNumber.slow, causes: bit("imuStale") }),
  },
  {
    invariant: "I6",
    says: "a jump of the turn rate",
    rig: driving,
    spoil: (out) => void (out.angularRadps = 0.5),
  },
  {
    invariant: "I6",
    says: "a braking harder than the machine's",
    rig: driving,
    spoil: (out) => void (out.linearMps = 0.4),
  },
  {
    invariant: "I6",
    says: "full acceleration out of none, where jerk is limited",
    rig: () => autoRig({ strict: false, set: { "robot.limits.maxLinearJerkMps3": 4 } }),
    inputs: (inputs, rig) => put(inputs, wish(rig, "drive", { x: 0.4, durationMs: 900 })),
    spoil: (out) => void (out.linearMps = 0.005),
  },
  {
    invariant: "I6",
    says: "a wheel beyond its speed",
    rig: driving,
    spoil: (out) => void (out.leftSetRadps = 1e3),
  },
  {
    invariant: "I7",
    says: "a steady command while the lens is covered",
    rig: driving,
    spoil: (out) => {
      out.causes = bit("lidarBlind");
      out.action = actionNumber.hold;
    },
  },
  {
    invariant: "I8",
    says: "more speed than the room allows",
    rig: driving,
    spoil: (out) => void (out.roomMps = 0.3),
  },
  {
    invariant: "I10",
    says: "a rung below an active cause",
    rig: driving,
    spoil: (out) => void (out.causes = bit("bumper")),
  },
  {
    invariant: "I11",
    says: "drives that come on at speed",
    rig: driving,
    spoil: (_out, rig) => void (rig.monitor.enable = 0),
  },
];

for (const { invariant, says, rig: make, inputs, spoil } of breaches) {
  Deno.test(`checkInvariants() names ${invariant} for ${says}`, () => {
    const rig = make();
    const { violations } = rig.monitor;
    assert.equal(violations.length, 0);
    healthy(rig);
    inputs?.(rig.inputs, rig);
    const out = step(rig.kernel, rig.inputs, rig.nowNs);
    spoil(out, rig);
    checkInvariants(rig.monitor, rig.inputs, out);
    const named = violations.map((violation) => violation.invariant);
    assert.ok(named.includes(invariant), JSON.stringify(violations));
  });
}

Deno.test("every invariant of the monitor has a breach that it must see", () => {
  const seen = new Set(breaches.map((one) => one.invariant));
  for (const id of ["I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I10", "I11"] as const) {
    assert.ok(seen.has(id), id);
  }
});

Deno.test("checkInvariants() keeps at most twenty breaches", () => {
  const rig = driving();
  for (let i = 0; i < 60; i++) {
    healthy(rig);
    const out = step(rig.kernel, rig.inputs, rig.nowNs);
    out.leftEffort = 2;
    checkInvariants(rig.monitor, rig.inputs, out);
    rig.tick += 1;
    rig.nowNs += rig.periodNs;
  }
  assert.equal(rig.monitor.violations.length, 20);
});
