import assert from "node:assert/strict";
import { type Config, footprintPolygon, loadConfig } from "core/config/mod.ts";
import { fail, type Fault, ok, type Result, unwrap } from "core/fault.ts";

/** A config that says what a URDF cannot. */
const limits = `mechos: config/1
extends: robot.urdf
robot:
  limits: { maxLinearMps: 0.5, maxAngularRadps: 2, maxLinearMps2: 1 }
`;

function load(urdf: string, config = limits): Result<Config> {
  const files: Readonly<Record<string, string>> = {
    "/c/robot.yaml": config,
    "/c/robot.urdf": urdf,
  };
  const loaded = loadConfig({
    files: ["/c/robot.yaml"],
    env: {},
    overrides: [],
    causes: [],
    roots: null,
    readFile: (path) => {
      const text = files[path];
      if (text !== undefined) return ok(new TextEncoder().encode(text));
      return fail({ code: "CONFIG_NOT_FOUND", message: `Cannot read "${path}": it is not there` });
    },
  });
  return loaded.ok ? ok(loaded.value.config) : loaded;
}

function faultOf(urdf: string, config = limits): Fault {
  const result = load(urdf, config);
  assert.ok(!result.ok, "the URDF was accepted");
  return result.fault;
}

function link(name: string, shape = "", mass = 0): string {
  const solid = shape === "" ? "" : `<collision><geometry>${shape}</geometry></collision>`;
  const inertial = mass === 0 ? "" : `<inertial><mass value="${mass}"/></inertial>`;
  return `<link name="${name}">${solid}${inertial}</link>\n`;
}

function joint(
  type: string,
  parent: string,
  child: string,
  xyz: string,
  more: { rpy?: string; axis?: string; limit?: string } = {},
): string {
  const { rpy = "0 0 0", axis = "0 0 1", limit = "" } = more;
  return `<joint name="${child}_joint" type="${type}"><parent link="${parent}"/>` +
    `<child link="${child}"/><origin xyz="${xyz}" rpy="${rpy}"/><axis xyz="${axis}"/>${limit}` +
    "</joint>\n";
}

const body = link("base_link", '<box size="0.6 0.4 0.1"/>', 7);
const tyre = '<cylinder radius="0.1" length="0.04"/>';
/** A wheel is a cylinder along its own z, laid across the robot. */
const lying = { rpy: "-1.5707963 0 0", axis: "0 0 1" };

function wheel(name: string, xyz: string, parent = "base_link", limit = ""): string {
  return link(name, tyre, 0.5) + joint("continuous", parent, name, xyz, { ...lying, limit });
}

const pair = wheel("left", "0.05 0.25 0") + wheel("right", "0.05 -0.25 0");
const robot = (...parts: string[]): string => `<robot name="thing">\n${parts.join("")}</robot>`;

Deno.test("extends of a URDF gives drive, outline about the wheels' middle, and mass", () => {
  const config = unwrap(load(robot(body, pair)));
  const { drive, name } = config.robot;
  assert.deepEqual([name, drive.kind], ["thing", "diff"]);
  assert.ok(Math.abs(drive.separationM - 0.5) < 1e-9 && Math.abs(drive.wheelRadiusM - 0.1) < 1e-9);
  assert.equal(config.sim.massKg, 8);
  const outline = footprintPolygon(config);
  const xs = [...outline].filter((_value, index) => index % 2 === 0);
  const ys = [...outline].filter((_value, index) => index % 2 === 1);
  // The box of 0.6 m about the base, which stands 0.05 m behind the axle.
  assert.ok(Math.abs(Math.min(...xs) + 0.35) < 1e-3 && Math.abs(Math.max(...xs) - 0.25) < 1e-3);
  // The wheels' outer faces stand out on both sides.
  assert.ok(Math.abs(Math.max(...ys) - 0.27) < 1e-3 && Math.abs(Math.min(...ys) + 0.27) < 1e-3);
});

Deno.test("the config that extends a URDF has the last word", () => {
  const config = unwrap(load(
    robot(body, pair),
    `${limits}  name: mine\n  footprint: { radiusM: 0.4 }\n  drive: { wheelRadiusM: 0.11 }\n`,
  ));
  assert.equal(config.robot.name, "mine");
  assert.equal(config.robot.drive.wheelRadiusM, 0.11);
  assert.ok(Math.abs(config.robot.drive.separationM - 0.5) < 1e-9);
  assert.ok("radiusM" in config.robot.footprint);
});

