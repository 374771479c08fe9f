/**
 * `lerobot`: the layout of LeRobot data sets v3.0 without videos. A recording is one episode; the
 * state is the estimate (x, y, heading, speed, turn rate), the action the limiter's command.
 *
 * @module
 */
import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import { fail, ok } from "core/fault.ts";
import { createOutputs, describeOutputs, outputsBytes } from "core/messages/mod.ts";
import { readMessages } from "core/record/mod.ts";
import type { Exporter, ExportPlan } from "./export_plan.ts";
import { createRedactor } from "./redact.ts";

/** Frames a second of the set. */
const fps = 20;
const stateNames = ["x_m", "y_m", "yaw_rad", "linear_mps", "angular_radps"];
const stateFields = [
  "odomXM",
  "odomYM",
  "odomYawRad",
  "odomLinearMps",
  "odomAngularRadps",
];
const actionNames = ["linear_mps", "angular_radps"];
const actionFields = ["linearMps", "angularRadps"];

type SchemaElement = NonNullable<Parameters<typeof parquetWriteBuffer>[0]["schema"]>[number];

const utf8 = new TextEncoder();

interface Frames {
  readonly state: number[][];
  readonly action: number[][];
  readonly timestamps: number[];
}

function collect(plan: ExportPlan): Frames {
  const fields = describeOutputs(createOutputs());
  const offsetOf = (path: string): number => fields.find((one) => one.path === path)?.offset ?? 0;
  const stateAt = stateFields.map(offsetOf);
  const actionAt = actionFields.map(offsetOf);
  const frames: Frames = { state: [], action: [], timestamps: [] };
  let startNs = -1;
  for (const message of readMessages(plan.input, { topics: ["/kernel/outputs"] })) {
    const { logTimeNs, data } = message;
    if (message.damaged || data.length !== outputsBytes) continue;
    if (logTimeNs < plan.fromNs || logTimeNs > plan.toNs) continue;
    if (startNs < 0) startNs = logTimeNs;
    const frame = frames.timestamps.length;
    if (logTimeNs - startNs < frame * 1e9 / fps) continue;
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    frames.state.push(stateAt.map((at) => Math.fround(view.getFloat64(at, true))));
    frames.action.push(actionAt.map((at) => Math.fround(view.getFloat64(at, true))));
    frames.timestamps.push(Math.fround(frame / fps));
  }
  return frames;
}

function list(name: string, type: "FLOAT" | "BYTE_ARRAY"): SchemaElement[] {
  const element: SchemaElement = { name: "element", repetition_type: "OPTIONAL", type };
  return [
    { name, repetition_type: "OPTIONAL", num_children: 1, converted_type: "LIST" },
    { name: "list", repetition_type: "REPEATED", num_children: 1 },
    type === "FLOAT" ? element : { ...element, converted_type: "UTF8" },
  ];
}

function plain(name: string, type: "FLOAT" | "INT64"): SchemaElement {
  return { name, repetition_type: "OPTIONAL", type };
}

function parquet(
  columns: ColumnSource[],
  schema: SchemaElement[],
  kvMetadata: { key: string; value: string }[] = [],
): Uint8Array {
  const root: SchemaElement = { name: "root", num_children: columns.length };
  const schemas = [root, ...schema];
  return new Uint8Array(parquetWriteBuffer({ columnData: columns, schema: schemas, kvMetadata }));
}

const int = (values: readonly number[]): bigint[] => values.map((value) => BigInt(value));

function frameTable(frames: Frames): Uint8Array {
  const count = frames.timestamps.length;
  const indexes = Array.from({ length: count }, (_value, index) => index);
  const zeros = indexes.map(() => 0);
  return parquet([
    { name: "observation.state", data: frames.state },
    { name: "action", data: frames.action },
    { name: "timestamp", data: frames.timestamps },
    { name: "frame_index", data: int(indexes) },
    { name: "episode_index", data: int(zeros) },
    { name: "index", data: int(indexes) },
    { name: "task_index", data: int(zeros) },
  ], [
    ...list("observation.state", "FLOAT"),
    ...list("action", "FLOAT"),
    plain("timestamp", "FLOAT"),
    plain("frame_index", "INT64"),
    plain("episode_index", "INT64"),
    plain("index", "INT64"),
    plain("task_index", "INT64"),
  ]);
}

function episodeTable(length: number, task: string): Uint8Array {
  const numbers: [string, number][] = [
    ["episode_index", 0],
    ["length", length],
    ["data/chunk_index", 0],
    ["data/file_index", 0],
    ["dataset_from_index", 0],
    ["dataset_to_index", length],
    ["meta/episodes/chunk_index", 0],
    ["meta/episodes/file_index", 0],
  ];
  return parquet([
    ...numbers.map(([name, value]) => ({ name, data: int([value]) })),
    { name: "tasks", data: [[task]] },
  ], [...numbers.map(([name]) => plain(name, "INT64")), ...list("tasks", "BYTE_ARRAY")]);
}

