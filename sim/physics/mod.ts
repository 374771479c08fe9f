/**
 * The planar world: walls, things, people and a robot on its wheels, in plain records.
 *
 * @module
 */
export {
  type Circle,
  type ContactState,
  createWorld,
  type Drives,
  type Look,
  type RobotSpec,
  type RobotState,
  type StaticMap,
  type World,
  type WorldSpec,
} from "./world.ts";
export { type Charger, chargeW, pressesBumper } from "./charger.ts";
export { staticClearance, updateContact, wallDistance } from "./contact.ts";
export { type Person } from "./person.ts";
export { type Fall, seesCliff } from "./fall.ts";
export {
  createWheelDrive,
  driveWheel,
  outputEffort,
  type WheelDrive,
  type WheelLoad,
} from "./drive.ts";
export { introduce } from "./company.ts";
export { advancePeople, livePeople, stepPlace } from "./step.ts";
export { createWorldHasher, type WorldHasher } from "./hash.ts";
export { inPolygon, zoneAt } from "./surroundings.ts";
export { isInside, pointDistance, polygonDistance } from "./shapes.ts";
