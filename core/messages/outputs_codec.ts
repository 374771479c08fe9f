/**
 * The bytes of a tick's outputs: every field in the order of the record. They are what replay
 * compares.
 *
 * @module
 */
import { type Cursor, NameCursor, type NamedField, WriteCursor } from "./cursor.ts";
import type { DecisionOutput, FindingOutput, StatusOutput } from "./decisions.ts";
import { peerAhead } from "./inputs.ts";
import { createOutputs, type KernelOutputs, treeNodeWords } from "./outputs.ts";

/** Version of the layout; a recording names it. */
export const outputsVersion = 10;

function visitDecision(c: Cursor, r: DecisionOutput): void {
  r.id0 = c.u32("id0", r.id0);
  r.id1 = c.u32("id1", r.id1);
  r.id2 = c.u32("id2", r.id2);
  r.id3 = c.u32("id3", r.id3);
  r.source = c.u8("source", r.source);
  r.action = c.u8("action", r.action);
  r.verdict = c.u8("verdict", r.verdict);
  r.reason = c.u8("reason", r.reason);
  r.refusedBy = c.f64("refusedBy", r.refusedBy);
  r.clampedBy = c.f64("clampedBy", r.clampedBy);
  r.value = c.f64("value", r.value);
  r.limit = c.f64("limit", r.limit);
}

function visitFinding(c: Cursor, r: FindingOutput): void {
  r.decision = c.u8("decision", r.decision);
  r.rule = c.u8("rule", r.rule);
  r.reason = c.u8("reason", r.reason);
  r.clamped = c.u8("clamped", r.clamped);
  r.value = c.f64("value", r.value);
  r.limit = c.f64("limit", r.limit);
}

function visitStatus(c: Cursor, r: StatusOutput): void {
  r.id0 = c.u32("id0", r.id0);
  r.id1 = c.u32("id1", r.id1);
  r.id2 = c.u32("id2", r.id2);
  r.id3 = c.u32("id3", r.id3);
  r.state = c.u8("state", r.state);
  r.action = c.u8("action", r.action);
  r.reason = c.u16("reason", r.reason);
  r.progress = c.f64("progress", r.progress);
  r.value = c.f64("value", r.value);
  r.limit = c.f64("limit", r.limit);
}

function visitState(c: Cursor, r: KernelOutputs): void {
  r.tick = c.u32("tick", r.tick);
  r.mode = c.u8("mode", r.mode);
  r.action = c.u8("action", r.action);
  r.cause = c.u8("cause", r.cause);
  r.latched = c.u8("latched", r.latched);
  r.nowNs = c.f64("nowNs", r.nowNs);
  r.causes = c.f64("causes", r.causes);
  r.raised = c.f64("raised", r.raised);
  r.cleared = c.f64("cleared", r.cleared);
  r.latchId = c.u32("latchId", r.latchId);
  r.authority = c.u8("authority", r.authority);
  r.stage = c.u8("stage", r.stage);
  r.skill = c.u8("skill", r.skill);
  r.enable = c.u8("enable", r.enable);
  r.skill0 = c.u32("skill0", r.skill0);
  r.skill1 = c.u32("skill1", r.skill1);
  r.skill2 = c.u32("skill2", r.skill2);
  r.skill3 = c.u32("skill3", r.skill3);
}

function visitMotion(c: Cursor, r: KernelOutputs): void {
  r.wantedLinearMps = c.f64("wantedLinearMps", r.wantedLinearMps);
  r.wantedAngularRadps = c.f64("wantedAngularRadps", r.wantedAngularRadps);
  r.linearMps = c.f64("linearMps", r.linearMps);
  r.angularRadps = c.f64("angularRadps", r.angularRadps);
  r.roomMps = c.f64("roomMps", r.roomMps);
  r.freeM = c.f64("freeM", r.freeM);
  r.capMps = c.f64("capMps", r.capMps);
  r.capValue = c.f64("capValue", r.capValue);
  r.capReason = c.u8("capReason", r.capReason);
  r.leftSetRadps = c.f64("leftSetRadps", r.leftSetRadps);
  r.rightSetRadps = c.f64("rightSetRadps", r.rightSetRadps);
  r.leftEffort = c.f64("leftEffort", r.leftEffort);
  r.rightEffort = c.f64("rightEffort", r.rightEffort);
  r.odomXM = c.f64("odomXM", r.odomXM);
  r.odomYM = c.f64("odomYM", r.odomYM);
  r.odomYawRad = c.f64("odomYawRad", r.odomYawRad);
  r.odomLinearMps = c.f64("odomLinearMps", r.odomLinearMps);
  r.odomAngularRadps = c.f64("odomAngularRadps", r.odomAngularRadps);
  r.batteryPercent = c.f64("batteryPercent", r.batteryPercent);
}

