/** Giving a running robot a mission, and hearing from `status` what becomes of it. @module */
import { InvalidArgumentError } from "commander";
import { parseDuration } from "core/config/mod.ts";
import { MechError } from "core/fault.ts";
import type { CliContext } from "./context.ts";
import { reachOne, resultOf, say, textIn } from "./operator_call.ts";
import type { Session } from "./operator_client.ts";

/** The mind says at least this often what its queue is, ms. */
const takenMs = 3000;
const pollMs = 100;
const over = ["done", "failed", "canceled"];

/** Reads the value of `--wait` into ms. */
export function waitMsOf(word: string): number {
  const ms = parseDuration(word);
  if (ms !== null && ms > 0) return ms;
  throw new InvalidArgumentError("write 500ms, 10s or 2m");
}

/** The mission of an id in a status document; null where it is not there. */
function missionIn(status: unknown, missionId: string): unknown {
  const missions: unknown = typeof status === "object" && status !== null
    ? Reflect.get(status, "missions")
    : null;
  if (!Array.isArray(missions)) return null;
  return missions.find((mission: unknown) => textIn(mission, "missionId") === missionId) ?? null;
}

/** Asks until the mission is as wanted, or the time is over; the last that was seen of it. */
async function look(
  session: Session,
  missionId: string,
  wanted: (state: string) => boolean,
  withinMs: number,
): Promise<unknown> {
  const end = performance.now() + withinMs;
  for (;;) {
    const answer = await session.call("status");
    const found = answer.ok ? missionIn(answer.value, missionId) : null;
    if (wanted(textIn(found, "state")) || performance.now() > end) return found;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

function sentence(mission: unknown): string {
  const reason = textIn(mission, "reason");
  const state = textIn(mission, "state");
  return `mission ${textIn(mission, "missionId")}: ${state}${reason === "" ? "" : `: ${reason}`}`;
}

/**
 * Gives a mission by `method` and says what the queue made of it; with `waitMs` how it ended.
 * Fails where the mission was refused, failed, or did not end in time.
 */
export async function giveMission(
  context: CliContext,
  method: "mission.add" | "do",
  params: object,
  waitMs: number | null,
): Promise<void> {
  const session = await reachOne(context);
  try {
    const given = resultOf(context, await session.call(method, params));
    const missionId = textIn(given, "missionId");
    let mission = await look(session, missionId, (state) => state !== "", takenMs);
    if (waitMs !== null && mission !== null && !over.includes(textIn(mission, "state"))) {
      mission = await look(session, missionId, (state) => over.includes(state), waitMs);
    }
    const state = textIn(mission, "state");
    const isGood = waitMs === null ? state !== "" && state !== "failed" : state === "done";
    if (isGood) return say(context, mission, sentence(mission));
    throw new MechError({
      code: "OPERATOR_MISSION",
      message: mission === null
        ? `The mind said nothing of mission ${missionId}`
        : `Mission is not done: ${sentence(mission)}`,
      value: missionId,
      help: "see mechos mission list, and mechos status",
    });
  } finally {
    session.close();
  }
}
