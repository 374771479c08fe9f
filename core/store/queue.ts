/** Missions that wait or run, and tasks that any robot may claim for a while. @module */
import { type Database, numberIn, textIn } from "./database.ts";
import type { MissionRow, StoreRequests, TaskRow } from "./protocol.ts";

/** Adds a mission; one that is known already stays as it is. */
export function addMission(db: Database, m: MissionRow): boolean {
  const added = db.prepare(
    "INSERT INTO mission VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
  ).run(
    m.missionId,
    m.goal,
    m.plan,
    m.priority,
    m.state,
    m.reason,
    m.step,
    m.policy,
    Math.floor(m.createdMs),
    m.deadlineMs === null ? null : Math.floor(m.deadlineMs),
  );
  return Number(added.changes) === 1;
}

/** Keeps how far a mission has come. */
export function updateMission(db: Database, m: StoreRequests["mission.update"]["args"]): boolean {
  const done = db.prepare("UPDATE mission SET state = ?, reason = ?, step = ? WHERE id = ?")
    .run(m.state, m.reason, m.step, m.missionId);
  return Number(done.changes) === 1;
}

function policyOf(text: string): MissionRow["policy"] {
  return text === "restart" || text === "resume" ? text : "forget";
}

/** Missions by priority, then age; only those that are not over where `open`. */
export function listMissions(db: Database, open: boolean): MissionRow[] {
  const rows = db.prepare(`SELECT * FROM mission
    WHERE ? = 0 OR state IN ('queued', 'running', 'paused')
    ORDER BY priority DESC, created_ms, id`).all(open ? 1 : 0);
  return rows.map((row): MissionRow => ({
    missionId: textIn(row, "id"),
    goal: textIn(row, "goal"),
    plan: textIn(row, "plan"),
    priority: numberIn(row, "priority"),
    state: textIn(row, "state"),
    reason: textIn(row, "reason"),
    step: numberIn(row, "step"),
    policy: policyOf(textIn(row, "policy")),
    createdMs: numberIn(row, "created_ms"),
    deadlineMs: typeof row["deadline_ms"] === "number" ? row["deadline_ms"] : null,
  }));
}

function taskOf(row: Record<string, unknown>): TaskRow {
  const state = textIn(row, "state");
  return {
    taskId: numberIn(row, "id"),
    title: textIn(row, "title"),
    description: textIn(row, "description"),
    priority: numberIn(row, "priority"),
    state: state === "claimed" || state === "done" ? state : "open",
    owner: textIn(row, "owner"),
    leaseUntilMs: numberIn(row, "lease_until_ms"),
  };
}

/** Puts a task on the board. */
export function postTask(db: Database, t: StoreRequests["task.post"]["args"]): number {
  const added = db.prepare("INSERT INTO task VALUES (NULL, ?, ?, ?, 'open', '', 0)")
    .run(t.title.slice(0, 200), t.description.slice(0, 4000), t.priority);
  return Number(added.lastInsertRowid);
}

/** Claims the most urgent task that is open or whose lease has lapsed: one statement, one winner. */
export function claimTask(
  db: Database,
  owner: string,
  nowMs: number,
  leaseMs: number,
): TaskRow | null {
  const row = db.prepare(`UPDATE task SET state = 'claimed', owner = ?, lease_until_ms = ?
    WHERE id = (SELECT id FROM task
      WHERE state = 'open' OR (state = 'claimed' AND lease_until_ms <= ?)
      ORDER BY priority DESC, id LIMIT 1) RETURNING *`)
    .get(owner, Math.floor(nowMs + leaseMs), Math.floor(nowMs));
  return row === undefined ? null : taskOf(row);
}

/** Renews a lease; false where it lapsed and another may have the task. */
export function renewTask(db: Database, t: StoreRequests["task.renew"]["args"]): boolean {
  const done = db.prepare(`UPDATE task SET lease_until_ms = ?
    WHERE id = ? AND owner = ? AND state = 'claimed' AND lease_until_ms > ?`)
    .run(Math.floor(t.nowMs + t.leaseMs), t.taskId, t.owner, Math.floor(t.nowMs));
  return Number(done.changes) === 1;
}

/** Ends a task that one holds. */
export function finishTask(db: Database, taskId: number, owner: string): boolean {
  const done = db.prepare(
    "UPDATE task SET state = 'done' WHERE id = ? AND owner = ? AND state = 'claimed'",
  ).run(taskId, owner);
  return Number(done.changes) === 1;
}

/** The whole board. */
export function listTasks(db: Database): TaskRow[] {
  return db.prepare("SELECT * FROM task ORDER BY priority DESC, id").all().map(taskOf);
}
