// Longer than 300 lines: one struct: its fields, its creation and its bytes, in the same order.
/**
 * Everything one tick of the kernel says, as one fixed struct: the command, the state that users
 * see, the gate's decisions and the progress of intents. These bytes are what replay compares.
 *
 * @module
 */
import { type Cursor, NameCursor, type NamedField, WriteCursor } from "./cursor.ts";
import { inputLimits } from "./inputs.ts";

/** Version of the layout; a recording names it. */
export const outputsVersion = 6;

/** Words of `treeNodes`: eight nodes a word. */
export const treeNodeWords = 16;

/** Changes of intent state that one tick may report; more wait for the next tick. */
export const statusSlots = 4;
/** Findings of single rules that one tick may report in full; more stay as bits of the decision. */
export const findingSlots = 12;

/** The gate's decision on one intent. */
export interface DecisionOutput {
  id0: number;
  id1: number;
  id2: number;
  id3: number;
  source: number;
  action: number;
  verdict: number;
  /** Reason number of the first rule that refused or clamped. */
  reason: number;
  /** One bit for each rule that refused, by its place in the rule table; read with `hasBit`. */
  refusedBy: number;
  /** One bit for each rule that clamped; read with `hasBit`. */
  clampedBy: number;
  value: number;
  limit: number;
}

/** What one rule found of one intent: a decision has as many as rules that refused or clamped. */
export interface FindingOutput {
  /** Index of the decision in this tick. */
  decision: number;
  /** Place of the rule in the rule table. */
  rule: number;
  reason: number;
  /** 1 = the rule changed the intent, 0 = it refused it. */
  clamped: number;
  value: number;
  limit: number;
}

/** A change in the life of an accepted intent. */
export interface StatusOutput {
  id0: number;
  id1: number;
  id2: number;
  id3: number;
  state: number;
  action: number;
  reason: number;
  /** 0..1. */
  progress: number;
  value: number;
  limit: number;
}

/** All outputs of one tick. Speeds m/s and rad/s, angles rad, lengths m. */
export interface KernelOutputs {
  tick: number;
  nowNs: number;
  mode: number;
  action: number;
  /** Cause that sets the action, index in the cause table. */
  cause: number;
  /** One bit for each active cause; read with `hasBit` (bits.ts), as the three below. */
  causes: number;
  /** Causes that began or ended at this tick. */
  raised: number;
  cleared: number;
  latched: number;
  latchId: number;
  /** Source that has authority over motion. */
  authority: number;
  stage: number;
  /** Running skill: its action and intent id. */
  skill: number;
  skill0: number;
  skill1: number;
  skill2: number;
  skill3: number;
  /** Before restriction and limits. */
  wantedLinearMps: number;
  wantedAngularRadps: number;
  /** After the limiter: the command. */
  linearMps: number;
  angularRadps: number;
  /** To the left; 0 on every drive but `omni`. */
  wantedLateralMps: number;
  lateralMps: number;
  /** Highest speed that the room ahead allows. */
  roomMps: number;
  /** Least speed cap by the world (people, slope, heat, ...), m/s, what its sentence says, its reason. */
  capMps: number;
  capValue: number;
  capReason: number;
  /** Way free along the commanded arc, m (Infinity = nothing near). */
  freeM: number;
  leftSetRadps: number;
  rightSetRadps: number;
  /** Fraction of no-load speed -1..1 for a drive commanded by effort. */
  leftEffort: number;
  rightEffort: number;
  /** The second pair of a drive of four wheels, and the steering of a steered one. */
  rearLeftSetRadps: number;
  rearRightSetRadps: number;
  rearLeftEffort: number;
  rearRightEffort: number;
  steerSetRad: number;
  enable: number;
  odomXM: number;
  odomYM: number;
  odomYawRad: number;
  odomLinearMps: number;
  odomAngularRadps: number;
  odomLateralMps: number;
  /** Standard deviation of the position, m, and how well the last scan fits the map, 0..1. */
  poseSigmaM: number;
  poseQuality: number;
  /** 1 while the robot does not know where it is although it did. */
  lost: number;
  batteryPercent: number;
  /** 1 while the robot is in its dock and feels it. */
  docked: number;
  /** Number of the newest request for a path; the planner answers with it. 0 = none yet. */
  planRequest: number;
  planGoalXM: number;
  planGoalYM: number;
  /** The goal may be missed by this much, m. */
  planToleranceM: number;
  /** 1 = the planner forgets what it remembers of things before it answers this request. */
  planClear: number;
  /** Way left along the path that is followed, m; 0 where none is. */
  pathLeftM: number;
  /** One bit a relay or signal. */
  relays: number;
  inKeepout: number;
  started: number;
  intents: number;
  accepted: number;
  clamped: number;
  refused: number;
  faults: number;
  lateTicks: number;
  /** One bit for each cause whose condition is true now, delays not counted. */
  conditions: number;
  /** The last act of an operator that was carried out or refused, by its `seq`. */
  actSeq: number;
  /** What became of it, index in `actResults`. */
  actResult: number;
  /** 1 while an operator holds the lease that `take` gave. */
  operatorHolds: number;
  /** How long what the deciding cause tells of must be gone before it ends by itself, s; else 0. */
  clearS: number;
  /** 1 while the failsafe tree is ticked, what its root says, and the leaf at work plus one. */
  treeActive: number;
  treeStatus: number;
  treeLeaf: number;
  /** Text of the tree's last alert plus one (0 = none yet), and how many there were. */
  treeAlert: number;
  treeAlerts: number;
  /** Text of its open question plus one (0 = none), and how many there were. */
  treeQuestion: number;
  treeQuestions: number;
  /** Status of each node, four bits each, the first node lowest. */
  readonly treeNodes: Uint32Array;
  decisionCount: number;
  readonly decisions: readonly DecisionOutput[];
  findingCount: number;
  readonly findings: readonly FindingOutput[];
  statusCount: number;
  readonly statuses: readonly StatusOutput[];
}

