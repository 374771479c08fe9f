/**
 * What this robot really has, for the model: its places, relays, limits and the actions that were
 * granted to its lane. The answer's schema and the rules of the prompt are made from this.
 *
 * @module
 */
import type { Config } from "core/config/mod.ts";
import { compileDrive } from "core/kernel/mod.ts";
import { driveKinds, sharpestPerM } from "core/world/mod.ts";
import { intentActions, type IntentNames } from "core/messages/mod.ts";
import { type MissionFacts, skillNeeds, type Skills } from "core/missions/mod.ts";

/** A place with its pose, so that a model can reason about distances. */
export interface PlaceFact {
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

/** The facts of one robot. m, m/s, rad/s, ms. */
export interface RobotFacts extends MissionFacts {
  readonly robot: string;
  readonly places: readonly PlaceFact[];
  /** Relays and signals by name. */
  readonly relays: readonly string[];
  readonly cameras: readonly string[];
  /** Other robots that a message can reach. */
  readonly peers: readonly string[];
  /** Actions a model's intent may have here. */
  readonly actions: readonly string[];
  readonly maxLinearMps: number;
  readonly maxReverseMps: number;
  readonly maxAngularRadps: number;
  /** Sideways; 0 on every drive but `omni`. */
  readonly maxLateralMps: number;
  /** Least turning radius; 0 where the robot turns on the spot. */
  readonly leastRadiusM: number;
  readonly maxDriveMs: number;
  readonly hasDock: boolean;
  /** The owner's skills all of whose actions this robot has and its brain is granted. */
  readonly skills: Skills;
}

/** Actions that no robot of this version has a device for. */
const withoutDevice: ReadonlySet<string> = new Set([
  "none",
  "move_end_effector",
  "gripper",
  "set_joint",
]);

/** Reads the facts out of config; `names` are those the gate knows. */
export function robotFacts(config: Config, names: IntentNames): RobotFacts {
  const granted: readonly string[] = config.kernel.capabilities.brain;
  const isGranted = (action: string) => granted.includes("all") || granted.includes(action);
  const drive = compileDrive(config);
  const radiusM = drive.kind === driveKinds.ackermann ? 1 / sharpestPerM(drive) : 0;
  const hasDock = names.places.includes("dock");
  const places = names.places.map((name) => {
    const at = config.world.places[name] ?? config.world.dock;
    return { name, x: at?.x ?? 0, y: at?.y ?? 0 };
  });
  const { cameras = [], peers = [] } = names;
  const isScripted = config.brain.driver === "scripted";
  const actions: readonly string[] = intentActions.filter((action) => {
    if (withoutDevice.has(action) || !isGranted(action)) return false;
    if (action === "turn" && radiusM > 0) return false;
    if (action === "trigger_relay") return names.relays.length > 0;
    // A model whose images are off cannot see what a look would give it.
    if (action === "look") return cameras.length > 0 && (isScripted || config.brain.images.enabled);
    if (action === "message_peer" || action === "broadcast_fleet") return peers.length > 0;
    return action !== "dock" || hasDock;
  });
  const isThere = (action: string) => actions.includes(action);
  const skills = Object.fromEntries(
    Object.entries(config.skills).filter(([, skill]) => skillNeeds(skill).every(isThere)),
  );
  return {
    robot: config.robot.name,
    names,
    skills,
    places,
    relays: names.relays,
    cameras,
    peers,
    actions,
    maxLinearMps: config.kernel.limits.maxLinearMps,
    maxReverseMps: config.kernel.limits.maxReverseMps,
    maxAngularRadps: config.kernel.limits.maxAngularRadps,
    maxLateralMps: config.kernel.limits.maxLateralMps,
    leastRadiusM: radiusM,
    maxDriveMs: config.kernel.maxDriveMs.model,
    hasDock,
  };
}
