// Longer than 300 lines: one table, a row a rule.
/**
 * Cases of the gate's rules: what each lets pass, what it refuses, and its edge from both sides.
 * A new rule of core/kernel/rules/mod.ts needs its row here: rules_test.ts fails without it.
 *
 * @module
 */
import { actionNumber, causeNumber, intentNumber, sourceNumber } from "core/kernel/mod.ts";
import {
  type GrantReach,
  hasDuration,
  hasMapFrame,
  hasYaw,
  type IntentAction,
  type IntentRecord,
  type KernelInputs,
  noTarget,
  type ReasonCode,
} from "core/messages/mod.ts";
import type { KeepoutGrid } from "core/world/mod.ts";
import { omniDrive, steeredDrive } from "./bench_robot.ts";
import {
  act,
  autoRig,
  idleRig,
  manualRig,
  put,
  type Rig,
  run,
  tick,
  wish,
} from "./kernel_fixture.ts";

/** One question to one rule. */
export interface RuleCase {
  readonly says: string;
  readonly rig?: () => Rig;
  readonly action: IntentAction;
  readonly fields?: (rig: Rig) => Partial<IntentRecord>;
  readonly inputs?: (inputs: KernelInputs, rig: Rig) => void;
  /** What the rule does: nothing, refuse with a code, or clamp with a code. */
  readonly passes?: true | undefined;
  readonly refuses?: ReasonCode;
  readonly clamps?: ReasonCode;
}

/** Cases of one rule: each kind at least once. */
export interface RuleCases {
  readonly accepting: readonly RuleCase[];
  readonly refusing: readonly RuleCase[];
  readonly boundary: readonly RuleCase[];
}

const omniRig = (): Rig => autoRig({ set: omniDrive });
const steeredRig = (): Rig => autoRig({ set: steeredDrive });
/** Sharpest curvature of that car: tan 30 degrees over 0.3 m. */
const tightestPerM = Math.tan(Math.PI / 6) / 0.3;

/** What an operator's stick sends, beside its speed. */
const stickFields = { source: sourceNumber.operator, agent: 4, durationMs: 250 };
const stick: RuleCase = {
  says: "an operator's stick",
  rig: manualRig,
  action: "drive",
  fields: () => stickFields,
  passes: true,
};

/** A bench whose missions reach only so far. */
function scoped(scope: Readonly<Record<string, unknown>>): Rig {
  return autoRig({
    set: {
      "world.regions": {
        yard: [[-2, -2], [2, -2], [2, 2], [-2, 2]],
        away: [[8, 8], [9, 8], [9, 9]],
      },
      "kernel.scopes": { brain: scope },
      "kernel.capabilities.brain": ["all"],
    },
  });
}

/** Three relays: the first two exclude each other, the third needs the first. */
function interlocked(): Rig {
  return autoRig({
    set: {
      "robot.relays": [
        { name: "pump", maxOnMs: 2000, minGapMs: 500 },
        { name: "drain", excludes: ["pump"] },
        { name: "heater", needs: ["pump"] },
      ],
      "kernel.capabilities.brain": ["all"],
    },
  });
}

function waited(rig: Rig, ms: number): Rig {
  run(rig, ms);
  return rig;
}

/** A bench with one owner's rule. */
function owned(rule: Readonly<Record<string, unknown>>): Rig {
  return autoRig({ set: { "kernel.rules": [rule], "kernel.capabilities.brain": ["all"] } });
}

/** A bench with a pump, a valve and a lamp, and one order over them. */
function ordered(order: Readonly<Record<string, unknown>>): Rig {
  return autoRig({
    set: {
      "robot.relays": [{ name: "pump" }, { name: "valve" }, { name: "lamp" }],
      "kernel.order": [{ name: "a", ...order }],
      "kernel.capabilities.brain": ["all"],
    },
  });
}

const pumpOn = { action: "trigger_relay", relay: "pump", state: "on" };
const pumpOff = { ...pumpOn, state: "off" };
const pumpFirst = { only: { ...pumpOn, relay: "valve" }, after: pumpOn, undoneBy: [pumpOff] };
const closeSoon = { once: pumpOn, then: pumpOff, withinSteps: 2 };

const table = { name: "table", min: [0.2, -0.3, 0], max: [0.6, 0.3, 0.8] };
const screen = { name: "screen", min: [0.5, -1, 0], max: [0.7, 1, 2] };

/** A bench whose arm, if it had one, may reach only so far. */
function spaced(workspace: Readonly<Record<string, unknown>>): Rig {
  return autoRig({
    set: { "kernel.workspace": workspace, "kernel.capabilities.brain": ["all"] },
  });
}

/** The rig before anyone told it where it is. */
function unposed(rig: Rig): Rig {
  rig.kernel.state.odometry.posed = 0;
  return rig;
}

/** The rig after one relay was switched. */
function switched(rig: Rig, target: number, x: number): Rig {
  tick(rig, (inputs) => put(inputs, wish(rig, "trigger_relay", { target, x })));
  return rig;
}

const relayOn = {
  says: "a relay",
  action: "trigger_relay" as const,
  fields: () => ({ target: 0, x: 1 }),
  passes: true as const,
};

/** A square of keep-out cells: x from 2 to 3 m, y from -1 to 1 m. */
export function keepoutSquare(): KeepoutGrid {
  const size = 100;
  const distanceM = new Float32Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const x = -5 + (column + 0.5) * 0.1;
      const y = -5 + (row + 0.5) * 0.1;
      const dx = Math.max(0, 2 - x, x - 3);
      const dy = Math.max(0, -1 - y, y - 1);
      distanceM[row * size + column] = Math.hypot(dx, dy);
    }
  }
  return {
    widthCells: size,
    heightCells: size,
    resolutionM: 0.1,
    originXM: -5,
    originYM: -5,
    distanceM,
  };
}

const walled = (frontM: number) => () => {
  const rig = autoRig();
  rig.ranges = (angle) => Math.abs(angle) < 0.3 ? frontM / Math.cos(angle) : 8;
  run(rig, 200);
  return rig;
};

const fenced = () => autoRig({ keepout: keepoutSquare() });

/** A bench whose lidar fell silent `ms` ago. */
const silentLidar = (ms: number) => () => {
  const rig = autoRig();
  while (rig.tick % 10 !== 1) tick(rig);
  const sinceNs = rig.nowNs - rig.periodNs;
  while (rig.nowNs + rig.periodNs <= sinceNs + ms * 1e6) {
    tick(rig, (inputs) => void (inputs.scan.fresh = 0));
  }
  return rig;
};

const noScan = (inputs: KernelInputs) => void (inputs.scan.fresh = 0);
const operatorDrive = { source: sourceNumber.operator, agent: 4, durationMs: 200 };
const drive: RuleCase = { says: "a plain drive", action: "drive", passes: true };

/** A drive on a slope, in degrees. */
function tilted(deg: number): RuleCase {
  return {
    says: `${deg} degrees`,
    action: "drive",
    inputs: (inputs, rig) => {
      const { imu } = inputs;
      imu.fresh = 1;
      imu.seq = rig.seq + 1;
      imu.measuredNs = rig.nowNs;
      imu.arrivedNs = rig.nowNs;
      imu.tiltRad = deg * Math.PI / 180;
    },
  };
}

function motorSample(inputs: KernelInputs, rig: Rig, given: Partial<KernelInputs["motors"]>): void {
  rig.seq += 1;
  Object.assign(inputs.motors, {
    fresh: 1,
    seq: rig.seq,
    measuredNs: rig.nowNs,
    arrivedNs: rig.nowNs,
    leftA: 0,
    rightA: 0,
    leftC: 30,
    rightC: 30,
    ...given,
  });
}

/** A fast drive while the motors are so. */
function motors(given: Partial<KernelInputs["motors"]>): RuleCase {
  return {
    says: "motors",
    action: "drive",
    fields: () => ({ x: 0.5 }),
    inputs: (inputs, rig) => motorSample(inputs, rig, given),
  };
}