/** What only some drives have: sideways motion, a second pair of wheels, steering. */
function visitDrive(c: Cursor, r: KernelOutputs): void {
  r.wantedLateralMps = c.f64("wantedLateralMps", r.wantedLateralMps);
  r.lateralMps = c.f64("lateralMps", r.lateralMps);
  r.odomLateralMps = c.f64("odomLateralMps", r.odomLateralMps);
  r.rearLeftSetRadps = c.f64("rearLeftSetRadps", r.rearLeftSetRadps);
  r.rearRightSetRadps = c.f64("rearRightSetRadps", r.rearRightSetRadps);
  r.rearLeftEffort = c.f64("rearLeftEffort", r.rearLeftEffort);
  r.rearRightEffort = c.f64("rearRightEffort", r.rearRightEffort);
  r.steerSetRad = c.f64("steerSetRad", r.steerSetRad);
}

function visitPlan(c: Cursor, r: KernelOutputs): void {
  r.planRequest = c.u32("planRequest", r.planRequest);
  r.planGoalXM = c.f64("planGoalXM", r.planGoalXM);
  r.planGoalYM = c.f64("planGoalYM", r.planGoalYM);
  r.planToleranceM = c.f64("planToleranceM", r.planToleranceM);
  r.pathLeftM = c.f64("pathLeftM", r.pathLeftM);
  r.poseSigmaM = c.f64("poseSigmaM", r.poseSigmaM);
  r.poseQuality = c.f64("poseQuality", r.poseQuality);
  r.lost = c.u8("lost", r.lost);
  r.docked = c.u8("docked", r.docked);
  r.planClear = c.u8("planClear", r.planClear);
  r.homeM = c.f64("homeM", r.homeM);
  r.rangeM = c.f64("rangeM", r.rangeM);
}

function visitTree(c: Cursor, r: KernelOutputs): void {
  r.treeActive = c.u8("treeActive", r.treeActive);
  r.treeStatus = c.u8("treeStatus", r.treeStatus);
  r.treeLeaf = c.u16("treeLeaf", r.treeLeaf);
  r.treeAlert = c.u16("treeAlert", r.treeAlert);
  r.treeQuestion = c.u16("treeQuestion", r.treeQuestion);
  r.treeAlerts = c.u32("treeAlerts", r.treeAlerts);
  r.treeQuestions = c.u32("treeQuestions", r.treeQuestions);
  c.enter("treeNodes");
  for (let i = 0; i < treeNodeWords; i++) {
    r.treeNodes[i] = c.u32("word", r.treeNodes[i] ?? 0);
  }
  c.leave();
}

function visitCounters(c: Cursor, r: KernelOutputs): void {
  r.relays = c.u32("relays", r.relays);
  r.inKeepout = c.u8("inKeepout", r.inKeepout);
  r.started = c.u8("started", r.started);
  r.intents = c.u32("intents", r.intents);
  r.accepted = c.u32("accepted", r.accepted);
  r.clamped = c.u32("clamped", r.clamped);
  r.refused = c.u32("refused", r.refused);
  r.faults = c.u32("faults", r.faults);
  r.lateTicks = c.u32("lateTicks", r.lateTicks);
  r.conditions = c.f64("conditions", r.conditions);
  r.actSeq = c.u32("actSeq", r.actSeq);
  r.actResult = c.u8("actResult", r.actResult);
  r.operatorHolds = c.u8("operatorHolds", r.operatorHolds);
  r.clearS = c.f64("clearS", r.clearS);
  r.stop = c.u8("stop", r.stop);
}

