/** Robots of others as the base of a config: TurtleBot3's own URDF. */
import assert from "node:assert/strict";
import { ok, unwrap } from "core/fault.ts";
import { createRun, finishRun, loadScenario, stepRun } from "sim/scenario/mod.ts";
import { readFile } from "cli/read_file.ts";
import { sharedData } from "./shared_data.ts";

/** Wheel separation and radius, m, as the makers state them in bringup_burger.yaml and the manual. */
const robots = [
  { name: "turtlebot3_burger", separationM: 0.16, wheelRadiusM: 0.033 },
  { name: "turtlebot3_waffle", separationM: 0.287, wheelRadiusM: 0.033 },
] as const;

for (const { name, separationM, wheelRadiusM } of robots) {
  Deno.test(`${name}.urdf is a robot that drives to its goal`, () => {
    const texts: Readonly<Record<string, string>> = {
      "/s/robot.yaml": `mechos: config/1
extends: ${sharedData("turtlebot3")}/${name}.urdf
robot:
  limits: { maxLinearMps: 0.22, maxAngularRadps: 2.5, maxLinearMps2: 1 }
  # Its URDF names no sensors, and a robot that sees nothing does not drive.
  sensors:
    - { name: front, kind: lidar, rateHz: 10, beams: 360, fovDeg: 360, minM: 0.12, maxM: 3.5 }
    - { name: wheels, kind: encoder, required: true, ticksPerTurn: 4096 }
`,
      "/s/drive.yaml": `mechos: scenario/1
name: drive
robot: robot.yaml
duration: 15s
world: { places: { shelf: { x: 1, y: 0.5 } } }
mission: go to shelf
expect: [ { eventually: "distance(robot, 1, 0.5) < 0.2", within: 15s } ]
`,
    };
    const loaded = unwrap(loadScenario("/s/drive.yaml", {
      readFile: (path) => {
        const text = texts[path];
        return text === undefined ? readFile(path) : ok(new TextEncoder().encode(text));
      },
      env: {},
      sets: [],
      brain: null,
    }));
    const { drive } = loaded.config.robot;
    assert.equal(drive.kind, "diff");
    assert.ok(Math.abs(drive.separationM - separationM) < 0.002, `${drive.separationM}`);
    assert.ok(Math.abs(drive.wheelRadiusM - wheelRadiusM) < 1e-6);
    const run = unwrap(createRun(loaded, 1));
    while (run.tick <= run.ticks) stepRun(run);
    const result = finishRun(run, 1);
    assert.equal(result.outcome, "passed", JSON.stringify(result));
  });
}