Deno.test("casters drive nothing, two axles are a skid drive, a steered axle is ackermann", () => {
  const caster = link("swivel") + joint("continuous", "base_link", "swivel", "-0.2 0 0") +
    wheel("caster", "0 0 0", "swivel");
  assert.equal(unwrap(load(robot(body, pair, caster))).robot.drive.kind, "diff");
  const rear = wheel("left2", "-0.25 0.25 0") + wheel("right2", "-0.25 -0.25 0");
  assert.equal(unwrap(load(robot(body, pair, rear))).robot.drive.kind, "skid");
  const limit = '<limit lower="-0.5" upper="0.5" effort="1" velocity="2"/>';
  const knuckle = (side: string, y: number): string =>
    link(`k${side}`) + joint("revolute", "base_link", `k${side}`, `0.35 ${y} 0`, { limit }) +
    wheel(`front${side}`, "0 0 0", `k${side}`);
  const { drive } =
    unwrap(load(robot(body, pair, knuckle("left", 0.25), knuckle("right", -0.25)))).robot;
  assert.equal(drive.kind, "ackermann");
  assert.ok(Math.abs((drive.wheelbaseM ?? 0) - 0.3) < 1e-9);
  assert.equal(drive.maxSteerRad, 0.5);
});

Deno.test("a wheel's limit of speed is the drive's, and gazebo's lidar and IMU are the sensors", () => {
  const fast = '<limit effort="3" velocity="12"/>';
  const wheels = wheel("left", "0 0.25 0", "base_link", fast) +
    wheel("right", "0 -0.25 0", "base_link", fast);
  const scan = link("laser") +
    joint("fixed", "base_link", "laser", "0.1 0 0.2", { rpy: "0 0 3.14159265" }) +
    `<gazebo reference="laser"><sensor type="ray" name="front"><update_rate>15</update_rate>
     <ray><scan><horizontal><samples>180</samples><min_angle>-1.5707963</min_angle>
     <max_angle>1.5707963</max_angle></horizontal></scan>
     <range><min>0.1</min><max>8</max></range><noise><stddev>0.02</stddev></noise></ray>
     </sensor></gazebo>` +
    '<gazebo reference="base_link"><sensor type="imu" name="imu"><update_rate>50</update_rate></sensor></gazebo>';
  const config = unwrap(load(robot(body, wheels, scan)));
  assert.equal(config.robot.drive.maxWheelRadps, 12);
  const [encoder, lidar, imu] = config.robot.sensors;
  assert.equal(encoder?.kind, "encoder");
  assert.ok(lidar?.kind === "lidar" && imu?.kind === "imu");
  assert.deepEqual(
    [lidar.name, lidar.beams, lidar.minM, lidar.maxM, lidar.noiseM, lidar.rateHz],
    ["front", 180, 0.1, 8, 0.02, 15],
  );
  assert.ok(Math.abs(lidar.fovDeg - 180) < 1e-4);
  assert.ok(Math.abs(lidar.mount.x - 0.1) < 1e-9);
  assert.ok(Math.abs(Math.abs(lidar.mount.yawRad ?? 0) - Math.PI) < 1e-6);
  assert.equal(imu.rateHz, 50);
});

Deno.test("names keep nothing of a prefix that a launch file fills in", () => {
  const text = robot(body, pair).replaceAll('"left', '"${ns}left').replace(
    "<robot ",
    '<robot xmlns:xacro="x" ',
  );
  assert.equal(unwrap(load(text)).robot.drive.kind, "diff");
});

Deno.test("a URDF that cannot be a base is refused with its line and what to do", () => {
  const macro = `<robot name="a" xmlns:xacro="x">\n<xacro:macro name="m"/>\n</robot>`;
  const fault = faultOf(macro);
  assert.equal(fault.code, "CONFIG_URDF");
  assert.deepEqual([fault.place?.file, fault.place?.line], ["/c/robot.urdf", 2]);
  assert.match(fault.help ?? "", /xacro robot\.urdf\.xacro/);
  assert.match(faultOf(robot(body)).message, /pair of wheels/);
  assert.match(
    faultOf(robot(body, pair.replace("0.05 0.25 0", "${x} 0.25 0"))).help ?? "",
    /xacro/,
  );
  assert.equal(faultOf("<robot><link").code, "CONFIG_URDF");
  assert.equal(faultOf("no xml").code, "CONFIG_URDF");
  assert.equal(faultOf('<!DOCTYPE x [<!ENTITY a "b">]><robot name="a"/>').code, "CONFIG_URDF");
  const loop = robot(body, joint("fixed", "base_link", "a", "0 0 0"), link("a"));
  const circle = loop.replace("</robot>", `${joint("fixed", "a", "a", "0 0 0")}</robot>`);
  assert.equal(faultOf(circle).code, "CONFIG_URDF");
});

Deno.test("what a URDF does not say is missed by its own name", () => {
  const fault = faultOf(robot(body, pair), "mechos: config/1\nextends: robot.urdf\n");
  assert.equal(fault.code, "CONFIG_MISSING_KEY");
  assert.equal(fault.path, "robot.limits");
});
