/**
 * The topics of a recording (INTERFACES.md section 7), in one table: what each carries and how.
 * Structured topics are protobuf, so that Foxglove, Lichtblick, PlotJuggler and Rerun draw them;
 * the kernel's inputs, outputs and keyframes are fixed structs, because replay compares their
 * bytes; texts are JSON.
 *
 * To add a topic: add a row; core/record/topics.md is written from the table and a test says when
 * the two differ.
 *
 * @module
 */
import { type MessageName, messageTable } from "core/record/foxglove/mod.ts";

/** Types of JSON fields. */
type JsonType = "string" | "number" | "boolean" | "object" | "array";

/** How a topic's messages are encoded. */
export type TopicCoding =
  | { readonly kind: "protobuf"; readonly message: MessageName }
  | {
    readonly kind: "json";
    /** Name of the JSON Schema. */
    readonly schema: string;
    /** Known fields; others may stand beside them. */
    readonly fields: Readonly<Record<string, JsonType>>;
  }
  | { readonly kind: "struct"; readonly struct: "inputs" | "outputs" | "keyframe" };

/** A topic. */
export interface TopicRow {
  readonly path: string;
  /** True where a device's name follows the path: `/sensors/lidar/front`. */
  readonly isNamed: boolean;
  readonly text: string;
  readonly coding: TopicCoding;
}

const protobuf = (message: MessageName): TopicCoding => ({ kind: "protobuf", message });
const json = (schema: string, fields: Readonly<Record<string, JsonType>>): TopicCoding => ({
  kind: "json",
  schema,
  fields,
});
const sensor = (path: string, message: MessageName, text: string): TopicRow => ({
  path: `/sensors/${path}`,
  isNamed: true,
  text,
  coding: protobuf(message),
});
const row = (path: string, coding: TopicCoding, text: string): TopicRow => ({
  path,
  isNamed: false,
  text,
  coding,
});

