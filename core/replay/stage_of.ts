/**
 * Which stage of a tick a field of the outputs belongs to, in the order in which stages run: the
 * first stage with a difference is where two kernels part.
 *
 * @module
 */
import type { NamedField } from "core/messages/mod.ts";

/** Stages of a tick as replay names them, in the order in which they run. */
export const replayStages = [
  "inputs",
  "world",
  "failsafe",
  "gate",
  "skill",
  "arbiter",
  "limiter",
  "controller",
  "report",
] as const;

/** A stage. */
export type ReplayStage = typeof replayStages[number];

const byField: Readonly<Record<string, ReplayStage>> = {
  tick: "inputs",
  nowNs: "inputs",
  odomXM: "world",
  odomYM: "world",
  odomYawRad: "world",
  odomLinearMps: "world",
  odomAngularRadps: "world",
  batteryPercent: "world",
  inKeepout: "world",
  freeM: "world",
  mode: "failsafe",
  action: "failsafe",
  cause: "failsafe",
  causes: "failsafe",
  conditions: "failsafe",
  raised: "failsafe",
  cleared: "failsafe",
  latched: "failsafe",
  latchId: "failsafe",
  faults: "failsafe",
  started: "failsafe",
  lateTicks: "failsafe",
  intents: "gate",
  accepted: "gate",
  clamped: "gate",
  refused: "gate",
  decisionCount: "gate",
  relays: "gate",
  skill: "skill",
  skill0: "skill",
  skill1: "skill",
  skill2: "skill",
  skill3: "skill",
  statusCount: "skill",
  authority: "arbiter",
  wantedLinearMps: "arbiter",
  wantedAngularRadps: "arbiter",
  roomMps: "limiter",
  stage: "limiter",
  linearMps: "limiter",
  angularRadps: "limiter",
  leftSetRadps: "controller",
  rightSetRadps: "controller",
  leftEffort: "controller",
  rightEffort: "controller",
  enable: "controller",
};

/** The stage of an output field; `report` for those that no stage decides by itself. */
export function stageOf(path: string): ReplayStage {
  const [head = ""] = path.split(/[.[]/);
  if (head === "decisions") return "gate";
  if (head === "statuses") return "skill";
  return byField[head] ?? "report";
}

/** The stage that changes a number of the kernel's state. */
export function stageOfState(path: string): ReplayStage {
  const [head = ""] = path.split(".");
  if (head === "failsafe") return "failsafe";
  if (["odometry", "scan", "tiltRad", "bumperPressed"].includes(head)) return "world";
  if (head.startsWith("battery")) return "world";
  if (head === "skill" || head.startsWith("pending")) return "skill";
  if (head === "left" || head === "right") return "controller";
  if (head.startsWith("seen") || head === "grants" || head.startsWith("relay")) return "gate";
  return byField[head] ?? "report";
}

/** A field that differs. */
export interface FieldDifference {
  readonly path: string;
  readonly stage: ReplayStage;
  readonly recorded: number;
  readonly replayed: number;
}

function readField(field: NamedField, view: DataView): number {
  switch (field.type) {
    case "u8":
      return view.getUint8(field.offset);
    case "u16":
      return view.getUint16(field.offset, true);
    case "u32":
      return view.getUint32(field.offset, true);
    case "f32":
      return view.getFloat32(field.offset, true);
    case "f64":
      return view.getFloat64(field.offset, true);
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Every field in which two outputs differ, the earliest stage first. */
export function fieldDifferences(
  fields: readonly NamedField[],
  recorded: Uint8Array,
  replayed: Uint8Array,
): FieldDifference[] {
  const was = viewOf(recorded);
  const is = viewOf(replayed);
  const found: FieldDifference[] = [];
  for (const field of fields) {
    const a = readField(field, was);
    const b = readField(field, is);
    if (Object.is(a, b)) continue;
    found.push({ path: field.path, stage: stageOf(field.path), recorded: a, replayed: b });
  }
  const order = (one: FieldDifference): number => replayStages.indexOf(one.stage);
  return found.sort((a, b) => order(a) - order(b));
}
