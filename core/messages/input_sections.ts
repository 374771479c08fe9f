/**
 * The sections of the kernel's inputs: what belongs together, whether it is fresh, and its fields in
 * the order of their bytes. What is recorded, and what is carried between threads, is a section.
 *
 * @module
 */
import type { Cursor } from "./cursor.ts";
import { inputLimits, type KernelInputs, type ParamInput, type Stamp } from "./inputs.ts";
import { visitIntent } from "./intent_record.ts";
import { visitOperatorAct } from "./lane_records.ts";
import { visitPeers } from "./peer_section.ts";

function visitStamp(c: Cursor, s: Stamp): void {
  s.seq = c.u32("seq", s.seq);
  s.measuredNs = c.f64("measuredNs", s.measuredNs);
  s.arrivedNs = c.f64("arrivedNs", s.arrivedNs);
}

function visitWheels(c: Cursor, inputs: KernelInputs): void {
  const r = inputs.wheels;
  visitStamp(c, r);
  r.leftRad = c.f64("leftRad", r.leftRad);
  r.rightRad = c.f64("rightRad", r.rightRad);
  r.leftRadps = c.f64("leftRadps", r.leftRadps);
  r.rightRadps = c.f64("rightRadps", r.rightRadps);
  r.rearLeftRad = c.f64("rearLeftRad", r.rearLeftRad);
  r.rearRightRad = c.f64("rearRightRad", r.rearRightRad);
  r.rearLeftRadps = c.f64("rearLeftRadps", r.rearLeftRadps);
  r.rearRightRadps = c.f64("rearRightRadps", r.rearRightRadps);
  r.steerRad = c.f64("steerRad", r.steerRad);
}

function visitImu(c: Cursor, inputs: KernelInputs): void {
  const r = inputs.imu;
  visitStamp(c, r);
  r.yawRateRadps = c.f64("yawRateRadps", r.yawRateRadps);
  r.accelMps2 = c.f64("accelMps2", r.accelMps2);
  r.tiltRad = c.f64("tiltRad", r.tiltRad);
}

function visitScan(c: Cursor, inputs: KernelInputs): void {
  const r = inputs.scan;
  visitStamp(c, r);
  r.count = Math.min(inputLimits.beams, c.u16("count", r.count));
  for (let i = 0; i < r.count; i++) r.rangesM[i] = c.f32("rangesM", r.rangesM[i] ?? NaN);
}

function visitBattery(c: Cursor, inputs: KernelInputs): void {
  const r = inputs.battery;
  visitStamp(c, r);
  r.voltageV = c.f64("voltageV", r.voltageV);
  r.currentA = c.f64("currentA", r.currentA);
  r.percent = c.f64("percent", r.percent);
}

function visitBumper(c: Cursor, inputs: KernelInputs): void {
  visitStamp(c, inputs.bumper);
  inputs.bumper.pressed = c.u8("pressed", inputs.bumper.pressed);
}

function visitRange(c: Cursor, inputs: KernelInputs): void {
  const r = inputs.range;
  visitStamp(c, r);
  r.count = Math.min(inputLimits.ranges, c.u8("count", r.count));
  for (let i = 0; i < r.count; i++) r.rangesM[i] = c.f32("rangesM", r.rangesM[i] ?? NaN);
}

function visitEstopInput(c: Cursor, inputs: KernelInputs): void {
  visitStamp(c, inputs.estopInput);
  inputs.estopInput.closed = c.u8("closed", inputs.estopInput.closed);
}

function visitPoseFix(c: Cursor, inputs: KernelInputs): void {
  const r = inputs.poseFix;
  visitStamp(c, r);
  r.xM = c.f64("xM", r.xM);
  r.yM = c.f64("yM", r.yM);
  r.yawRad = c.f64("yawRad", r.yawRad);
  r.sigmaM = c.f64("sigmaM", r.sigmaM);
  r.absolute = c.u8("absolute", r.absolute);
  r.headless = c.u8("headless", r.headless);
}

function visitMatch(c: Cursor, inputs: KernelInputs): void {
  const r = inputs.match;
  visitStamp(c, r);
  r.xM = c.f64("xM", r.xM);
  r.yM = c.f64("yM", r.yM);
  r.yawRad = c.f64("yawRad", r.yawRad);
  r.quality = c.f64("quality", r.quality);
  r.varXM2 = c.f64("varXM2", r.varXM2);
  r.covXYM2 = c.f64("covXYM2", r.covXYM2);
  r.varYM2 = c.f64("varYM2", r.varYM2);
  r.varYawRad2 = c.f64("varYawRad2", r.varYawRad2);
}

function visitAck(c: Cursor, inputs: KernelInputs): void {
  const r = inputs.ack;
  visitStamp(c, r);
  r.commandTick = c.u32("commandTick", r.commandTick);
  r.enabled = c.u8("enabled", r.enabled);
  r.healthy = c.u8("healthy", r.healthy);
}

function visitMotors(c: Cursor, inputs: KernelInputs): void {
  const r = inputs.motors;
  visitStamp(c, r);
  r.leftA = c.f64("leftA", r.leftA);
  r.rightA = c.f64("rightA", r.rightA);
  r.leftC = c.f64("leftC", r.leftC);
  r.rightC = c.f64("rightC", r.rightC);
}

function visitHost(c: Cursor, inputs: KernelInputs): void {
  inputs.host.beats = c.u32("beats", inputs.host.beats);
  inputs.host.troubles = c.u32("troubles", inputs.host.troubles);
}

