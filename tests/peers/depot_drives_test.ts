/**
 * How well the robot knows where it is in the depot of others: the error after drives of a minute
 * on a floor that slips, and how soon a robot that was carried off knows that it is lost. The
 * figures are printed.
 */
import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import { wrapAngle } from "core/math/mod.ts";
import { createRun, type Run, stepRun } from "sim/scenario/mod.ts";
import { isFull } from "tests/tier.ts";
import { loadDepot } from "./depot_site.ts";
import { drawGoals, quantile, say } from "./depot_tour.ts";

const drives = isFull ? 60 : 6;
const driveS = 60;

function begin(seed: number): Run {
  const [start, ...goals] = drawGoals(seed, 8);
  const words = goals.map(([x, y]) => `go to ${x.toFixed(3)}, ${y.toFixed(3)}`);
  const loaded = loadDepot({
    start: start ?? [0, 0],
    durationS: 120,
    lines: `mission: "${words.join(", then ")}"\ninvariantsOnly: true`,
  });
  return unwrap(createRun(loaded, seed));
}

function runUntil(run: Run, untilS: number): void {
  while (run.nowNs < untilS * 1e9 && run.tick <= run.ticks) stepRun(run);
}

Deno.test("depot: after drives of a minute the pose is known within 0.15 m and 5 degrees (p95)", () => {
  const awayM: number[] = [];
  const offDeg: number[] = [];
  for (let seed = 1; seed <= drives; seed++) {
    const run = begin(100 + seed);
    runUntil(run, driveS);
    const { xM, yM, yawRad } = run.robot.world.robot;
    const out = run.kernel.outputs;
    awayM.push(Math.hypot(out.odomXM - xM, out.odomYM - yM));
    offDeg.push(Math.abs(wrapAngle(out.odomYawRad - yawRad)) * 180 / Math.PI);
  }
  const [m, deg] = [quantile(awayM, 0.95), quantile(offDeg, 0.95)];
  say(
    `depot drives: ${drives} of ${driveS} s, error p50 ${quantile(awayM, 0.5).toFixed(3)} m p95 ` +
      `${m.toFixed(3)} m, ${deg.toFixed(2)} degrees p95`,
  );
  assert.ok(m < 0.15, `${m} m`);
  assert.ok(deg < 5, `${deg} degrees`);
});

/** Share of beams that must meet something for a scan to say where the robot is not. */
const tellingShare = 0.4;

function hitShare(run: Run): number {
  const { scan } = run.inputs;
  const hits = scan.rangesM.slice(0, scan.count).filter((range) => Number.isFinite(range));
  return scan.count === 0 ? 0 : hits.length / scan.count;
}

Deno.test("depot: a robot that was carried off is lost within 5 s, and does not move", () => {
  const seconds: number[] = [];
  const places = drawGoals(7, isFull ? 80 : 24);
  for (let i = 0; i + 1 < places.length; i += 2) {
    const from = places[i] ?? [0, 0] as const;
    const to = places[i + 1] ?? [0, 0] as const;
    const loaded = loadDepot({
      start: from,
      durationS: 60,
      lines: "brain: { driver: none }\ninvariantsOnly: true",
    });
    const run = unwrap(createRun(loaded, i + 1));
    runUntil(run, 3);
    assert.equal(run.kernel.outputs.lost, 0, `${from}`);
    const body = run.robot.world.robot;
    [body.xM, body.yM] = to;
    const sinceNs = run.nowNs;
    runUntil(run, 3.2);
    // In the middle of a hall no beam meets anything: nobody could tell.
    if (hitShare(run) < tellingShare) continue;
    while (run.kernel.outputs.lost === 0 && run.nowNs - sinceNs < 10e9) stepRun(run);
    seconds.push((run.nowNs - sinceNs) * 1e-9);
    assert.equal(run.kernel.outputs.linearMps, 0);
  }
  const worst = Math.max(...seconds);
  say(
    `depot kidnapped: ${seconds.length} times, lost within ${worst.toFixed(2)} s at most`,
  );
  assert.ok(seconds.length >= 3, `${seconds.length} places tell`);
  assert.ok(worst <= 5, `${seconds.map((one) => one.toFixed(2)).join(", ")} s`);
});
