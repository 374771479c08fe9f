/**
 * The leaves that a robot carries out, with their ports. What they do is in core/kernel/tree; here
 * is what a tree file may say. To add a leaf: append a row here and its function there.
 *
 * @module
 */
import { type KindSpec, leafSpec, portSpec } from "./kinds.ts";

const device = portSpec("device", "device", "device", null, "relay or signal by its name");
const state = portSpec("state", "state", { choices: ["off", "on"] }, 1, "off or on");
const longest = [0, 86_400_000] as const;
const onFor = portSpec("msec", "for", "ms", 0, "how long it stays on; 0 = until switched", longest);
const holdFor = portSpec("msec", "for", "ms", 0, "how long; 0 = until something ends it", longest);
const honkFor = portSpec("msec", "for", "ms", 1000, "how long it sounds", [50, 60_000]);
const question = portSpec("question", "question", "text", null, "what the operator is asked");
const patience = portSpec(
  "timeout_ms",
  "timeout",
  "ms",
  60_000,
  "without an answer until",
  longest,
);
const otherwise = portSpec(
  "fallback",
  "fallback",
  { choices: ["failure", "success"] },
  0,
  "what no answer counts as",
);
const message = portSpec("message", "message", "text", null, "what the operator is told");
const distance = portSpec("distance_m", "distanceM", "number", 0.3, "how far back, m", [0.02, 2]);
const speed = portSpec("speed_mps", "speedMps", "number", 0.1, "how fast, m/s", [0.01, 0.5]);
const angle = portSpec("angle_rad", "angleRad", "number", null, "how far, rad", [-6.3, 6.3]);

/** The robot's leaves in the order of their numbers: append only. */
export const robotLeaves = [
  leafSpec("Stop", "runs until the robot stands"),
  leafSpec("Hold", "keeps the robot standing", [holdFor]),
  leafSpec("BackOff", "drives back where the failsafe may move", [distance, speed]),
  leafSpec("Turn", "turns on the spot where the failsafe may move", [angle]),
  leafSpec("Return", "goes home by plan or trail where the failsafe may move"),
  leafSpec("Dock", "goes to the dock where the failsafe may move"),
  leafSpec("Signal", "switches a signal", [device, state, onFor]),
  leafSpec("SetRelay", "switches a relay", [device, state, onFor]),
  leafSpec("Honk", "sounds the horn, else lights the light, else does nothing", [honkFor]),
  leafSpec("AlertOperator", "tells the operators something", [message]),
  leafSpec("Ask", "asks the operators: yes succeeds, no fails", [question, patience, otherwise]),
  leafSpec("Disarm", "ramps down and takes the drives' power; an operator must acknowledge it"),
  leafSpec("ClearCostmap", "the next way is planned without what was remembered of things"),
] as const satisfies readonly KindSpec[];

/** A leaf of the robot by name. */
export type RobotLeaf = (typeof robotLeaves)[number]["xml"];

/** Names of the leaves in the order of their numbers. */
export const robotLeafNames: readonly RobotLeaf[] = robotLeaves.map((leaf) => leaf.xml);
