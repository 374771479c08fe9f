/** Simulators of somebody else's in lockstep: the protocol, the connection, the world behind it. @module */
export {
  type EngineAnswer,
  engineFault,
  engineLimits,
  engineProtocol,
  type EngineRequest,
  type EngineRobot,
  type EngineSample,
  readAnswer,
} from "./protocol.ts";
export {
  connectEngine,
  type EngineLink,
  type EngineWire,
  type OpenEngineWire,
} from "./engine_link.ts";
export {
  createOutsideWorld,
  type OutsideSpec,
  type OutsideWorld,
  type WorldMotion,
} from "./outside_world.ts";