/** Tasks by their text: a data frame whose index is the text. */
function taskTable(task: string): Uint8Array {
  const column = (name: string, pandas: string, numpy: string) => ({
    name,
    field_name: name,
    pandas_type: pandas,
    numpy_type: numpy,
    metadata: null,
  });
  const pandas = {
    index_columns: ["task"],
    column_indexes: [],
    columns: [column("task_index", "int64", "int64"), column("task", "unicode", "object")],
    creator: { library: "mechos", version: "1" },
    pandas_version: "2.0.0",
  };
  return parquet([
    { name: "task_index", data: int([0]) },
    { name: "task", data: [task] },
  ], [
    plain("task_index", "INT64"),
    { name: "task", repetition_type: "OPTIONAL", type: "BYTE_ARRAY", converted_type: "UTF8" },
  ], [{ key: "pandas", value: JSON.stringify(pandas) }]);
}

function statsOf(rows: readonly (readonly number[])[]): object {
  const width = rows[0]?.length ?? 0;
  const columns = Array.from(
    { length: width },
    (_value, at) => rows.map((row) => row[at] ?? 0),
  );
  const means = columns.map((values) =>
    values.reduce((sum, value) => sum + value, 0) / values.length
  );
  const least = (values: number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity);
  const most = (values: number[]): number => values.reduce((a, b) => Math.max(a, b), -Infinity);
  return {
    min: columns.map(least),
    max: columns.map(most),
    mean: means,
    std: columns.map((values, at) => {
      const mean = means[at] ?? 0;
      const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
      return Math.sqrt(squares / values.length);
    }),
    count: [rows.length],
  };
}

function infoOf(length: number, robot: string): object {
  const one = (dtype: string) => ({ dtype, shape: [1], names: null });
  const vector = (names: readonly string[]) => ({ dtype: "float32", shape: [names.length], names });
  return {
    codebase_version: "v3.0",
    robot_type: robot,
    total_episodes: 1,
    total_frames: length,
    total_tasks: 1,
    chunks_size: 1000,
    data_files_size_in_mb: 100,
    video_files_size_in_mb: 200,
    fps,
    splits: { train: "0:1" },
    data_path: "data/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet",
    video_path: null,
    features: {
      "observation.state": vector(stateNames),
      action: vector(actionNames),
      timestamp: one("float32"),
      frame_index: one("int64"),
      episode_index: one("int64"),
      index: one("int64"),
      task_index: one("int64"),
    },
  };
}

/** The mission's text and the robot's name, as the recording's metadata tell them. */
function textsOf(plan: ExportPlan): { task: string; robot: string } {
  const found = new Map<string, string>();
  const messages = readMessages(plan.input, {
    topics: [],
    onRecord: (record) => {
      if (record.type !== "Metadata") return;
      for (const [key, value] of record.metadata) found.set(`${record.name}.${key}`, value);
    },
  });
  for (const _message of messages) break;
  const scenario: unknown = JSON.parse(found.get("scenario.json") ?? "null");
  const config: unknown = JSON.parse(found.get("config.json") ?? "null");
  const text = (value: unknown, name: string): unknown =>
    typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
  const mission = text(scenario, "mission");
  const robot = text(text(config, "robot"), "name");
  return {
    task: typeof mission === "string" ? mission.trim() : found.get("mechos.scenario") || "drive",
    robot: typeof robot === "string" ? robot : "unknown",
  };
}

/** Writes a LeRobot v3.0 data set. Fails with RECORD_EMPTY where there is no frame. */
export const exportLerobot: Exporter = (plan, folder) => {
  const frames = collect(plan);
  const length = frames.timestamps.length;
  if (length === 0) {
    return fail({
      code: "RECORD_EMPTY",
      message: "Cannot export frames: the recording holds no outputs of the kernel there",
      help: "only runs of MechOS have them; see mechos record info FILE",
    });
  }
  const redactor = createRedactor(plan.redact, plan.personal);
  const { task, robot } = textsOf(plan);
  const clean = redactor.text(task);
  const json = (value: unknown): Uint8Array => utf8.encode(`${JSON.stringify(value, null, 2)}\n`);
  const numbered = frames.timestamps.map((_value, index) => [index]);
  const zeros = numbered.map(() => [0]);
  const stats = {
    "observation.state": statsOf(frames.state),
    action: statsOf(frames.action),
    timestamp: statsOf(frames.timestamps.map((value) => [value])),
    frame_index: statsOf(numbered),
    episode_index: statsOf(zeros),
    index: statsOf(numbered),
    task_index: statsOf(zeros),
  };
  folder.append("meta/info.json", json(infoOf(length, redactor.text(robot))));
  folder.append("meta/stats.json", json(stats));
  folder.append("meta/tasks.parquet", taskTable(clean));
  folder.append("meta/episodes/chunk-000/file-000.parquet", episodeTable(length, clean));
  folder.append("data/chunk-000/file-000.parquet", frameTable(frames));
  const files = [{ name: "data/chunk-000/file-000.parquet", rows: length }];
  return ok({ files, redactions: redactor.count, leftOut: [] });
};