function visitFleet(c: Cursor, r: KernelOutputs): void {
  r.yieldsTo = c.u8("yieldsTo", r.yieldsTo);
  c.enter("ahead");
  for (let i = 0; i < peerAhead; i++) {
    r.aheadXM[i] = c.f64("xM", r.aheadXM[i] ?? 0);
    r.aheadYM[i] = c.f64("yM", r.aheadYM[i] ?? 0);
  }
  c.leave();
}

/** Visits the fields before the lists. */
function visitHead(c: Cursor, r: KernelOutputs): void {
  visitState(c, r);
  visitMotion(c, r);
  visitPlan(c, r);
  visitDrive(c, r);
  visitCounters(c, r);
  visitTree(c, r);
  visitFleet(c, r);
  r.decisionCount = c.u8("decisionCount", r.decisionCount);
  r.statusCount = c.u8("statusCount", r.statusCount);
  r.findingCount = c.u8("findingCount", r.findingCount);
}

/** Visits every field; slots beyond their count are visited too, so the struct is fixed. */
export function visitOutputs(c: Cursor, r: KernelOutputs): void {
  visitHead(c, r);
  c.enter("decisions");
  for (const decision of r.decisions) visitDecision(c, decision);
  c.leave();
  c.enter("findings");
  for (const finding of r.findings) visitFinding(c, finding);
  c.leave();
  c.enter("statuses");
  for (const status of r.statuses) visitStatus(c, status);
  c.leave();
}

/** The fields with their offsets, for schemas and the first difference. */
export function describeOutputs(outputs: KernelOutputs): readonly NamedField[] {
  const cursor = new NameCursor();
  visitOutputs(cursor, outputs);
  return cursor.fields;
}

/** Size of the struct in bytes, a multiple of four. */
export const outputsBytes = (() => {
  const fields = describeOutputs(createOutputs());
  const last = fields[fields.length - 1];
  return last === undefined ? 0 : (last.offset + 8 + 3) & ~3;
})();

/** Where the first slot of a list lies in the struct. */
function startOf(fields: readonly NamedField[], list: string): number {
  return fields.find(({ path }) => path.startsWith(list))?.offset ?? outputsBytes;
}

/** Writes the slots of a list that may hold something or have just been emptied. */
function writeSlots<Slot>(
  cursor: WriteCursor,
  offset: number,
  slots: readonly Slot[],
  used: number,
  visit: (c: Cursor, slot: Slot) => void,
): void {
  if (used === 0) return;
  cursor.rewind(offset);
  const most = Math.min(used, slots.length);
  for (let i = 0; i < most; i++) {
    const slot = slots[i];
    if (slot !== undefined) visit(cursor, slot);
  }
}

/** A reusable encoder over its own buffer of `outputsBytes`. */
export interface OutputsEncoder {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  encode(outputs: KernelOutputs): void;
}

/**
 * Makes an encoder; `encode` allocates nothing. Slots beyond their count are empty in every record,
 * so it writes only those that hold something, or did at the last tick.
 */
export function createOutputsEncoder(): OutputsEncoder {
  const bytes = new Uint8Array(outputsBytes);
  const view = new DataView(bytes.buffer);
  const cursor = new WriteCursor(view);
  const empty = createOutputs();
  visitOutputs(cursor, empty);
  const fields = describeOutputs(empty);
  const decisionsAt = startOf(fields, "decisions");
  const findingsAt = startOf(fields, "findings");
  const statusesAt = startOf(fields, "statuses");
  const last = { decisions: 0, findings: 0, statuses: 0 };
  const encode = (outputs: KernelOutputs): void => {
    const { decisionCount, findingCount, statusCount } = outputs;
    const decisions = Math.max(decisionCount, last.decisions);
    const findings = Math.max(findingCount, last.findings);
    const statuses = Math.max(statusCount, last.statuses);
    cursor.rewind();
    visitHead(cursor, outputs);
    writeSlots(cursor, decisionsAt, outputs.decisions, decisions, visitDecision);
    writeSlots(cursor, findingsAt, outputs.findings, findings, visitFinding);
    writeSlots(cursor, statusesAt, outputs.statuses, statuses, visitStatus);
    last.decisions = decisionCount;
    last.findings = findingCount;
    last.statuses = statusCount;
  };
  return { bytes, view, encode };
}
