/**
 * How a recorder cares for topics: which last values must stand at the start of every part, and
 * which topics go first where the disk is short. A topic that is not listed has the middle place.
 *
 * @module
 */
import { type TopicKey, topicTable } from "./topics.ts";

/**
 * What is given up first: `copy` (what inputs hold as well, or much of it), then `useful`; what is
 * `essential` is kept until nothing can be written.
 */
export type Priority = "essential" | "useful" | "copy";

/** How one topic is treated. */
export interface TopicCare {
  readonly priority: Priority;
  /** True where the last value says how things are: it is repeated at the start of a part. */
  readonly isLatched: boolean;
  /** For latched JSON topics: a last value is kept for each value of this field. */
  readonly latchBy?: string;
}

const care = (priority: Priority, isLatched = false): TopicCare => ({ priority, isLatched });

const usual = care("useful");

const table: Readonly<Partial<Record<TopicKey, TopicCare>>> = {
  inputs: care("essential"),
  outputs: care("essential"),
  keyframe: care("essential"),
  intent: care("essential"),
  decision: care("essential"),
  intentStatus: care("essential"),
  operator: care("essential"),
  fault: care("essential"),
  prompt: care("essential"),
  response: care("essential"),
  recorder: care("essential"),
  mode: care("essential", true),
  why: care("essential", true),
  mission: care("essential", true),
  params: { ...care("essential", true), latchBy: "path" },
  tree: care("useful", true),
  map: care("useful", true),
  halHealth: care("useful", true),
  log: care("useful"),
  lidar: care("copy"),
  imu: care("copy"),
  joints: care("copy"),
  // No copy of anything, but the largest by far: a full disk keeps what replay needs.
  camera: care("copy"),
  halFrame: care("copy"),
  metrics: care("copy"),
};

/** How the topic of a key is treated. */
export function careOf(key: TopicKey): TopicCare {
  return table[key] ?? usual;
}

const latchedPaths: ReadonlySet<string> = new Set(
  Object.entries(table).filter(([, one]) => one.isLatched)
    .map(([key]) => Object.entries(topicTable).find(([name]) => name === key)?.[1].path ?? ""),
);

/** Topics of ROS whose only message comes first. */
const rosLatched: ReadonlySet<string> = new Set(["/tf_static", "/robot_description"]);

/**
 * True where the last value of a recorded topic should stand at the start of what is cut out of
 * its file: our latched topics, and those that ROS 2 recorded as transient local.
 */
export function isLatchedTopic(topic: string, metadata: ReadonlyMap<string, string>): boolean {
  if (latchedPaths.has(topic) || rosLatched.has(topic)) return true;
  const profiles = metadata.get("offered_qos_profiles") ?? "";
  return /durability:\s*(1|transient_local)\b/.test(profiles);
}
