/**
 * The simulated world of one robot: a static map, round and boxed things, people, and the robot on
 * its wheels on a plane. Robots of one place have a world each, which share the things and people
 * and know each other (company.ts). Plain records stepped in place; nothing allocates after
 * creation.
 *
 * @module
 */
import type { OccupancyGrid } from "core/world/map/mod.ts";
import type { Charger } from "./charger.ts";
import { createFloor, type Floor, type FloorSpec } from "./floor.ts";
import type { DriveGeometry } from "core/world/mod.ts";
import { createWheelDrive, type WheelDrive } from "./drive.ts";
import { createFall, type Fall } from "./fall.ts";
import { boxCorners, circumradius, rimPoints } from "./outline.ts";
import { createPerson, type Person, type PersonSpec } from "./person.ts";
import {
  createDoor,
  type Door,
  type DoorSpec,
  type FloorPolygon,
  type FloorZone,
} from "./surroundings.ts";

/** The static map with the distance of each cell to the nearest wall. */
export interface StaticMap {
  readonly grid: OccupancyGrid;
  readonly distanceM: Float32Array;
}

/** A round thing. */
export interface Circle {
  readonly xM: number;
  readonly yM: number;
  readonly radiusM: number;
  readonly look: Look;
}

/**
 * What a lidar makes of a thing: `glass` shows only where the beam meets it head-on, `black` only
 * from near.
 */
export type Look = "solid" | "glass" | "black";

/** The robot's body, drive and battery. */
export interface RobotSpec {
  /** Convex outline about base_link, x, y pairs, m. */
  readonly footprint: Float64Array;
  /** How the wheels move the body (core/world): track and radius as they act on this floor. */
  readonly drive: DriveGeometry;
  /** 1 where turning makes the wheels scrub sideways, as those of a skid drive do. */
  readonly scrubs: number;
  readonly maxWheelRadps: number;
  readonly motorLagS: number;
  /** How much heavier the robot is than its motors were measured with: 1 = no payload. */
  readonly weight: number;
  readonly friction: number;
  /** Deceleration of a wheel whose drive is off, rad/s2. */
  readonly brakeRadps2: number;
  /** Current of a drive motor at stall, A. */
  readonly stallA: number;
}

/** The motors of a robot. */
export interface Drives {
  readonly left: WheelDrive;
  readonly right: WheelDrive;
  readonly rearLeft: WheelDrive;
  readonly rearRight: WheelDrive;
}

/** What the robot does at this instant: truth. */
export interface RobotState {
  xM: number;
  yM: number;
  yawRad: number;
  linearMps: number;
  angularRadps: number;
  accelMps2: number;
  leftRad: number;
  rightRad: number;
  leftRadps: number;
  rightRadps: number;
  leftEffort: number;
  rightEffort: number;
  /** To the left; omni only. */
  lateralMps: number;
  /** The second pair of a drive of four wheels. */
  rearLeftRad: number;
  rearRightRad: number;
  rearLeftRadps: number;
  rearRightRadps: number;
  rearLeftEffort: number;
  rearRightEffort: number;
  /** Steering: where it is and where it was told to be; ackermann only. */
  steerRad: number;
  steerSetRad: number;
  enabled: number;
  /** Share of nominal voltage that the drives get. */
  supply: number;
  /** Slope of the floor under the robot, rad. */
  tiltRad: number;
}

/** Who touches the robot, in the sense of INTERFACES.md section 6. */
export interface ContactState {
  /** 1 = anything touches. */
  contact: number;
  /** 1 = a static or boxed thing, or a moving one that was run into. */
  collision: number;
  clearanceM: number;
}

/** A world. */
export interface World {
  readonly map: StaticMap | null;
  readonly circles: readonly Circle[];
  /** Corners of each box, world coordinates. */
  readonly boxes: readonly Float64Array[];
  /** What each box looks like to a lidar; a door is solid. */
  readonly boxLooks: readonly Look[];
  readonly people: readonly Person[];
  readonly spec: RobotSpec;
  readonly circumradiusM: number;
  /** Points along the outline, body frame, at most half a cell apart. */
  readonly rim: Float64Array;
  /** The outline at the pose under test, world coordinates. */
  readonly outline: Float64Array;
  readonly robot: RobotState;
  /** Motors: of a steered drive `left` turns the rear axle and `right` the steering. */
  readonly drives: Drives;
  /** Share of the wheels' way that the robot makes; 1 = they roll (fault `odom.scale`). */
  traction: number;
  readonly floor: Floor;
  readonly doors: readonly Door[];
  readonly zones: readonly FloorZone[];
  readonly cliffs: readonly FloorPolygon[];
  readonly fall: Fall;
  readonly charger: Charger | null;
  readonly contact: ContactState;
  /** The worlds of the other robots of this place; empty for a robot alone. */
  readonly others: World[];
  /** The robot's outline where it stands, world coordinates; kept where there are others. */
  readonly hull: Float64Array;
  /** 1 = something static was in the way of the last motion. */
  blocked: number;
  /** Index in `others` of the robot that the last motion ran into; -1 = none. */
  against: number;
  /** How fast the wheels would have moved the robot in that motion, m/s. */
  againstMps: number;
  /** How each person and each other robot touches this one (contact.ts). */
  readonly touches: { readonly people: Uint8Array; readonly robots: Uint8Array };
  readonly peopleStopM: number;
  /** What a simulator outside sees along each beam, m; empty where there is none. */
  outsideM: Float32Array;
  /** Where each beam of the last scan met another robot, m; empty where there are no others. */
  seenM: Float64Array;
  steps: number;
  timeS: number;
}