/** Every topic, by the key under which code names it. */
export const topicTable = {
  lidar: sensor("lidar", "foxglove.LaserScan", "scans"),
  imu: sensor("imu", "mechos.Imu", "inertial samples"),
  odom: sensor("odom", "foxglove.Odometry", "odometry of the wheels"),
  battery: sensor("battery", "mechos.Battery", "battery samples"),
  bumper: sensor("bumper", "mechos.Bumper", "contact"),
  range: sensor("range", "mechos.Ranges", "range sensors"),
  camera: sensor("camera", "foxglove.CompressedImage", "images, PNG"),
  joints: sensor("joints", "mechos.WheelStates", "encoders"),
  pose: row("/world/pose", protobuf("foxglove.PoseInFrame"), "where the robot believes it is"),
  map: row("/world/map", protobuf("foxglove.Grid"), "the map"),
  tf: row("/tf", protobuf("foxglove.FrameTransforms"), "frames"),
  prompt: row(
    "/brain/prompt",
    json("mechos.Prompt", { intentId: "string", model: "string", text: "string" }),
    "what a brain was asked",
  ),
  response: row(
    "/brain/response",
    json("mechos.Response", {
      intentId: "string",
      model: "string",
      text: "string",
      latencyMs: "number",
    }),
    "what it answered",
  ),
  intent: row(
    "/intent",
    json("mechos.Intent", {
      id: "string",
      source: "string",
      agent: "string",
      action: "string",
      issuedAtNs: "number",
      ttlMs: "number",
      missionId: "string",
    }),
    "intents as they arrived",
  ),
  intentStatus: row("/intent/status", protobuf("mechos.IntentStatus"), "their life"),
  decision: row("/gate/decision", protobuf("mechos.Decision"), "what the gate said of them"),
  command: row("/kernel/command", protobuf("mechos.Command"), "what the drive is told"),
  mode: row("/kernel/mode", protobuf("mechos.Mode"), "mode and failsafe, at each change"),
  why: row("/kernel/why", protobuf("mechos.Why"), "why, at each change"),
  inputs: row("/kernel/inputs", { kind: "struct", struct: "inputs" }, "all a tick knew"),
  outputs: row("/kernel/outputs", { kind: "struct", struct: "outputs" }, "all a tick said"),
  keyframe: row("/kernel/keyframe", { kind: "struct", struct: "keyframe" }, "the kernel's state"),
  tree: row(
    "/tree",
    json("mechos.Tree", {
      intentId: "string",
      node: "string",
      index: "number",
      status: "string",
    }),
    "nodes of the behaviour tree, at each change",
  ),
  mission: row(
    "/mission",
    json("mechos.Mission", {
      intentId: "string",
      missionId: "string",
      state: "string",
      reason: "string",
    }),
    "missions, at each change",
  ),
  halFrame: row("/hal/frame", protobuf("mechos.Frame"), "raw bytes of serial devices"),
  halAck: row("/hal/ack", protobuf("mechos.Ack"), "what drives confirm"),
  halHealth: row("/hal/health", protobuf("mechos.Health"), "what drivers say of their devices"),
  fault: row("/fault", protobuf("mechos.Fault"), "faults that began or ended"),
  operator: row(
    "/operator",
    json("mechos.Operator", { act: "string", operator: "string", value: "string" }),
    "acts of operators",
  ),
  params: row(
    "/params",
    json("mechos.Param", { path: "string", value: "string", origin: "string" }),
    "parameters that changed",
  ),
  log: row(
    "/log",
    json("foxglove.Log", {
      timestamp: "object",
      level: "number",
      message: "string",
      name: "string",
      file: "string",
      line: "number",
      intentId: "string",
    }),
    "log lines; timestamp is {sec, nsec}, level 1 debug to 5 fatal",
  ),
  recorder: row(
    "/recorder",
    json("mechos.Recorder", {
      event: "string",
      topic: "string",
      count: "number",
      text: "string",
    }),
    "what the recorder says of itself: gaps, thinning, stops, parts",
  ),
  metrics: row("/metrics", json("mechos.Metrics", {}), "numbers by name"),
} as const satisfies Record<string, TopicRow>;

/** The key of a topic. */
export type TopicKey = keyof typeof topicTable;

/** The JSON Schema of a JSON topic. */
export function jsonSchemaText(coding: TopicCoding & { readonly kind: "json" }): string {
  const properties = Object.entries(coding.fields).map(([name, type]) => [name, { type }]);
  return JSON.stringify({
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    title: coding.schema,
    type: "object",
    properties: Object.fromEntries(properties),
  });
}

function codingText(coding: TopicCoding): string {
  switch (coding.kind) {
    case "protobuf":
      return `\`${coding.message}\``;
    case "json":
      return `JSON \`${coding.schema}\``;
    case "struct":
      return "struct";
  }
}

/** The text of core/record/topics.md, written from the tables. */
export function renderTopicPage(): string {
  const rows: readonly TopicRow[] = Object.values(topicTable);
  const topics = rows.map(({ path, isNamed, coding, text }) =>
    `| \`${path}${isNamed ? "/NAME" : ""}\` | ${codingText(coding)} | ${text} |`
  );
  const messages = Object.entries(messageTable).flatMap(([name, { text, fields }]) => [
    "",
    `### ${name}`,
    "",
    `${text}.`,
    "",
    ...Object.entries(fields).map(([field, [number, type]]) => `${number}. \`${field}\` ${type}`),
  ]);
  return [
    "# Topics of a recording",
    "",
    "Written from `core/record/topics.ts` and `core/record/foxglove/schema_table.ts`; a test says when",
    "they differ. Times are ns since the recording's epoch.",
    "",
    "| topic | message | what it carries |",
    "| --- | --- | --- |",
    ...topics,
    "",
    "## Protobuf messages",
    ...messages,
    "",
  ].join("\n");
}
