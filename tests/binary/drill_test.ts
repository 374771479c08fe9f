/**
 * Drills: every thread of a driving robot really hangs or crashes. Whatever it is, the wheels stand
 * in time or the robot drives on, as the table says; and the robot says what happened.
 */
import assert from "node:assert/strict";
import { type DrillName, drillNames } from "core/bus/mod.ts";
import { LiveRobot, modeOf, until, wallNow } from "./live_robot.ts";

/** Ramp from full speed, and what a busy CI machine takes away. */
const rampMs = 1100 + 600;

/** What must come of a drill: the end of the process, a stop, or driving on. */
type Outcome =
  | { readonly kind: "ends"; readonly exitCode: number; readonly withinMs: number }
  | { readonly kind: "stops"; readonly withinMs: number }
  | { readonly kind: "drivesOn"; readonly event: string };

const outcomes: Readonly<Record<DrillName, Outcome>> = {
  "kernel.hang": { kind: "ends", exitCode: 5, withinMs: 200 + rampMs },
  "kernel.crash": { kind: "ends", exitCode: 5, withinMs: 200 + rampMs },
  "hal.hang": { kind: "stops", withinMs: 200 + rampMs },
  "hal.crash": { kind: "stops", withinMs: 200 + rampMs },
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
};

async function drivesOn(robot: LiveRobot, event: string): Promise<void> {
  if (event !== "") await robot.untilEvent(event);
  await new Promise((resolve) => setTimeout(resolve, 800));
  assert.ok((robot.wheels().at(-1)?.speedRadps ?? 0) > 1, "drives on");
}

for (const name of drillNames) {
  Deno.test(`run --drill ${name}: ${outcomes[name].kind}`, async () => {
    const robot = await LiveRobot.driving({ args: ["--drill", `${name}@6s`] });
    try {
      const outcome = outcomes[name];
      const ready = Date.parse(robot.log.find(({ event }) => event === "run.ready")?.at ?? "");
      const at = ready + 6000;
      await until("the drill", () => wallNow() > at + 50);
      if (outcome.kind === "drivesOn") return await drivesOn(robot, outcome.event);
      const ms = await robot.stillAfter(at, outcome.withinMs);
      assert.ok(ms <= outcome.withinMs, `stood after ${ms} ms, deadline ${outcome.withinMs}`);
      if (outcome.kind === "ends") assert.equal(await robot.exit(), outcome.exitCode);
      else assert.notEqual(await modeOf(robot), "stopping");
    } finally {
      await robot.remove();
    }
  });
}