/** A fast drive after a motor drew so much for `ms`. */
function drawing(leftA: number, ms = 40_000): RuleCase {
  return {
    says: "current",
    action: "drive",
    fields: () => ({ x: 0.5 }),
    rig: () => {
      const rig = autoRig({
        set: { "failsafe.motors": { continuousA: 4, maxCurrentA: 10 } },
      });
      run(rig, ms, (inputs) => motorSample(inputs, rig, { leftA }));
      return rig;
    },
  };
}

/** A goal so far away, with 80 % of a pack of 20 Wh. */
function goFar(x: number): RuleCase {
  return {
    says: `${x} m`,
    rig: () => autoRig({ set: { "failsafe.battery.criticalPercent": 7 } }),
    action: "goto",
    fields: () => ({ target: noTarget, x, y: 0 }),
  };
}

/** A fast drive while someone comes to within `awayM`, or did so `agoMs` ago. */
function walker(awayM: number, agoMs = 0): RuleCase {
  return {
    says: `${awayM} m`,
    action: "drive",
    fields: () => ({ x: 0.5 }),
    rig: () => {
      const rig = autoRig({ beams: 360 });
      let at = awayM + 1.2;
      rig.ranges = (angle) => Math.abs(angle) < 0.15 ? at : 8;
      run(rig, 1000);
      for (let i = 0; i < 12; i++) {
        at -= 0.1;
        run(rig, 100);
      }
      run(rig, agoMs);
      return rig;
    },
  };
}

/** A yard of 8 m with a zone in it that is closed. */
const within: RuleCase = {
  says: "fenced",
  rig: () =>
    autoRig({
      set: {
        "world.regions": {
          yard: [[-4, -4], [4, -4], [4, 4], [-4, 4]],
          zone: [[1.5, -0.5], [2.5, -0.5], [2.5, 0.5], [1.5, 0.5]],
        },
        "kernel.geofence": { inside: ["yard"], outside: ["zone"] },
      },
    }),
  action: "drive",
};

/** A fast drive of a robot that lacks sensors. */
function lacking(without: readonly string[]): RuleCase {
  return {
    says: `without ${without.join(" and ")}`,
    action: "drive",
    fields: () => ({ x: 0.4 }),
    // Long after the start: whoever gave it may be gone.
    rig: () => waited(autoRig({ without }), 2500),
  };
}

/** A fast drive of a robot with a ring of range sensors and no lidar. */
function ringed(): RuleCase {
  return {
    says: "a ring",
    action: "drive",
    fields: () => ({ x: 0.4 }),
    rig: () => autoRig({ without: ["lidar"], ring: true }),
  };
}

/** A drive of a robot that looks ahead only, after it drove on for some time and then waited. */
function lookingAhead(without: readonly string[] = [], drivenMs = 0, waitedMs = 0): RuleCase {
  return {
    says: "ahead",
    action: "drive",
    rig: () => {
      const rig = autoRig({ without, set: { "robot.sensors.0.fovDeg": 180 } });
      run(rig, 100);
      if (drivenMs > 0) {
        tick(rig, (inputs) => put(inputs, wish(rig, "drive", { x: 0.5, durationMs: drivenMs })));
        run(rig, drivenMs + 800);
      }
      run(rig, waitedMs);
      return rig;
    },
  };
}

/** What the brain asks for after an operator granted it that far. */
function granted(reach: Partial<GrantReach>, action: IntentAction = "drive"): RuleCase {
  return {
    says: "granted",
    action,
    rig: () => {
      const rig = autoRig({
        set: {
          "world.regions": {
            yard: [[-2, -2], [2, -2], [2, 2], [-2, 2]],
            away: [[8, 8], [9, 8], [9, 9]],
          },
          "kernel.capabilities.brain": [],
        },
      });
      const value = intentNumber[action];
      tick(rig, (inputs) => act(inputs, "grant", value, sourceNumber.brain, reach));
      return rig;
    },
  };
}

/** What a peer says of itself. */
interface Comer {
  readonly xM?: number;
  readonly yM?: number;
  /** Where it means to be in four seconds, m. */
  readonly toXM?: number;
  readonly toYM?: number;
  readonly priority?: number;
  readonly ageMs?: number;
}

/** A peer of a name that goes first, a metre ahead and on its way to where this robot stands. */
function comer(given: Comer): Omit<RuleCase, "says"> {
  const { xM = 1, yM = 0, toXM = -1, toYM = 0, priority = 100, ageMs = 0 } = given;
  return {
    action: "drive",
    fields: () => ({ x: 0.2 }),
    rig: () => autoRig({ set: { "fleet.peers": ["alpha"] } }),
    inputs: (inputs) => {
      const [peer] = inputs.peers;
      if (peer === undefined) return;
      inputs.peerCount = 1;
      Object.assign(peer, { peer: 0, xM, yM, radiusM: 0.25, priority });
      peer.measuredNs = inputs.nowNs - ageMs * 1e6;
      for (let k = 0; k < peer.aheadXM.length; k++) {
        const share = (k + 1) / peer.aheadXM.length;
        peer.aheadXM[k] = xM + share * (toXM - xM);
        peer.aheadYM[k] = yM + share * (toYM - yM);
      }
    },
  };
}

