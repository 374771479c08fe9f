/**
 * A world whose robot is moved by a simulator outside: its samples put the robot where it is, our
 * own map, people and doors lie over it, and our sensors (with their noise, latency and faults)
 * measure both.
 *
 * @module
 */
import { MechError } from "core/fault.ts";
import { livePeople, outputEffort, updateContact, type World } from "sim/physics/mod.ts";
import type { EngineLink } from "./engine_link.ts";
import { engineFault, type EngineSample } from "./protocol.ts";

/** What moves the robot of a world. */
export interface WorldMotion {
  /** Puts the world into its state at a tick. */
  advance(world: World, tick: number): void;
}

/** How an outside world is paced. */
export interface OutsideSpec {
  /** Length of a physics step, and steps of one tick. */
  readonly dtNs: number;
  readonly stepsPerTick: number;
  /** Ticks that one message moves on. */
  readonly ticksPerMessage: number;
  /** A scan is due each so many ticks; 0 = no lidar. */
  readonly lidarEveryTicks: number;
  readonly beams: number;
}

/** A simulator outside as the motion of a world. */
export interface OutsideWorld extends WorldMotion {
  readonly link: EngineLink;
  /** Sets the scene; wait for `link.pending()`. */
  begin(world: World, seed: number): void;
  /** Asks for what follows a tick, where it is not there yet. */
  goOn(world: World, tick: number): void;
}

function place(world: World, sample: EngineSample): void {
  const { robot } = world;
  const { robot: body, wheels } = sample;
  robot.xM = body.x;
  robot.yM = body.y;
  robot.yawRad = body.yawRad;
  robot.linearMps = body.linearMps;
  robot.angularRadps = body.angularRadps;
  robot.accelMps2 = body.accelMps2;
  robot.leftRad = wheels.leftRad;
  robot.rightRad = wheels.rightRad;
  robot.leftRadps = wheels.leftRadps;
  robot.rightRadps = wheels.rightRadps;
  if (sample.lidar === undefined) return;
  for (let i = 0; i < world.outsideM.length; i++) world.outsideM[i] = sample.lidar[i] ?? Infinity;
}

function commandOf(world: World) {
  const { robot, drives, spec } = world;
  const enable = robot.enabled;
  const effort = (side: "left" | "right"): number => {
    const told = side === "left" ? robot.leftEffort : robot.rightEffort;
    return enable === 1 && drives[side].dead === 0
      ? outputEffort(drives[side], told) * robot.supply
      : 0;
  };
  const [leftEffort, rightEffort] = [effort("left"), effort("right")];
  return {
    enable,
    leftEffort,
    rightEffort,
    leftRadps: leftEffort * spec.maxWheelRadps,
    rightRadps: rightEffort * spec.maxWheelRadps,
  };
}

function isScanDue(spec: OutsideSpec, tick: number): boolean {
  return spec.lidarEveryTicks > 0 && tick % spec.lidarEveryTicks === 0;
}

/** A world moved over a link. */
export function createOutsideWorld(link: EngineLink, spec: OutsideSpec): OutsideWorld {
  const { dtNs, stepsPerTick, ticksPerMessage } = spec;
  return {
    link,
    begin: (world, seed) => {
      const { xM, yM, yawRad } = world.robot;
      world.outsideM = new Float32Array(spec.beams).fill(Infinity);
      link.request({
        type: "reset",
        seed,
        dtNs,
        start: { x: xM, y: yM, yawRad },
        circles: world.circles.map(({ xM, yM, radiusM }) => ({ x: xM, y: yM, radiusM })),
        boxes: world.boxes.map((corners) => [...corners]),
      });
    },
    goOn: (world, tick) => {
      if (link.samples.length > 0 || link.pending() !== null) return;
      const lidarAt: number[] = [];
      for (let i = 0; i < ticksPerMessage; i++) if (isScanDue(spec, tick + 1 + i)) lidarAt.push(i);
      link.request({
        type: "step",
        dtNs,
        steps: stepsPerTick * ticksPerMessage,
        stepsPerSample: stepsPerTick,
        lidarAt,
        commands: commandOf(world),
      });
    },
    advance: (world, tick) => {
      const sample = link.samples.shift();
      const dueNs = tick * stepsPerTick * dtNs;
      if (sample === undefined || Math.abs(sample.timeNs - dueNs) > dtNs / 2) {
        const is = sample === undefined ? "no sample" : `a sample of ${sample.timeNs * 1e-9} s`;
        throw new MechError(
          engineFault(`${is} where that of ${dueNs * 1e-9} s is due`, "it must answer in lockstep"),
        );
      }
      place(world, sample);
      if (tick > 0) livePeople(world, stepsPerTick, dtNs * 1e-9);
      updateContact(world, sample.contact === 1);
    },
  };
}
