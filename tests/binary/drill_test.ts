/**
 * Drills: every thread of a driving robot really hangs or crashes. Whatever it is, the wheels stand
 * in time or the robot drives on, as the table says; and the robot says what happened.
 */
import assert from "node:assert/strict";
import { type DrillName, drillNames } from "core/bus/mod.ts";
import { deviceTimeoutMs, rampMs, report, starts, tickHz, times } from "./stop_times.ts";
import { LiveRobot, modeOf, until, wallNow } from "./live_robot.ts";

/** The drills of which the long campaign wants figures; the others are tried once. */
const measured: readonly DrillName[] = ["mind.full", "brain.hang", "hal.hang", "recorder.crash"];

/** What must come of a drill: the end of the process, a stop, or driving on. */
type Outcome =
  | { readonly kind: "ends"; readonly exitCode: number; readonly withinMs: number }
  | { readonly kind: "stops"; readonly withinMs: number }
  | { readonly kind: "drivesOn"; readonly event: string };

const outcomes: Readonly<Record<DrillName, Outcome>> = {
  "kernel.hang": { kind: "ends", exitCode: 5, withinMs: deviceTimeoutMs + rampMs },
  "kernel.crash": { kind: "ends", exitCode: 5, withinMs: deviceTimeoutMs + rampMs },
  "hal.hang": { kind: "stops", withinMs: deviceTimeoutMs + rampMs },
  "hal.crash": { kind: "stops", withinMs: deviceTimeoutMs + rampMs },
  "supervisor.hang": { kind: "stops", withinMs: 500 + rampMs },
  "brain.hang": { kind: "stops", withinMs: 1000 + rampMs },
  // Its warden starts it anew within its lease of one second.
  "brain.crash": { kind: "drivesOn", event: "brain.died" },
  "mind.full": { kind: "stops", withinMs: 6000 + rampMs },
  "link.hang": { kind: "stops", withinMs: 500 + rampMs },
  "link.crash": { kind: "stops", withinMs: 500 + rampMs },
  "recorder.hang": { kind: "drivesOn", event: "" },
  "recorder.crash": { kind: "drivesOn", event: "thread.died" },
  "operator.hang": { kind: "drivesOn", event: "thread.hung" },
  "operator.crash": { kind: "drivesOn", event: "thread.died" },
  "server.hang": { kind: "drivesOn", event: "thread.hung" },
  "server.crash": { kind: "drivesOn", event: "thread.died" },
};

async function drivesOn(robot: LiveRobot, event: string): Promise<void> {
  if (event !== "") await robot.untilEvent(event);
  await new Promise((resolve) => setTimeout(resolve, 800));
  assert.ok((robot.wheels().at(-1)?.speedRadps ?? 0) > 1, "drives on");
}

/** Lets the drill happen once to a driving robot; ms until it stood, null where it drives on. */
async function once(name: DrillName): Promise<number | null> {
  const outcome = outcomes[name];
  // Not before it drives, which takes some 2 s on a busy machine twice that.
  const afterMs = 5000 + Math.round(Math.random() * 1000);
  const robot = await LiveRobot.driving({
    set: [`kernel.tickHz=${tickHz}`],
    args: ["--drill", `${name}@${afterMs}ms`],
  }, starts);
  try {
    const ready = Date.parse(robot.log.find(({ event }) => event === "run.ready")?.at ?? "");
    const at = ready + afterMs;
    await until("the drill", () => wallNow() > at + 50);
    if (outcome.kind === "drivesOn") {
      await drivesOn(robot, outcome.event);
      return null;
    }
    const ms = await robot.stillAfter(at, outcome.withinMs);
    if (outcome.kind === "ends") assert.equal(await robot.exit(), outcome.exitCode);
    else assert.notEqual(await modeOf(robot), "stopping");
    return ms;
  } finally {
    await robot.remove();
  }
}

for (const name of drillNames) {
  Deno.test(`run --drill ${name}: ${outcomes[name].kind}`, async () => {
    const outcome = outcomes[name];
    const stood: number[] = [];
    for (let i = 0; i < (measured.includes(name) ? times : 1); i++) {
      const ms = await once(name);
      if (ms !== null) stood.push(ms);
    }
    if (outcome.kind !== "drivesOn") report(name, stood, outcome.withinMs);
  });
}