/** Cases by the rule's name. */
export const ruleCases: Readonly<Record<string, RuleCases>> = {
  wellFormed: {
    accepting: [drive],
    refusing: [
      {
        says: "a defect of the lane",
        action: "drive",
        fields: () => ({ defect: 3 }),
        refuses: "GATE_UNKNOWN_FIELD",
      },
      {
        says: "no action",
        action: "drive",
        fields: () => ({ action: 0 }),
        refuses: "GATE_UNKNOWN_ACTION",
      },
      {
        says: "a lane that is none",
        action: "drive",
        fields: () => ({ source: sourceNumber.estop }),
        refuses: "GATE_SCHEMA",
      },
    ],
    boundary: [
      {
        says: "the last action there is",
        action: "mission",
        fields: () => ({ x: 1 }),
        passes: true,
      },
      {
        says: "one action beyond",
        action: "drive",
        fields: () => ({ action: 20 }),
        refuses: "GATE_UNKNOWN_ACTION",
      },
    ],
  },
  finite: {
    accepting: [drive],
    refusing: (["x", "y", "z", "yawRad", "durationMs", "ttlMs", "issuedAtNs"] as const).flatMap(
      (field) =>
        [NaN, Infinity, -Infinity].map((value): RuleCase => ({
          says: `${field} ${value}`,
          action: "drive",
          fields: () => ({ [field]: value }),
          refuses: "GATE_NOT_FINITE",
        })),
    ),
    boundary: [
      {
        says: "numbers whose sum overflows though each is finite",
        action: "drive",
        fields: () => ({ x: 1.7e308, z: 1.7e308 }),
        passes: true,
      },
      { says: "denormals", action: "drive", fields: () => ({ x: 5e-324 }), passes: true },
      { says: "minus zero", action: "drive", fields: () => ({ x: -0 }), passes: true },
    ],
  },
  fresh: {
    accepting: [drive],
    refusing: [
      {
        says: "the future",
        action: "drive",
        fields: (rig) => ({ issuedAtNs: rig.nowNs + 1 }),
        refuses: "GATE_EXPIRED",
      },
      { says: "no ttl", action: "drive", fields: () => ({ ttlMs: 0 }), refuses: "GATE_TTL" },
      {
        says: "a negative ttl",
        action: "drive",
        fields: () => ({ ttlMs: -1 }),
        refuses: "GATE_TTL",
      },
      {
        says: "a birth before the E-stop",
        rig: () => {
          const rig = autoRig();
          tick(rig, (inputs) => void (inputs.stopWord = 1));
          tick(rig, (inputs) => {
            const slot = inputs.operators[0];
            if (slot !== undefined) Object.assign(slot, { act: 4, operator: 1, value: 1 });
            inputs.operatorCount = 1;
          });
          return rig;
        },
        action: "wait",
        fields: (rig) => ({ issuedAtNs: rig.nowNs - 3 * rig.periodNs, ttlMs: 60_000 }),
        refuses: "GATE_EXPIRED",
      },
    ],
    boundary: [
      {
        says: "exactly as old as its ttl",
        action: "drive",
        fields: (rig) => ({ issuedAtNs: rig.nowNs - 100e6, ttlMs: 100 }),
        passes: true,
      },
      {
        says: "a nanosecond older",
        action: "drive",
        fields: (rig) => ({ issuedAtNs: rig.nowNs - 100e6 - 1, ttlMs: 100 }),
        refuses: "GATE_EXPIRED",
      },
      { says: "the longest ttl", action: "drive", fields: () => ({ ttlMs: 60_000 }), passes: true },
      {
        says: "a longer ttl",
        action: "drive",
        fields: () => ({ ttlMs: 60_001 }),
        refuses: "GATE_TTL",
      },
    ],
  },
  notRepeated: {
    accepting: [drive],
    refusing: [
      {
        says: "the same id again",
        rig: () => {
          const rig = autoRig();
          tick(rig, (inputs) => put(inputs, wish(rig, "wait", { id3: 77 })));
          return rig;
        },
        action: "drive",
        fields: () => ({ id3: 77 }),
        refuses: "GATE_DUPLICATE",
      },
      {
        says: "an id of zeros",
        action: "drive",
        fields: () => ({ id0: 0, id3: 0 }),
        refuses: "GATE_SCHEMA",
      },
      {
        says: "an id that was refused before",
        rig: () => {
          const rig = autoRig();
          tick(rig, (inputs) => put(inputs, wish(rig, "drive", { id3: 78, y: 1 })));
          return rig;
        },
        action: "drive",
        fields: () => ({ id3: 78 }),
        refuses: "GATE_DUPLICATE",
      },
    ],
    boundary: [
      {
        says: "an id whose repeat was flooded out of the memory, at its old age",
        rig: () => {
          const rig = autoRig();
          tick(rig, (inputs) => put(inputs, wish(rig, "drive", { id0: 9, id3: 9 })));
          for (let i = 0; i < 40; i++) {
            tick(rig, (inputs) => {
              for (let k = 0; k < 8; k++) put(inputs, wish(rig, "look"));
            });
          }
          return rig;
        },
        action: "drive",
        fields: (rig) => ({
          id0: 9,
          id3: 9,
          issuedAtNs: rig.nowNs - 41 * rig.periodNs,
          ttlMs: 60_000,
        }),
        refuses: "GATE_DUPLICATE",
      },
      {
        says: "a new id after that flood",
        rig: () => {
          const rig = autoRig();
          for (let i = 0; i < 40; i++) {
            tick(rig, (inputs) => {
              for (let k = 0; k < 8; k++) put(inputs, wish(rig, "look"));
            });
          }
          return rig;
        },
        action: "drive",
        passes: true,
      },
    ],
  },
  capable: {
    accepting: [drive],
    refusing: [
      {
        says: "a relay asked for by the brain",
        action: "trigger_relay",
        fields: () => ({ target: 0, x: 1 }),
        refuses: "GATE_CAPABILITY",
      },
    ],
    boundary: [
      {
        says: "the relay once granted",
        rig: () => {
          const rig = autoRig();
          tick(rig, (inputs) => {
            const slot = inputs.operators[0];
            if (slot !== undefined) {
              Object.assign(slot, { act: 12, operator: 1, agent: sourceNumber.brain, value: 11 });
            }
            inputs.operatorCount = 1;
          });
          return rig;
        },
        action: "trigger_relay",
        fields: () => ({ target: 0, x: 1 }),
        passes: true,
      },
      {
        says: "a drive once revoked",
        rig: () => {
          const rig = autoRig();
          tick(rig, (inputs) => {
            const slot = inputs.operators[0];
            if (slot !== undefined) {
              Object.assign(slot, { act: 13, operator: 1, agent: sourceNumber.brain, value: 4 });
            }
            inputs.operatorCount = 1;
          });
          return rig;
        },
        action: "drive",
        refuses: "GATE_CAPABILITY",
      },
    ],
  },
  supported: {
    accepting: [drive],
    refusing: (["move_end_effector", "gripper", "set_joint"] as const).map((action) => ({
      says: `${action} without an arm`,
      action,
      refuses: "GATE_NOT_SUPPORTED",
    })),
    boundary: [
      {
        says: "a goal of the operator, who drives by hand",
        rig: manualRig,
        action: "goto",
        fields: () => ({ ...operatorDrive, x: 1 }),
        refuses: "GATE_NOT_SUPPORTED",
      },
      {
        says: "a drive of the operator",
        rig: manualRig,
        action: "drive",
        fields: () => operatorDrive,
        passes: true,
      },
    ],
  },
  modeAllows: {
    accepting: [drive],
    refusing: [
      { says: "a drive in idle", rig: idleRig, action: "drive", refuses: "GATE_MODE" },
      {
        says: "a drive in E-stop",
        rig: () => {
          const rig = autoRig();
          tick(rig, (inputs) => void (inputs.stopWord = 1));
          return rig;
        },
        action: "drive",
        refuses: "GATE_FAILSAFE",
      },
    ],
    boundary: [
      { says: "a stop in idle", rig: idleRig, action: "stop", passes: true },
      { says: "a brain's drive in manual", rig: manualRig, action: "drive", refuses: "GATE_MODE" },
      {
        says: "an operator's drive in auto",
        action: "drive",
        fields: () => operatorDrive,
        refuses: "GATE_MODE",
      },
    ],
  },
  notHeld: {
    accepting: [drive],
    refusing: [
      {
        says: "a drive while the bumper holds",
        action: "drive",
        inputs: (inputs, rig) => {
          Object.assign(inputs.bumper, {
            fresh: 1,
            pressed: 1,
            measuredNs: rig.nowNs,
            arrivedNs: rig.nowNs,
          });
        },
        refuses: "GATE_FAILSAFE",
      },
    ],
    boundary: [
      {
        says: "a drive while a cause only slows",
        rig: () => {
          const rig = autoRig();
          run(rig, 400, (inputs) => void (inputs.imu.fresh = 0));
          if (rig.kernel.outputs.action !== actionNumber.slow) throw new Error("not slow");
          return rig;
        },
        action: "drive",
        inputs: (inputs) => void (inputs.imu.fresh = 0),
        passes: true,
      },
      {
        says: "a stop while held",
        action: "stop",
        inputs: (inputs) => void Object.assign(inputs.bumper, { fresh: 1, pressed: 1 }),
        passes: true,
      },
    ],
  },
  turnRadius: {
    accepting: [drive, {
      says: "a turn on the spot",
      action: "turn",
      fields: () => ({ z: 1 }),
      passes: true,
    }],
    refusing: [
      {
        says: "a turn on the spot of a car",
        rig: steeredRig,
        action: "turn",
        fields: () => ({ z: 1 }),
        refuses: "GATE_TURN_RADIUS",
      },
      {
        says: "a drive on the spot of a car",
        rig: steeredRig,
        action: "drive",
        fields: () => ({ x: 0, z: 0.5 }),
        refuses: "GATE_TURN_RADIUS",
      },
    ],
    boundary: [
      {
        says: "the tightest arc of a car",
        rig: steeredRig,
        action: "drive",
        fields: () => ({ x: 0.3, z: 0.3 * tightestPerM - 1e-9 }),
        passes: true,
      },
      {
        says: "a tighter arc backward",
        rig: steeredRig,
        action: "drive",
        fields: () => ({ x: -0.3, z: 0.3 * tightestPerM + 1e-6 }),
        clamps: "GATE_TURN_RADIUS",
      },
    ],
  },
  speedCap: {
    accepting: [drive],
    refusing: [
      {
        says: "a sideways drive",
        action: "drive",
        fields: () => ({ y: 0.1 }),
        refuses: "GATE_SPEED_LATERAL",
      },
    ],
    boundary: [
      {
        says: "the fastest sideways drive on mecanum wheels",
        rig: omniRig,
        action: "drive",
        fields: () => ({ x: 0, y: -0.5 }),
        passes: true,
      },
      {
        says: "a faster one",
        rig: omniRig,
        action: "drive",
        fields: () => ({ x: 0, y: -0.5000001 }),
        clamps: "GATE_SPEED_SIDEWAYS",
      },
      { says: "the highest speed", action: "drive", fields: () => ({ x: 0.5 }), passes: true },
      {
        says: "a little more",
        action: "drive",
        fields: () => ({ x: 0.5000001 }),
        clamps: "GATE_SPEED_LINEAR",
      },
      { says: "the highest reverse", action: "drive", fields: () => ({ x: -0.3 }), passes: true },
      {
        says: "a little more in reverse",
        action: "drive",
        fields: () => ({ x: -0.3000001 }),
        clamps: "GATE_SPEED_LINEAR",
      },
      { says: "the highest turn", action: "drive", fields: () => ({ z: -2 }), passes: true },
      {
        says: "a little more turn",
        action: "drive",
        fields: () => ({ z: -2.000001 }),
        clamps: "GATE_SPEED_ANGULAR",
      },
      {
        says: "the largest number there is",
        action: "drive",
        fields: () => ({ x: 1.7e308, z: -1.7e308 }),
        clamps: "GATE_SPEED_LINEAR",
      },
    ],
  },
  durationCap: {
    accepting: [drive, { says: "a wait", action: "wait", passes: true }],
    refusing: [
      {
        says: "no duration",
        action: "drive",
        fields: () => ({ has: 0 }),
        refuses: "GATE_DURATION",
      },
      {
        says: "a negative duration",
        action: "wait",
        fields: () => ({ durationMs: -5 }),
        refuses: "GATE_DURATION",
      },
      {
        says: "a relay for a negative time",
        action: "trigger_relay",
        fields: () => ({ target: 0, x: 1, has: hasDuration, durationMs: -1 }),
        refuses: "GATE_DURATION",
      },
    ],
    boundary: [
      { says: "a millisecond", action: "drive", fields: () => ({ durationMs: 1 }), passes: true },
      {
        says: "less than a millisecond",
        action: "drive",
        fields: () => ({ durationMs: 0.999 }),
        refuses: "GATE_DURATION",
      },
      {
        says: "the longest a script may ask for",
        action: "drive",
        fields: () => ({ durationMs: 60_000 }),
        passes: true,
      },
      {
        says: "longer",
        action: "drive",
        fields: () => ({ durationMs: 60_001 }),
        clamps: "GATE_DURATION",
      },
      {
        says: "the longest a model may ask for",
        action: "drive",
        fields: () => ({ agent: 1, durationMs: 3000 }),
        passes: true,
      },
      {
        says: "longer from a model",
        action: "drive",
        fields: () => ({ agent: 1, durationMs: 3001 }),
        clamps: "GATE_DURATION",
      },
      {
        says: "longer than a teleop command lives",
        rig: manualRig,
        action: "drive",
        fields: () => ({ ...operatorDrive, durationMs: 301 }),
        clamps: "GATE_DURATION",
      },
    ],
  },
  goalKnown: {
    accepting: [
      { says: "a point", action: "goto", fields: () => ({ x: 1, y: 1 }), passes: true },
      { says: "a place", action: "goto", fields: () => ({ target: 0 }), passes: true },
      { says: "the dock", action: "dock", passes: true },
      { says: "a turn", action: "turn", fields: () => ({ z: 1 }), passes: true },
    ],
    refusing: [
      {
        says: "a place that is none",
        action: "goto",
        fields: () => ({ target: 99 }),
        refuses: "GATE_UNKNOWN_NAME",
      },
      {
        says: "a robot that does not know where it is",
        rig: () => {
          const rig = autoRig();
          rig.kernel.state.odometry.posed = 0;
          return rig;
        },
        action: "goto",
        fields: () => ({ x: 1 }),
        refuses: "GATE_NO_POSE",
      },
    ],
    boundary: [
      { says: "the farthest point", action: "goto", fields: () => ({ x: -10_000 }), passes: true },
      {
        says: "a point beyond",
        action: "goto",
        fields: () => ({ y: 10_001 }),
        refuses: "GATE_RANGE",
      },
      {
        says: "a goal's heading of ten turns",
        action: "goto",
        fields: () => ({ x: 1, z: -62.83, has: hasYaw }),
        passes: true,
      },
      {
        says: "a goal's heading that is none",
        action: "goto",
        fields: () => ({ x: 1, z: 1.28e39, has: hasYaw }),
        refuses: "GATE_RANGE",
      },
      { says: "ten turns", action: "turn", fields: () => ({ z: 62.83 }), passes: true },
      { says: "more", action: "turn", fields: () => ({ z: -62.84 }), refuses: "GATE_RANGE" },
      {
        says: "the last place by number",
        action: "goto",
        fields: (rig) => ({ target: rig.compiled.params.places.length - 1 }),
        passes: true,
      },
      {
        says: "one further",
        action: "goto",
        fields: (rig) => ({ target: rig.compiled.params.places.length }),
        refuses: "GATE_UNKNOWN_NAME",
      },
    ],
  },
  relayKnown: {
    accepting: [
      {
        says: "the first relay",
        action: "trigger_relay",
        fields: () => ({ target: 0, x: 1 }),
        passes: true,
      },
    ],
    refusing: [
      {
        says: "no relay",
        action: "trigger_relay",
        fields: () => ({ target: noTarget, x: 1 }),
        refuses: "GATE_UNKNOWN_NAME",
      },
    ],
    boundary: [
      {
        says: "the last signal",
        action: "trigger_relay",
        fields: (rig) => ({ target: rig.compiled.params.relays - 1, x: 1 }),
        passes: true,
      },
      {
        says: "one further",
        action: "trigger_relay",
        fields: (rig) => ({ target: rig.compiled.params.relays, x: 1 }),
        refuses: "GATE_UNKNOWN_NAME",
      },
    ],
  },
  sensorsFresh: {
    accepting: [drive],
    refusing: [
      {
        says: "stale wheels",
        rig: () => {
          const rig = autoRig();
          run(rig, 110, (inputs) => void (inputs.wheels.fresh = 0));
          return rig;
        },
        action: "drive",
        inputs: (inputs) => void (inputs.wheels.fresh = 0),
        refuses: "GATE_STALE_SENSOR",
      },
    ],
    boundary: [
      {
        says: "a scan exactly as old as allowed",
        rig: silentLidar(300),
        action: "drive",
        inputs: noScan,
        passes: true,
      },
      {
        says: "a scan one tick older",
        rig: silentLidar(305),
        action: "drive",
        inputs: noScan,
        refuses: "GATE_STALE_SENSOR",
      },
    ],
  },
  roomToMove: {
    accepting: [drive, {
      says: "a drive of zeros",
      action: "drive",
      fields: () => ({ x: 0 }),
      passes: true,
    }],
    refusing: [
      {
        says: "a drive into a wall at the nose",
        rig: walled(0.24),
        action: "drive",
        refuses: "GATE_OBSTACLE",
      },
    ],
    boundary: [
      {
        says: "a drive away from that wall",
        rig: walled(0.24),
        action: "drive",
        fields: () => ({ x: -0.2 }),
        passes: true,
      },
      { says: "a wall that leaves room", rig: walled(0.6), action: "drive", passes: true },
    ],
  },
  outsideKeepout: {
    accepting: [
      {
        says: "a goal beside it",
        rig: fenced,
        action: "goto",
        fields: () => ({ x: 1 }),
        passes: true,
      },
    ],
    refusing: [
      {
        says: "a goal inside",
        rig: fenced,
        action: "goto",
        fields: () => ({ x: 2.5 }),
        refuses: "GATE_KEEPOUT",
      },
      {
        says: "a goal behind it",
        rig: fenced,
        action: "goto",
        fields: () => ({ x: 4.5 }),
        refuses: "GATE_KEEPOUT",
      },
    ],
    boundary: [
      {
        says: "a goal whose outline just stays out",
        rig: fenced,
        action: "goto",
        fields: () => ({ x: 1.6 }),
        passes: true,
      },
      {
        says: "a goal whose outline touches",
        rig: fenced,
        action: "goto",
        fields: () => ({ x: 1.85 }),
        refuses: "GATE_KEEPOUT",
      },
      {
        says: "a place inside, by name",
        rig: () =>
          autoRig({
            keepout: keepoutSquare(),
            set: { "world.places": { pit: { x: 2.5, y: 0 } } },
          }),
        action: "goto",
        fields: () => ({ target: 0 }),
        refuses: "GATE_KEEPOUT",
      },
    ],
  },
  ownerRules: {
    accepting: [
      {
        says: "a rule that does not hold",
        rig: () =>
          autoRig({ set: { "kernel.rules": [{ name: "a", refuseIf: "odom.x > 100.0" }] } }),
        action: "drive",
        passes: true,
      },
    ],
    refusing: [
      {
        says: "a rule that holds",
        rig: () =>
          autoRig({ set: { "kernel.rules": [{ name: "a", refuseIf: "odom.x < 100.0" }] } }),
        action: "drive",
        refuses: "GATE_OWNER_RULE",
      },
      {
        says: "an operator's stick as any other",
        rig: () => manualRig({ set: { "kernel.rules": [{ name: "a", refuseIf: "true" }] } }),
        action: "drive",
        fields: () => stickFields,
        refuses: "GATE_OWNER_RULE",
      },
      {
        says: "a relay that the rule names",
        rig: () => owned({ name: "a", refuseIf: "true", actions: ["trigger_relay"] }),
        action: "trigger_relay",
        fields: () => ({ target: 0, x: 1 }),
        refuses: "GATE_OWNER_RULE",
      },
    ],
    boundary: [
      {
        says: "a drive, where the rule names relays alone",
        rig: () => owned({ name: "a", refuseIf: "true", actions: ["trigger_relay"] }),
        action: "drive",
        passes: true,
      },
      {
        says: "a condition that cannot be told",
        rig: () => owned({ name: "a", refuseIf: "battery.percent / 0.0 > 1.0" }),
        action: "drive",
        passes: true,
      },
      {
        says: "a drive under a rule that only caps",
        rig: () => owned({ name: "a", capIf: "true", maxLinearMps: 0.05 }),
        action: "drive",
        passes: true,
      },
      {
        says: "a stop, whatever the rules say",
        rig: () => autoRig({ set: { "kernel.rules": [{ name: "a", refuseIf: "true" }] } }),
        action: "stop",
        passes: true,
      },
      {
        says: "a rule over the battery, at its edge",
        rig: () =>
          autoRig({ set: { "kernel.rules": [{ name: "a", refuseIf: "battery.percent < 80.0" }] } }),
        action: "drive",
        passes: true,
      },
      {
        says: "a rule over the battery, past its edge",
        rig: () =>
          autoRig({
            set: { "kernel.rules": [{ name: "a", refuseIf: "battery.percent <= 80.0" }] },
          }),
        action: "drive",
        refuses: "GATE_OWNER_RULE",
      },
    ],
  },
  ownerCaps: {
    accepting: [
      {
        says: "a drive below the cap",
        rig: () => owned({ name: "a", capIf: "true", maxLinearMps: 0.3, maxAngularRadps: 1 }),
        action: "drive",
        passes: true,
      },
      {
        says: "a drive while the condition is not true",
        rig: () => owned({ name: "a", capIf: "odom.x > 100.0", maxLinearMps: 0.05 }),
        action: "drive",
        passes: true,
      },
      {
        says: "a goal, which the limiter slows on its way",
        rig: () => owned({ name: "a", capIf: "true", maxLinearMps: 0.05 }),
        action: "goto",
        fields: () => ({ target: 0 }),
        passes: true,
      },
    ],
    refusing: [
      {
        says: "a drive above the cap",
        rig: () => owned({ name: "a", capIf: "odom.x < 100.0", maxLinearMps: 0.05 }),
        action: "drive",
        clamps: "GATE_OWNER_CAP",
      },
      {
        says: "a turn above the cap, backwards too",
        rig: () => owned({ name: "a", capIf: "true", maxAngularRadps: 0.5 }),
        action: "drive",
        fields: () => ({ x: 0, z: -0.6 }),
        clamps: "GATE_OWNER_TURN",
      },
      {
        says: "an operator's stick as any other",
        rig: () =>
          manualRig({
            set: { "kernel.rules": [{ name: "a", capIf: "true", maxLinearMps: 0.05 }] },
          }),
        action: "drive",
        fields: () => stickFields,
        clamps: "GATE_OWNER_CAP",
      },
    ],
    boundary: [
      {
        says: "a drive at the cap",
        rig: () => owned({ name: "a", capIf: "true", maxLinearMps: 0.2 }),
        action: "drive",
        passes: true,
      },
      {
        says: "a drive just above it, backwards",
        rig: () => owned({ name: "a", capIf: "true", maxLinearMps: 0.2 }),
        action: "drive",
        fields: () => ({ x: -0.2000001 }),
        clamps: "GATE_OWNER_CAP",
      },
      {
        says: "a rule that refuses is no cap",
        rig: () => owned({ name: "a", refuseIf: "true" }),
        action: "drive",
        passes: true,
      },
    ],
  },
  inOrder: {
    accepting: [
      { says: "a drive without any order", action: "drive", passes: true },
      {
        says: "the second step after its first",
        rig: () => switched(ordered(pumpFirst), 0, 1),
        action: "trigger_relay",
        fields: () => ({ target: 1, x: 1 }),
        passes: true,
      },
      {
        says: "a step that no order speaks of",
        rig: () => ordered(pumpFirst),
        action: "drive",
        passes: true,
      },
      {
        says: "the second step that is due",
        rig: () => switched(ordered(closeSoon), 0, 1),
        action: "trigger_relay",
        fields: () => ({ target: 0, x: 0 }),
        passes: true,
      },
    ],
    refusing: [
      {
        says: "the second step before its first",
        rig: () => ordered(pumpFirst),
        action: "trigger_relay",
        fields: () => ({ target: 1, x: 1 }),
        refuses: "GATE_ONLY_AFTER",
      },
      {
        says: "the second step after its first was undone",
        rig: () => switched(switched(ordered(pumpFirst), 0, 1), 0, 0),
        action: "trigger_relay",
        fields: () => ({ target: 1, x: 1 }),
        refuses: "GATE_ONLY_AFTER",
      },
      {
        says: "the second step after a first that is of the last run",
        rig: () => {
          const rig = switched(ordered(pumpFirst), 0, 1);
          tick(rig, (inputs) => act(inputs, "stop"));
          tick(rig, (inputs) => act(inputs, "start"));
          return rig;
        },
        action: "trigger_relay",
        fields: () => ({ target: 1, x: 1 }),
        refuses: "GATE_ONLY_AFTER",
      },
      {
        says: "another step where the second one is due now",
        rig: () => switched(switched(ordered(closeSoon), 0, 1), 1, 1),
        action: "drive",
        refuses: "GATE_DUE_FIRST",
      },
      {
        says: "another step where a start lies between, for what was opened is open",
        rig: () => {
          const rig = switched(switched(ordered(closeSoon), 0, 1), 1, 1);
          tick(rig, (inputs) => act(inputs, "stop"));
          tick(rig, (inputs) => act(inputs, "start"));
          return rig;
        },
        action: "drive",
        refuses: "GATE_DUE_FIRST",
      },
    ],
    boundary: [
      {
        says: "one other step before the second is due",
        rig: () => switched(ordered(closeSoon), 0, 1),
        action: "drive",
        passes: true,
      },
      {
        says: "the second step within its time",
        rig: () => waited(switched(ordered({ ...pumpFirst, withinMs: 1000 }), 0, 1), 990),
        action: "trigger_relay",
        fields: () => ({ target: 1, x: 1 }),
        passes: true,
      },
      {
        says: "the second step past its time",
        rig: () => waited(switched(ordered({ ...pumpFirst, withinMs: 1000 }), 0, 1), 1000),
        action: "trigger_relay",
        fields: () => ({ target: 1, x: 1 }),
        refuses: "GATE_ONLY_AFTER",
      },
      {
        says: "the second step as the last that may be it",
        rig: () => switched(switched(ordered({ ...pumpFirst, withinSteps: 2 }), 0, 1), 2, 1),
        action: "trigger_relay",
        fields: () => ({ target: 1, x: 1 }),
        passes: true,
      },
      {
        says: "the second step one step too late",
        rig: () =>
          switched(switched(switched(ordered({ ...pumpFirst, withinSteps: 2 }), 0, 1), 2, 1), 2, 0),
        action: "trigger_relay",
        fields: () => ({ target: 1, x: 1 }),
        refuses: "GATE_ONLY_AFTER",
      },
      {
        says: "another step while the second is late in time, not in steps",
        rig: () => waited(switched(ordered({ ...closeSoon, withinMs: 500 }), 0, 1), 505),
        action: "drive",
        refuses: "GATE_DUE_FIRST",
      },
      {
        says: "a stop and a word, whatever is due",
        rig: () => switched(switched(ordered(closeSoon), 0, 1), 1, 1),
        action: "stop",
        passes: true,
      },
      {
        says: "a first step again, where the second is due",
        rig: () => switched(switched(ordered(closeSoon), 0, 1), 0, 1),
        action: "trigger_relay",
        fields: () => ({ target: 0, x: 1 }),
        refuses: "GATE_DUE_FIRST",
      },
      {
        says: "another step once the second was done",
        rig: () => switched(switched(switched(ordered(closeSoon), 0, 1), 1, 1), 0, 0),
        action: "drive",
        passes: true,
      },
      {
        says: "an operator's stick while a second step is due",
        rig: () => {
          const rig = switched(switched(ordered(closeSoon), 0, 1), 1, 1);
          tick(rig, (inputs) => act(inputs, "take"));
          return rig;
        },
        action: "drive",
        fields: () => stickFields,
        passes: true,
      },
    ],
  },
  workspace: {
    accepting: [
      {
        says: "a target in a box of the robot's frame",
        rig: () => spaced({ inside: [table] }),
        action: "move_end_effector",
        fields: () => ({ x: 0.4, y: 0, z: 0.5 }),
        passes: true,
      },
      {
        says: "any target, where no box is named",
        action: "move_end_effector",
        fields: () => ({ x: 40, y: 0, z: 5 }),
        passes: true,
      },
      {
        says: "a drive, whatever the boxes are",
        rig: () => spaced({ inside: [table] }),
        action: "drive",
        passes: true,
      },
    ],
    refusing: [
      {
        says: "a target outside each box",
        rig: () => spaced({ inside: [table, { ...table, name: "tray", min: [-0.6, -0.2, 0] }] }),
        action: "move_end_effector",
        fields: () => ({ x: 0.4, y: 0, z: 1.2 }),
        refuses: "GATE_WORKSPACE",
      },
      {
        says: "a target in a volume to keep out of",
        rig: () => spaced({ inside: [table], outside: [screen] }),
        action: "move_end_effector",
        fields: () => ({ x: 0.55, y: 0, z: 0.5 }),
        refuses: "GATE_KEEPOUT_VOLUME",
      },
      {
        says: "a target in a volume of the map, of a robot that does not know where it is",
        rig: () => unposed(spaced({ outside: [{ ...screen, frame: "map" }] })),
        action: "move_end_effector",
        fields: () => ({ x: 4, y: 0, z: 0.5 }),
        refuses: "GATE_NO_POSE",
      },
    ],
    boundary: [
      {
        says: "a target on the face of its box",
        rig: () => spaced({ inside: [table] }),
        action: "move_end_effector",
        fields: () => ({ x: 0.6, y: 0, z: 0.5 }),
        passes: true,
      },
      {
        says: "a target past the face of its box",
        rig: () => spaced({ inside: [table] }),
        action: "move_end_effector",
        fields: () => ({ x: 0.6000001, y: 0, z: 0.5 }),
        refuses: "GATE_WORKSPACE",
      },
      {
        says: "a target on the face of a volume to keep out of",
        rig: () => spaced({ outside: [screen] }),
        action: "move_end_effector",
        fields: () => ({ x: 0.5, y: 0, z: 0.5 }),
        refuses: "GATE_KEEPOUT_VOLUME",
      },
      {
        says: "a target of the map in a box of the robot, which stands in its middle",
        rig: () => spaced({ inside: [table] }),
        action: "move_end_effector",
        fields: () => ({ x: 0.4, y: 0, z: 0.5, has: hasMapFrame }),
        passes: true,
      },
      {
        says: "a box of the robot, of a robot that does not know where it is",
        rig: () => unposed(spaced({ inside: [table] })),
        action: "move_end_effector",
        fields: () => ({ x: 0.4, y: 0, z: 0.5 }),
        passes: true,
      },
    ],
  },
  stickFresh: {
    accepting: [stick, drive],
    refusing: [
      {
        says: "a frame older than a teleop command lives",
        rig: manualRig,
        action: "drive",
        fields: (rig) => ({ ...stickFields, issuedAtNs: rig.nowNs - 310e6 }),
        refuses: "GATE_EXPIRED",
      },
      {
        says: "a frame older than one that was seen",
        rig: () => {
          const rig = manualRig();
          run(rig, 200);
          tick(rig, (inputs) => put(inputs, wish(rig, "drive", stickFields)));
          return rig;
        },
        action: "drive",
        fields: (rig) => ({ ...stickFields, issuedAtNs: rig.nowNs - 2 * rig.periodNs }),
        refuses: "GATE_ORDER",
      },
    ],
    boundary: [
      {
        says: "a frame as old as it may be",
        rig: manualRig,
        action: "drive",
        fields: (rig) => ({ ...stickFields, issuedAtNs: rig.nowNs - 300e6 }),
        passes: true,
      },
      {
        says: "an old drive of a mission",
        action: "drive",
        fields: (rig) => ({ issuedAtNs: Math.max(0, rig.nowNs - 310e6) }),
        passes: true,
      },
    ],
  },
  leaseHeld: {
    accepting: [
      {
        says: "the operator who holds the robot",
        rig: manualRig,
        action: "drive",
        fields: () => ({ ...stickFields, ref0: 1 }),
        passes: true,
      },
      stick,
    ],
    refusing: [
      {
        says: "another operator",
        rig: manualRig,
        action: "drive",
        fields: () => ({ ...stickFields, ref0: 2 }),
        refuses: "GATE_LEASE",
      },
    ],
    boundary: [
      {
        says: "another operator while nobody holds the robot",
        rig: idleRig,
        action: "drive",
        fields: () => ({ ...stickFields, ref0: 2 }),
        passes: true,
      },
      {
        says: "what moves nothing",
        rig: manualRig,
        action: "say",
        fields: () => ({ source: sourceNumber.operator, agent: 4, ref0: 2 }),
        passes: true,
      },
    ],
  },
  scopeSpeed: {
    accepting: [drive, stick],
    refusing: [
      {
        says: "a drive faster than the agent's scope",
        rig: () => scoped({ maxLinearMps: 0.1 }),
        action: "drive",
        clamps: "GATE_SPEED_LINEAR",
      },
    ],
    boundary: [
      {
        says: "a drive as fast as the scope",
        rig: () => scoped({ maxLinearMps: 0.2 }),
        action: "drive",
        passes: true,
      },
    ],
  },
  scopeRegion: {
    accepting: [
      {
        says: "motion inside the region",
        rig: () => scoped({ region: "yard" }),
        action: "drive",
        passes: true,
      },
    ],
    refusing: [
      {
        says: "a goal outside the region",
        rig: () => scoped({ region: "yard" }),
        action: "goto",
        fields: () => ({ x: 2.5, y: 0 }),
        refuses: "GATE_SCOPE",
      },
      {
        says: "motion from outside the region",
        rig: () => scoped({ region: "away" }),
        action: "drive",
        refuses: "GATE_SCOPE",
      },
    ],
    boundary: [
      {
        says: "a goal just inside",
        rig: () => scoped({ region: "yard" }),
        action: "goto",
        fields: () => ({ x: 1.99, y: 0 }),
        passes: true,
      },
      {
        says: "a goal just outside",
        rig: () => scoped({ region: "yard" }),
        action: "goto",
        fields: () => ({ x: 2.01, y: 0 }),
        refuses: "GATE_SCOPE",
      },
      {
        says: "a stop from outside",
        rig: () => scoped({ region: "away" }),
        action: "stop",
        passes: true,
      },
    ],
  },
  scopeDevice: {
    accepting: [{ ...relayOn, rig: () => scoped({ relays: ["hatch"] }) }],
    refusing: [{
      ...relayOn,
      says: "a relay that the scope does not name",
      rig: () => scoped({ relays: [] }),
      passes: undefined,
      refuses: "GATE_SCOPE",
    }],
    boundary: [drive],
  },
  scopeTime: {
    accepting: [drive],
    refusing: [
      {
        says: "a drive after the time of the scope",
        rig: () => waited(scoped({ forMs: 100 }), 200),
        action: "drive",
        refuses: "GATE_SCOPE",
      },
    ],
    boundary: [
      {
        says: "a drive within the time",
        rig: () => waited(scoped({ forMs: 1000 }), 900),
        action: "drive",
        passes: true,
      },
      {
        says: "a stop after the time",
        rig: () => waited(scoped({ forMs: 100 }), 200),
        action: "stop",
        passes: true,
      },
    ],
  },
  relayInterlock: {
    accepting: [{ ...relayOn, rig: interlocked }],
    refusing: [
      {
        ...relayOn,
        says: "a relay that excludes one that is on",
        rig: () => switched(interlocked(), 0, 1),
        fields: () => ({ target: 1, x: 1 }),
        passes: undefined,
        refuses: "GATE_INTERLOCK",
      },
      {
        ...relayOn,
        says: "a relay that needs one that is off",
        rig: interlocked,
        fields: () => ({ target: 2, x: 1 }),
        passes: undefined,
        refuses: "GATE_INTERLOCK",
      },
    ],
    boundary: [
      {
        ...relayOn,
        says: "a relay that needs one that is on",
        rig: () => switched(interlocked(), 0, 1),
        fields: () => ({ target: 2, x: 1 }),
      },
      {
        ...relayOn,
        says: "switching off what another one needs",
        rig: () => switched(switched(interlocked(), 0, 1), 2, 1),
        fields: () => ({ target: 0, x: 0 }),
        passes: undefined,
        refuses: "GATE_INTERLOCK",
      },
    ],
  },
  relayRate: {
    accepting: [{ ...relayOn, rig: interlocked }],
    refusing: [
      {
        ...relayOn,
        says: "a relay that has just changed",
        rig: () => switched(switched(interlocked(), 0, 1), 0, 0),
        passes: undefined,
        refuses: "GATE_TOGGLE_RATE",
      },
    ],
    boundary: [
      {
        ...relayOn,
        says: "after its least gap",
        rig: () => waited(switched(switched(interlocked(), 0, 1), 0, 0), 510),
      },
      {
        ...relayOn,
        says: "switching off, however soon",
        rig: () => switched(interlocked(), 0, 1),
        fields: () => ({ target: 0, x: 0 }),
      },
    ],
  },
  relayTime: {
    accepting: [
      {
        ...relayOn,
        rig: interlocked,
        fields: () => ({ target: 0, x: 1, has: hasDuration, durationMs: 500 }),
      },
    ],
    refusing: [
      {
        ...relayOn,
        says: "no time: it gets the longest there is",
        rig: interlocked,
        passes: undefined,
        clamps: "GATE_DURATION",
      },
    ],
    boundary: [
      {
        ...relayOn,
        says: "the longest time",
        rig: interlocked,
        fields: () => ({ target: 0, x: 1, has: hasDuration, durationMs: 2000 }),
      },
      {
        ...relayOn,
        says: "a millisecond more",
        rig: interlocked,
        fields: () => ({ target: 0, x: 1, has: hasDuration, durationMs: 2001 }),
        passes: undefined,
        clamps: "GATE_DURATION",
      },
    ],
  },
  slope: {
    accepting: [drive, { ...tilted(5), says: "a gentle slope", passes: true }],
    refusing: [
      { ...tilted(25), says: "a slope too steep", refuses: "GATE_TILT" },
      { ...tilted(25), action: "turn", fields: () => ({ z: 1 }), refuses: "GATE_TILT" },
      { ...tilted(-25), action: "goto", fields: () => ({ target: 0 }), refuses: "GATE_TILT" },
      { ...tilted(14), fields: () => ({ x: 0.5 }), clamps: "GATE_TILT" },
      {
        ...tilted(25),
        says: "a hand may crawl",
        rig: manualRig,
        fields: () => ({ ...stickFields, x: 0.3 }),
        clamps: "GATE_TILT",
      },
    ],
    boundary: [
      { ...tilted(7.9), fields: () => ({ x: 0.5 }), passes: true },
      { ...tilted(8.5), fields: () => ({ x: 0.5 }), clamps: "GATE_TILT" },
      { ...tilted(19.9), fields: () => ({ x: 0.1 }), passes: true },
      { ...tilted(20.1), fields: () => ({ x: 0.1 }), refuses: "GATE_TILT" },
    ],
  },
  motorHeat: {
    accepting: [drive, { ...motors({ leftC: 60 }), says: "a motor at work", passes: true }],
    refusing: [{ ...motors({ rightC: 85 }), says: "a hot motor", clamps: "GATE_TEMPERATURE" }],
    boundary: [
      { ...motors({ leftC: 70 }), says: "just warm", passes: true },
      { ...motors({ leftC: 71 }), says: "warmer", clamps: "GATE_TEMPERATURE" },
      { ...motors({ leftC: 71 }), says: "slow anyway", fields: () => ({ x: 0.1 }), passes: true },
    ],
  },
  motorCurrent: {
    accepting: [drive, { ...drawing(3), says: "a motor at work", passes: true }],
    refusing: [{ ...drawing(9), says: "a heavy load", clamps: "GATE_CURRENT" }],
    boundary: [
      { ...drawing(4), says: "what it bears for ever", passes: true },
      { ...drawing(4.5), says: "somewhat more", clamps: "GATE_CURRENT" },
      { ...drawing(9, 100), says: "a short peak", passes: true },
    ],
  },
  energyHome: {
    accepting: [{ ...goFar(5), says: "near", passes: true }],
    refusing: [{ ...goFar(9000), says: "farther than the charge", refuses: "GATE_BATTERY" }],
    boundary: [
      { ...goFar(940), says: "just there and home", passes: true },
      { ...goFar(955), says: "somewhat farther", refuses: "GATE_BATTERY" },
      {
        ...goFar(9000),
        says: "the gauge says nothing",
        inputs: (inputs) => Object.assign(inputs.battery, { percent: NaN, fresh: 1 }),
        rig: () => waited(autoRig(), 1),
        fields: () => ({ target: noTarget, x: 4 }),
        passes: true,
      },
    ],
  },
  people: {
    accepting: [drive, {
      ...walker(4.8),
      says: "far off",
      fields: () => ({ x: 0.4 }),
      passes: true,
    }],
    refusing: [
      { ...walker(1.5), says: "someone who comes", clamps: "GATE_PEOPLE" },
      { ...walker(1.1), says: "backwards too", fields: () => ({ x: -0.3 }), clamps: "GATE_PEOPLE" },
    ],
    boundary: [
      { ...walker(1.5), says: "at crawl", fields: () => ({ x: 0.05 }), passes: true },
      { ...walker(1.5, 3200), says: "who has stood still since", passes: true },
      { ...walker(1.5, 1500), says: "who stopped just now", clamps: "GATE_PEOPLE" },
    ],
  },
  geofence: {
    accepting: [
      drive,
      { ...within, action: "goto", fields: () => ({ target: noTarget, x: 1, y: 1 }), passes: true },
    ],
    refusing: [
      {
        ...within,
        says: "a goal outside the yard",
        action: "goto",
        fields: () => ({ target: noTarget, x: 5, y: 0 }),
        refuses: "GATE_GEOFENCE",
      },
      {
        ...within,
        says: "a goal inside a zone",
        action: "goto",
        fields: () => ({ target: noTarget, x: 2, y: 0 }),
        refuses: "GATE_GEOFENCE",
      },
      {
        ...within,
        says: "a goal behind a zone",
        action: "goto",
        fields: () => ({ target: noTarget, x: 3.2, y: 0 }),
        refuses: "GATE_GEOFENCE",
      },
    ],
    boundary: [
      {
        ...within,
        says: "just inside the yard",
        action: "goto",
        fields: () => ({ target: noTarget, x: 0, y: 3.99 }),
        passes: true,
      },
      {
        ...within,
        says: "just outside it",
        action: "goto",
        fields: () => ({ target: noTarget, x: 0, y: 4.01 }),
        refuses: "GATE_GEOFENCE",
      },
    ],
  },
  evidence: {
    accepting: [
      drive,
      {
        ...lacking(["lidar"]),
        says: "slow with a bumper",
        fields: () => ({ x: 0.1 }),
        passes: true,
      },
    ],
    refusing: [
      { ...lacking(["lidar"]), says: "fast with a bumper", clamps: "GATE_EVIDENCE" },
      { ...lacking(["lidar", "bumper"]), says: "nothing, nobody", refuses: "GATE_EVIDENCE" },
      {
        ...lacking(["lidar", "bumper"]),
        says: "a turn with nothing and nobody",
        action: "turn",
        fields: () => ({ z: 1 }),
        refuses: "GATE_EVIDENCE",
      },
      { ...ringed(), says: "fast with a ring", clamps: "GATE_EVIDENCE" },
    ],
    boundary: [
      { ...lacking(["lidar"]), fields: () => ({ x: 0.15 }), passes: true },
      { ...lacking(["lidar"]), fields: () => ({ x: 0.151 }), clamps: "GATE_EVIDENCE" },
      { ...ringed(), fields: () => ({ x: 0.3 }), passes: true },
      { ...ringed(), fields: () => ({ x: 0.301 }), clamps: "GATE_EVIDENCE" },
      {
        ...lacking(["lidar", "bumper"]),
        says: "nothing, but somebody",
        fields: () => ({ x: 0.1 }),
        inputs: (inputs) => void (inputs.operatorBeat = 1),
        passes: true,
      },
      {
        ...lacking(["lidar", "bumper"]),
        says: "a hand needs none",
        rig: () => manualRig({ without: ["lidar", "bumper"] }),
        fields: () => ({ ...stickFields, x: 0.3 }),
        passes: true,
      },
    ],
  },
  unseen: {
    accepting: [
      drive,
      { ...lookingAhead(), says: "where it looks", fields: () => ({ x: 0.4 }), passes: true },
    ],
    refusing: [
      {
        ...lookingAhead(),
        says: "back, feeling",
        fields: () => ({ x: -0.3 }),
        clamps: "GATE_UNSEEN",
      },
      {
        ...lookingAhead(["bumper"]),
        says: "back, blind",
        fields: () => ({ x: -0.3 }),
        refuses: "GATE_UNSEEN",
      },
    ],
    boundary: [
      { ...lookingAhead(), says: "at crawl", fields: () => ({ x: -0.1 }), passes: true },
      {
        ...lookingAhead(["bumper"], 2500),
        says: "back along its own way",
        fields: () => ({ x: -0.3 }),
        passes: true,
      },
      {
        ...lookingAhead(["bumper"], 2500, 40_000),
        says: "a way driven too long ago",
        fields: () => ({ x: -0.3 }),
        refuses: "GATE_UNSEEN",
      },
    ],
  },
  grantReach: {
    accepting: [drive, { ...granted({ maxLinearMps: 0.4 }), says: "within", passes: true }],
    refusing: [
      { ...granted({ maxLinearMps: 0.1 }), says: "too fast", clamps: "GATE_SPEED_LINEAR" },
      { ...granted({ region: 2 }), says: "from outside the region", refuses: "GATE_SCOPE" },
      {
        ...granted({ region: 1 }, "goto"),
        says: "a goal outside the region",
        fields: () => ({ target: noTarget, x: 3, y: 0 }),
        refuses: "GATE_SCOPE",
      },
      {
        ...granted({ relays: 2 }, "trigger_relay"),
        says: "another relay",
        fields: () => ({ target: 0, x: 1 }),
        refuses: "GATE_SCOPE",
      },
    ],
    boundary: [
      { ...granted({ maxLinearMps: 0.2 }), says: "just as fast", passes: true },
      { ...granted({ maxLinearMps: 0.199 }), says: "a little faster", clamps: "GATE_SPEED_LINEAR" },
      {
        ...granted({ relays: 1 }, "trigger_relay"),
        says: "that relay",
        fields: () => ({ target: 0, x: 1 }),
        passes: true,
      },
      {
        ...granted({ region: 1 }, "goto"),
        says: "a goal just inside",
        fields: () => ({ target: noTarget, x: 1.99, y: 0 }),
        passes: true,
      },
    ],
  },
  rightOfWay: {
    accepting: [
      { ...comer({}), says: "nobody was heard", inputs: () => {}, passes: true },
      { ...comer({ priority: 101 }), says: "one that gives way itself", passes: true },
      { ...comer({ xM: 30, yM: 30, toXM: 30, toYM: 32 }), says: "one far away", passes: true },
      { ...comer({}), says: "a goal", action: "goto", fields: () => ({ x: 2 }), passes: true },
    ],
    refusing: [
      { ...comer({}), says: "one that comes this way", refuses: "GATE_RIGHT_OF_WAY" },
      { ...comer({ priority: 3 }), says: "one of a lower number", refuses: "GATE_RIGHT_OF_WAY" },
    ],
    boundary: [
      { ...comer({}), says: "backward", fields: () => ({ x: -0.2 }), passes: true },
      { ...comer({ toXM: 1 }), says: "one that stands there", passes: true },
      { ...comer({ ageMs: 1990 }), says: "one heard just now", refuses: "GATE_RIGHT_OF_WAY" },
      { ...comer({ ageMs: 2010 }), says: "one not heard any more", passes: true },
      { ...comer({ ageMs: -10 }), says: "one from the future", passes: true },
      { ...comer({ xM: NaN }), says: "one without a place", passes: true },
      // Two circles of 0.25 m and 0.2 m between them.
      { ...comer({ yM: 0.71, toYM: 0.71 }), says: "one beside", passes: true },
      { ...comer({ yM: 0.69, toYM: 0.69 }), says: "one closer", refuses: "GATE_RIGHT_OF_WAY" },
    ],
  },
};

/** The bumper's cause, for tests beside this table. */
export const bumperCause = causeNumber("bumper");