function createDecision(): DecisionOutput {
  return {
    id0: 0,
    id1: 0,
    id2: 0,
    id3: 0,
    source: 0,
    action: 0,
    verdict: 0,
    reason: 0,
    refusedBy: 0,
    clampedBy: 0,
    value: 0,
    limit: 0,
  };
}

function createFinding(): FindingOutput {
  return { decision: 0, rule: 0, reason: 0, clamped: 0, value: 0, limit: 0 };
}

function createStatus(): StatusOutput {
  return {
    id0: 0,
    id1: 0,
    id2: 0,
    id3: 0,
    state: 0,
    action: 0,
    reason: 0,
    progress: 0,
    value: 0,
    limit: 0,
  };
}

/** The wheels, and what only some drives have, at rest. */
const driveAtRest = {
  leftSetRadps: 0,
  rightSetRadps: 0,
  leftEffort: 0,
  rightEffort: 0,
  wantedLateralMps: 0,
  lateralMps: 0,
  odomLateralMps: 0,
  rearLeftSetRadps: 0,
  rearRightSetRadps: 0,
  rearLeftEffort: 0,
  rearRightEffort: 0,
  steerSetRad: 0,
} as const;
function createTreeOutputs() {
  return {
    treeActive: 0,
    treeStatus: 0,
    treeLeaf: 0,
    treeAlert: 0,
    treeAlerts: 0,
    treeQuestion: 0,
    treeQuestions: 0,
    treeNodes: new Uint32Array(treeNodeWords),
  };
}

/** Outputs of a robot that stands still, not enabled, in `boot`. */
export function createOutputs(): KernelOutputs {
  return {
    tick: 0,
    nowNs: 0,
    mode: 0,
    action: 0,
    cause: 0,
    causes: 0,
    raised: 0,
    cleared: 0,
    latched: 0,
    latchId: 0,
    authority: 0,
    stage: 0,
    skill: 0,
    skill0: 0,
    skill1: 0,
    skill2: 0,
    skill3: 0,
    wantedLinearMps: 0,
    wantedAngularRadps: 0,
    linearMps: 0,
    angularRadps: 0,
    roomMps: 0,
    capMps: Infinity,
    capValue: 0,
    capReason: 0,
    freeM: 0,
    ...driveAtRest,
    enable: 0,
    odomXM: 0,
    odomYM: 0,
    odomYawRad: 0,
    odomLinearMps: 0,
    odomAngularRadps: 0,
    poseSigmaM: 0,
    poseQuality: NaN,
    lost: 0,
    batteryPercent: NaN,
    docked: 0,
    planRequest: 0,
    planGoalXM: 0,
    planGoalYM: 0,
    planToleranceM: 0,
    planClear: 0,
    pathLeftM: 0,
    relays: 0,
    inKeepout: 0,
    started: 0,
    intents: 0,
    accepted: 0,
    clamped: 0,
    refused: 0,
    faults: 0,
    lateTicks: 0,
    conditions: 0,
    actSeq: 0,
    actResult: 0,
    operatorHolds: 0,
    clearS: 0,
    ...createTreeOutputs(),
    decisionCount: 0,
    decisions: Array.from({ length: inputLimits.intents }, createDecision),
    findingCount: 0,
    findings: Array.from({ length: findingSlots }, createFinding),
    statusCount: 0,
    statuses: Array.from({ length: statusSlots }, createStatus),
  };
}

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
}

/** Visits every field; slots beyond their count are visited too, so the struct is fixed. */
export function visitOutputs(c: Cursor, r: KernelOutputs): void {
  visitState(c, r);
  visitMotion(c, r);
  visitPlan(c, r);
  visitDrive(c, r);
  visitCounters(c, r);
  visitTree(c, r);
  r.decisionCount = c.u8("decisionCount", r.decisionCount);
  r.statusCount = c.u8("statusCount", r.statusCount);
  r.findingCount = c.u8("findingCount", r.findingCount);
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

/** A reusable encoder over its own buffer of `outputsBytes`. */
export interface OutputsEncoder {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  encode(outputs: KernelOutputs): void;
}

/** Makes an encoder; `encode` allocates nothing. */
export function createOutputsEncoder(): OutputsEncoder {
  const bytes = new Uint8Array(outputsBytes);
  const view = new DataView(bytes.buffer);
  const cursor = new WriteCursor(view);
  const encode = (outputs: KernelOutputs): void => {
    cursor.rewind();
    visitOutputs(cursor, outputs);
  };
  return { bytes, view, encode };
}
