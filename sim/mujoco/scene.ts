/**
 * A robot and its world as MJCF, MuJoCo's own XML: a differential drive on two wheels and two
 * frictionless casters, velocity servos as motors, posts and boxes on a plane.
 *
 * @module
 */
import { atan2, cos, sin } from "core/math/mod.ts";
import type { EngineRequest, EngineRobot } from "sim/engine/mod.ts";

/** The scene as it is set. */
export type EngineReset = Extract<EngineRequest, { type: "reset" }>;

/** Mass of the body and of a wheel, kg: those of the Python bridge, so that the two agree. */
const bodyKg = 8;
const wheelKg = 0.3;
/** Posts and boxes are so high, and the lidar looks over the robot itself, m. */
const thingM = 0.6;
export const lidarHeightM = 0.45;
/** MuJoCo's contacts need short steps, s: each step of MechOS is cut into such. */
export const longestStepS = 0.001;

function turned(yawRad: number): string {
  return `${cos(yawRad / 2)} 0 0 ${sin(yawRad / 2)}`;
}

function boxGeom(corners: readonly number[]): string {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0, x2 = 0, y2 = 0] = corners;
  const along = Math.sqrt((x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0)) / 2;
  const across = Math.sqrt((x2 - x1) * (x2 - x1) + (y2 - y1) * (y2 - y1)) / 2;
  return `<geom type="box" pos="${(x0 + x2) / 2} ${(y0 + y2) / 2} ${thingM / 2}" ` +
    `size="${along} ${across} ${thingM / 2}" quat="${turned(atan2(y1 - y0, x1 - x0))}"/>`;
}

function thingGeoms({ circles, boxes }: EngineReset): string {
  const posts = circles.map(({ x, y, radiusM }) =>
    `<geom type="cylinder" pos="${x} ${y} ${thingM / 2}" size="${radiusM} ${thingM / 2}"/>`
  );
  return [...posts, ...boxes.map(boxGeom)].join("\n");
}

/** A ball touches the floor in one point: the track is what it says. */
function wheel(robot: EngineRobot, name: string, yM: number): string {
  const r = robot.wheelRadiusM;
  return `<body name="${name}" pos="0 ${yM} ${r}">
    <joint name="${name}" type="hinge" axis="0 1 0"/>
    <geom type="sphere" size="${r}" mass="${wheelKg}" friction="${robot.friction} 0.005 0.0001" priority="1"/>
  </body>`;
}

function caster(xM: number): string {
  return `<geom type="sphere" pos="${xM} 0 0.02" size="0.02" mass="0.05" condim="1" priority="2"/>`;
}

/** Strength of a wheel's servo, from how slowly its motor follows. */
function servoOf(robot: EngineRobot): number {
  const r2 = robot.wheelRadiusM * robot.wheelRadiusM;
  // What a motor moves: the wheel's share of the robot, as it feels at the wheel.
  const inertia = (bodyKg / 2 + wheelKg) * r2 + wheelKg * r2 / 2;
  return inertia / robot.motorLagS;
}

/** The MJCF of a robot in its world. */
export function sceneXml(robot: EngineRobot, reset: EngineReset): string {
  const xs = robot.footprint.filter((_, i) => i % 2 === 0);
  const ys = robot.footprint.filter((_, i) => i % 2 === 1);
  const [front, back] = [Math.max(...xs), Math.min(...xs)];
  const length = (front - back) / 2;
  const width = (Math.max(...ys) - Math.min(...ys)) / 2;
  const half = robot.separationM / 2;
  const { x, y, yawRad } = reset.start;
  const servo = servoOf(robot);
  return `<mujoco>
  <option timestep="${longestStepS}" integrator="implicitfast" cone="elliptic" impratio="10"/>
  <worldbody>
    <geom name="floor" type="plane" size="200 200 1"/>
    ${thingGeoms(reset)}
    <body name="base" pos="${x} ${y} 0" quat="${turned(yawRad)}">
      <freejoint/>
      <geom type="box" pos="${(front + back) / 2} 0 ${robot.wheelRadiusM + 0.06}"
            size="${length} ${width} 0.05" mass="${bodyKg}"/>
      ${caster(length * 0.8)}${caster(-length * 0.8)}
      ${wheel(robot, "left", half)}
      ${wheel(robot, "right", -half)}
    </body>
  </worldbody>
  <actuator>
    <velocity joint="left" kv="${servo}"/><velocity joint="right" kv="${servo}"/>
  </actuator>
</mujoco>`;
}
