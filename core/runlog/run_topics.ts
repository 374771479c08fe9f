/** The topics of a run's recording, opened once; sensors carry the names of the config. @module */
import { camerasOf, type Config } from "core/config/mod.ts";
import type { TopicWriter } from "core/record/mod.ts";

/** Handles of the open topics. */
export type RunTopics = Readonly<ReturnType<typeof openTopics>>;

function sensorName(config: Config, kind: string): string {
  return config.robot.sensors.find((sensor) => sensor.kind === kind)?.name ?? kind;
}

/** Opens every topic a run may write; a channel appears with its first message. */
export function openTopics(recording: TopicWriter, config: Config) {
  const at = (kind: string): string => sensorName(config, kind);
  return {
    inputs: recording.topic("inputs"),
    outputs: recording.topic("outputs"),
    keyframe: recording.topic("keyframe"),
    lidar: recording.topic("lidar", at("lidar")),
    imu: recording.topic("imu", at("imu")),
    odom: recording.topic("odom", at("encoder")),
    battery: recording.topic("battery", at("battery")),
    bumper: recording.topic("bumper", at("bumper")),
    range: recording.topic("range", at("range")),
    cameras: new Map(
      camerasOf(config).map(({ name }) => [name, recording.topic("camera", name)] as const),
    ),
    joints: recording.topic("joints", at("encoder")),
    pose: recording.topic("pose"),
    tf: recording.topic("tf"),
    map: recording.topic("map"),
    command: recording.topic("command"),
    mode: recording.topic("mode"),
    why: recording.topic("why"),
    fault: recording.topic("fault"),
    decision: recording.topic("decision"),
    status: recording.topic("intentStatus"),
    intent: recording.topic("intent"),
    prompt: recording.topic("prompt"),
    response: recording.topic("response"),
    log: recording.topic("log"),
    operator: recording.topic("operator"),
    params: recording.topic("params"),
    mission: recording.topic("mission"),
    tree: recording.topic("tree"),
  };
}
