/**
 * Measures what several robots in one scenario cost, in a process of its own: 1, 5, 10 and 20 rovers
 * drive in the lanes of one plain, within sight of their neighbours. Prints the quickest wall time of
 * each number of robots, s.
 *
 * @module
 */
import { ok, unwrap } from "core/fault.ts";
import { say } from ".ci/say.ts";
import { readFile } from "cli/read_file.ts";
import { createRun, finishRun, loadScenario, stepRun } from "sim/scenario/mod.ts";

const counts = [1, 5, 10, 20] as const;
const rounds = 5;

/** Rovers in lanes 2 m apart, six to each side in the range of one's lidar. */
function scenarioOf(count: number): string {
  const robots = Array.from(
    { length: count },
    (_, i) => `  r${i}: { start: { x: 0, y: ${2 * i} }, mission: "go to 6, ${2 * i}" }`,
  );
  return `mechos: scenario/1
name: lanes
robot: rover.yaml
duration: 20s
brain: { driver: scripted }
invariantsOnly: true
robots:
${robots.join("\n")}
`;
}

function measure(count: number): number {
  const file = new URL("../../sim/robots/lanes.yaml", import.meta.url).pathname;
  const text = new TextEncoder().encode(scenarioOf(count));
  const loaded = unwrap(loadScenario(file, {
    readFile: (path) => path === file ? ok(text) : readFile(path),
    env: {},
    sets: [],
    brain: null,
  }));
  const run = unwrap(createRun(loaded, 1));
  const began = performance.now();
  while (run.tick <= run.ticks) stepRun(run);
  const wallS = (performance.now() - began) / 1000;
  const arrived = run.robots.filter(({ mind }) => mind.brain?.mission().state === "done").length;
  if (finishRun(run, wallS).outcome !== "passed" || arrived < count) {
    throw new Error(`Of ${count} robots ${arrived} arrived`);
  }
  return wallS;
}

if (import.meta.main) {
  const found: Record<string, number> = {};
  // In turns, so that a busy moment of the machine is nobody's alone.
  for (let round = 0; round < rounds; round++) {
    for (const count of counts) {
      found[count] = Math.min(found[count] ?? Infinity, measure(count));
    }
  }
  say(JSON.stringify(found));
}
