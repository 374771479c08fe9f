import assert from "node:assert/strict";
import { footprintPolygon, listFields, loadConfig } from "core/config/mod.ts";
import { fail, ok, unwrap } from "core/fault.ts";
import { causeNames, tunablePaths } from "core/kernel/mod.ts";

function robot(name: string) {
  const path = new URL(`../../../sim/robots/${name}.yaml`, import.meta.url).pathname;
  return unwrap(loadConfig({
    files: [path],
    env: {},
    overrides: [],
    causes: causeNames,
    roots: null,
    readFile: (file) => {
      if (file !== path) return fail({ code: "CONFIG_NOT_FOUND", message: `no "${file}"` });
      return ok(Deno.readFileSync(file));
    },
  })).config;
}

Deno.test("turtlebot3_burger.yaml has the numbers of INTERFACES.md section 8", () => {
  const { robot: r } = robot("turtlebot3_burger");
  assert.deepEqual([r.drive.separationM, r.drive.wheelRadiusM], [0.160, 0.033]);
  const { maxLinearMps, maxAngularRadps, maxLinearMps2 } = r.limits;
  assert.deepEqual([maxLinearMps, maxAngularRadps, maxLinearMps2], [0.22, 2.84, 1.0]);
  assert.deepEqual(r.footprint, { radiusM: 0.105 });
  const lidar = r.sensors.find((sensor) => sensor.kind === "lidar");
  assert.deepEqual([lidar?.beams, lidar?.minM, lidar?.maxM], [360, 0.12, 3.5]);
});

Deno.test("rover.yaml has the numbers of INTERFACES.md section 8", () => {
  const { robot: r } = robot("rover");
  assert.deepEqual([r.drive.kind, r.drive.separationM, r.drive.wheelRadiusM], ["diff", 0.32, 0.06]);
  assert.deepEqual([r.limits.maxLinearMps, r.limits.maxLinearMps2], [0.6, 1.0]);
  assert.deepEqual(r.footprint, { lengthM: 0.42, widthM: 0.36 });
  const lidar = r.sensors.find((sensor) => sensor.kind === "lidar");
  assert.deepEqual([lidar?.beams, lidar?.fovDeg, lidar?.maxM], [400, 360, 12]);
  assert.deepEqual([lidar?.mount.x, lidar?.mount.y], [0, 0]);
});

Deno.test("both robots have every kind of sensor that motion and its checks use", () => {
  for (const name of ["turtlebot3_burger", "rover"]) {
    const kinds = robot(name).robot.sensors.map((sensor) => sensor.kind).sort();
    assert.deepEqual(kinds, ["battery", "bumper", "encoder", "imu", "lidar", "motor"], name);
  }
});

Deno.test("footprintPolygon() of a round robot holds the whole disc", () => {
  const polygon = footprintPolygon(robot("turtlebot3_burger"));
  assert.equal(polygon.length, 24);
  for (let i = 0; i < 12; i++) {
    const [ax, ay] = [polygon[2 * i] ?? 0, polygon[2 * i + 1] ?? 0];
    const [bx, by] = [polygon[(2 * i + 2) % 24] ?? 0, polygon[(2 * i + 3) % 24] ?? 0];
    const toSide = (ax * by - ay * bx) / Math.hypot(bx - ax, by - ay);
    assert.ok(toSide >= 0.105 - 1e-12, `side ${i} is ${toSide} m from the centre`);
  }
});

Deno.test("footprintPolygon() leaves out points on an edge and an end that repeats the begin", () => {
  const config = robot("rover");
  const corners = (
    polygon: [number, number][],
  ) => [...footprintPolygon({ ...config, robot: { ...config.robot, footprint: { polygon } } })];
  const square = [0.2, 0.2, -0.2, 0.2, -0.2, -0.2, 0.2, -0.2];
  assert.deepEqual(
    corners([[0.2, 0.2], [0, 0.2], [-0.2, 0.2], [-0.2, -0.2], [0.2, -0.2], [0.2, 0.2]]),
    square,
  );
  assert.deepEqual(corners([[0.2, 0.2], [-0.2, 0.2], [-0.2, -0.2], [0.2, -0.2]]), square);
});

Deno.test("listFields() marks exactly the kernel's live parameters as tunable", () => {
  const tunable = listFields().filter((field) => field.tunable).map((field) => field.path);
  assert.deepEqual(tunable.sort(), Object.values(tunablePaths).sort());
});

Deno.test("listFields() says of every number its meaning", () => {
  for (const field of listFields()) {
    if (field.minimum !== null) assert.notEqual(field.text, "", field.path);
  }
});