function visitIntents(c: Cursor, inputs: KernelInputs): void {
  inputs.intentCount = Math.min(inputLimits.intents, c.u8("count", inputs.intentCount));
  let index = 0;
  for (const intent of inputs.intents) {
    if (index >= inputs.intentCount) break;
    visitIntent(c, intent);
    index += 1;
  }
}

function visitOperators(c: Cursor, inputs: KernelInputs): void {
  inputs.operatorCount = Math.min(inputLimits.operatorActs, c.u8("count", inputs.operatorCount));
  let index = 0;
  for (const act of inputs.operators) {
    if (index >= inputs.operatorCount) break;
    visitOperatorAct(c, act);
    index += 1;
  }
}

function visitPath(c: Cursor, inputs: KernelInputs): void {
  const r = inputs.path;
  r.request = c.u32("request", r.request);
  r.status = c.u8("status", r.status);
  r.nearestXM = c.f64("nearestXM", r.nearestXM);
  r.nearestYM = c.f64("nearestYM", r.nearestYM);
  r.count = Math.min(inputLimits.pathPoints, c.u16("count", r.count));
  for (let i = 0; i < r.count; i++) {
    r.xM[i] = c.f64("xM", r.xM[i] ?? 0);
    r.yM[i] = c.f64("yM", r.yM[i] ?? 0);
  }
}

/** Visits a batch of parameter changes, which are swapped in at one tick. */
export function visitParamBatch(c: Cursor, r: ParamInput): void {
  r.count = Math.min(inputLimits.paramChanges, c.u8("count", r.count));
  for (let i = 0; i < r.count; i++) {
    r.index[i] = c.u16("index", r.index[i] ?? 0);
    r.value[i] = c.f64("value", r.value[i] ?? 0);
  }
}

/** A part of the inputs that is recorded, and carried between threads, as one. */
export interface InputSection {
  readonly name: string;
  readonly isFresh: (inputs: KernelInputs) => boolean;
  readonly markFresh: (inputs: KernelInputs) => void;
  readonly visit: (c: Cursor, inputs: KernelInputs) => void;
}

/**
 * The sections in the order of their bits; between threads a slot each where the newest value is all
 * that counts. Append only: a bit never changes its meaning.
 */
export const inputSections: readonly InputSection[] = [
  {
    name: "wheels",
    isFresh: (i) => i.wheels.fresh === 1,
    markFresh: (i) => void (i.wheels.fresh = 1),
    visit: visitWheels,
  },
  {
    name: "imu",
    isFresh: (i) => i.imu.fresh === 1,
    markFresh: (i) => void (i.imu.fresh = 1),
    visit: visitImu,
  },
  {
    name: "scan",
    isFresh: (i) => i.scan.fresh === 1,
    markFresh: (i) => void (i.scan.fresh = 1),
    visit: visitScan,
  },
  {
    name: "battery",
    isFresh: (i) => i.battery.fresh === 1,
    markFresh: (i) => void (i.battery.fresh = 1),
    visit: visitBattery,
  },
  {
    name: "bumper",
    isFresh: (i) => i.bumper.fresh === 1,
    markFresh: (i) => void (i.bumper.fresh = 1),
    visit: visitBumper,
  },
  {
    name: "poseFix",
    isFresh: (i) => i.poseFix.fresh === 1,
    markFresh: (i) => void (i.poseFix.fresh = 1),
    visit: visitPoseFix,
  },
  {
    name: "ack",
    isFresh: (i) => i.ack.fresh === 1,
    markFresh: (i) => void (i.ack.fresh = 1),
    visit: visitAck,
  },
  {
    name: "intents",
    isFresh: (i) => i.intentCount > 0,
    markFresh: () => {},
    visit: visitIntents,
  },
  {
    name: "operators",
    isFresh: (i) => i.operatorCount > 0,
    markFresh: () => {},
    visit: visitOperators,
  },
  {
    name: "path",
    isFresh: (i) => i.path.fresh === 1,
    markFresh: (i) => void (i.path.fresh = 1),
    visit: visitPath,
  },
  {
    name: "params",
    isFresh: (i) => i.params.count > 0,
    markFresh: () => {},
    visit: (c, i) => visitParamBatch(c, i.params),
  },
  {
    name: "motors",
    isFresh: (i) => i.motors.fresh === 1,
    markFresh: (i) => void (i.motors.fresh = 1),
    visit: visitMotors,
  },
  {
    name: "host",
    isFresh: (i) => i.host.fresh === 1,
    markFresh: (i) => void (i.host.fresh = 1),
    visit: visitHost,
  },
  {
    name: "match",
    isFresh: (i) => i.match.fresh === 1,
    markFresh: (i) => void (i.match.fresh = 1),
    visit: visitMatch,
  },
  {
    name: "range",
    isFresh: (i) => i.range.fresh === 1,
    markFresh: (i) => void (i.range.fresh = 1),
    visit: visitRange,
  },
  {
    name: "estopInput",
    isFresh: (i) => i.estopInput.fresh === 1,
    markFresh: (i) => void (i.estopInput.fresh = 1),
    visit: visitEstopInput,
  },
  {
    name: "peers",
    isFresh: (i) => i.peerCount > 0,
    markFresh: () => {},
    visit: visitPeers,
  },
];

/** Sections whose entries must all arrive: they travel in rings, not in latest-value slots. */
export const queuedSections: readonly string[] = ["intents", "operators", "params", "peers"];
