/** Missions of before: of a mind that died, or of a robot that was started again. @module */
import { isMissionPlan, type MissionPlan } from "core/missions/mod.ts";
import type { MissionRow } from "core/store/mod.ts";
import { type Desk, stored } from "./mission_desk_state.ts";

/** Looks into the store before missions begin without it. */
const maxAsks = 10;
const askPeriodNs = 300_000_000;

function readPlan(text: string): MissionPlan | null {
  try {
    const value: unknown = JSON.parse(text);
    return isMissionPlan(value) ? value : null;
  } catch {
    return null;
  }
}

/** Takes a mission of before up again, as its policy says. */
function takeUp(d: Desk, row: MissionRow): void {
  const plan = readPlan(row.plan);
  const ofThisRun = row.missionId.startsWith(`${d.parts.runId}.`);
  const same = d.entries.find((entry) =>
    entry.given && !ofThisRun && JSON.stringify(entry.plan) === row.plan
  );
  const keeps = ofThisRun || row.policy !== "forget";
  if (plan === null || !keeps) {
    const { missionId, step } = row;
    const reason = plan === null ? "cannot be read any more" : "the robot was started again";
    const end = { missionId, state: "canceled", reason, step };
    if (d.parts.store !== null) stored(d, d.parts.store.request("mission.update", end));
    return;
  }
  const known = d.entries.find((entry) => entry.missionId === row.missionId);
  for (const other of [known, same]) {
    if (other !== undefined) d.entries.splice(d.entries.indexOf(other), 1);
  }
  const step = !ofThisRun && row.policy === "restart" ? 0 : row.step;
  d.entries.push({
    missionId: row.missionId,
    plan,
    given: (known ?? same)?.given ?? false,
    createdMs: row.createdMs,
    deadlineAtMs: row.deadlineMs,
    from: step,
    state: row.state === "paused" ? "paused" : "queued",
    reason: row.reason,
    step,
    runner: null,
    saved: "",
  });
}

/** Asks the store for missions of before; without a store there are none. */
export function restore(d: Desk): void {
  const { store } = d.parts;
  if (store === null || d.asks >= maxAsks) {
    d.restored = true;
    return;
  }
  if (d.asking || d.nowNs < d.nextAskNs) return;
  d.asking = true;
  d.asks += 1;
  d.nextAskNs = d.nowNs + askPeriodNs;
  store.request("mission.list", { open: true }).then((rows) => {
    d.asking = false;
    if (!rows.ok) return;
    for (const row of rows.value) takeUp(d, row);
    d.count += rows.value.length;
    d.restored = true;
  }, () => {
    d.asking = false;
  });
}