/** What a world is made from. */
export interface WorldSpec {
  readonly map: StaticMap | null;
  readonly circles: readonly (Omit<Circle, "look"> & { readonly look?: Look })[];
  readonly boxes: readonly {
    readonly xM: number;
    readonly yM: number;
    readonly widthM: number;
    readonly heightM: number;
    readonly yawRad: number;
    readonly look?: Look;
  }[];
  readonly people: readonly PersonSpec[];
  readonly robot: RobotSpec;
  /** None by default: wheels roll as they turn. */
  readonly floor?: FloorSpec;
  readonly doors?: readonly DoorSpec[];
  readonly zones?: readonly FloorZone[];
  readonly cliffs?: readonly FloorPolygon[];
  readonly charger?: Charger | null;
  /** World of a robot that stands in the same place: its things, doors and people are these. */
  readonly sharedWith?: World | null;
  /** How many robots there may be beside this one. */
  readonly company?: number;
  readonly start: { readonly xM: number; readonly yM: number; readonly yawRad: number };
}

/** People stop this far before the robot, m (INTERFACES.md section 6). */
const peopleStopM = 0.3;

type Place = Pick<World, "circles" | "boxes" | "boxLooks" | "people" | "doors">;

/** What stands and walks in a place, whatever robot is in it. */
function placeOf(spec: WorldSpec): Place {
  const shared = spec.sharedWith ?? null;
  if (shared !== null) {
    const { circles, boxes, boxLooks, people, doors } = shared;
    return { circles, boxes, boxLooks, people, doors };
  }
  const doors = (spec.doors ?? []).map((door) => createDoor(boxCorners(door.box), door.open));
  return {
    circles: spec.circles.map((circle) => ({ ...circle, look: circle.look ?? "solid" })),
    boxes: [...spec.boxes.map(boxCorners), ...doors.map((door) => door.corners)],
    boxLooks: [
      ...spec.boxes.map((box) => box.look ?? "solid"),
      ...doors.map(() => "solid" as const),
    ],
    people: spec.people.map(createPerson),
    doors,
  };
}

/** Makes a world with the robot at its start. */
export function createWorld(spec: WorldSpec): World {
  const { footprint } = spec.robot;
  const cellM = spec.map?.grid.resolutionM ?? 0.05;
  const place = placeOf(spec);
  return {
    map: spec.map,
    ...place,
    spec: spec.robot,
    circumradiusM: circumradius(footprint),
    rim: rimPoints(footprint, cellM / 2),
    outline: new Float64Array(footprint.length),
    robot: {
      xM: spec.start.xM,
      yM: spec.start.yM,
      yawRad: spec.start.yawRad,
      linearMps: 0,
      angularRadps: 0,
      accelMps2: 0,
      leftRad: 0,
      rightRad: 0,
      leftRadps: 0,
      rightRadps: 0,
      leftEffort: 0,
      rightEffort: 0,
      lateralMps: 0,
      rearLeftRad: 0,
      rearRightRad: 0,
      rearLeftRadps: 0,
      rearRightRadps: 0,
      rearLeftEffort: 0,
      rearRightEffort: 0,
      steerRad: 0,
      steerSetRad: 0,
      enabled: 0,
      supply: 1,
      tiltRad: 0,
    },
    drives: {
      left: createWheelDrive(),
      right: createWheelDrive(),
      rearLeft: createWheelDrive(),
      rearRight: createWheelDrive(),
    },
    traction: 1,
    floor: createFloor(spec.floor ?? { seed: 0, scaleError: 0, slipNoise: 0 }),
    zones: spec.zones ?? [],
    cliffs: spec.cliffs ?? [],
    fall: createFall(),
    charger: spec.charger ?? null,
    contact: { contact: 0, collision: 0, clearanceM: Infinity },
    others: [],
    hull: new Float64Array(footprint.length),
    blocked: 0,
    against: -1,
    againstMps: 0,
    touches: {
      people: new Uint8Array(place.people.length),
      robots: new Uint8Array(spec.company ?? 0),
    },
    peopleStopM,
    outsideM: new Float32Array(0),
    seenM: new Float64Array(0),
    steps: 0,
    timeS: 0,
  };
}
