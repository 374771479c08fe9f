// Longer than 300 lines: one table, a row for each message of a recording.
/**
 * The protobuf messages of recordings, in one table: names, numbers and types of fields. From it
 * follow the descriptors in the file, the tags that encoders write, the decoder, and the page of
 * topics. `foxglove.*` are the published schemas of Foxglove 2.1 (names and numbers as there, so
 * that viewers draw them unasked); `mechos.*` are ours.
 *
 * To add a message: add a row; write its encoder in a file encode_*.ts; tests/core/record/foxglove
 * decodes it with protobufjs through the descriptor made from the row.
 *
 * @module
 */

/** Types that are not messages. */
export type ScalarType =
  | "double"
  | "int64"
  | "int32"
  | "uint32"
  | "fixed32"
  | "bool"
  | "string"
  | "bytes";

/** A field: its number and its type, `repeated TYPE`, or the name of a message or enum. */
export type FieldRow = readonly [number, string];

/** A message. */
export interface MessageRow {
  readonly text: string;
  readonly fields: Readonly<Record<string, FieldRow>>;
  /** Enums declared inside: name to values in order from 0. */
  readonly enums?: Readonly<Record<string, readonly string[]>>;
}

const stamp: FieldRow = [1, "google.protobuf.Timestamp"];

const wellKnown = {
  "google.protobuf.Timestamp": {
    text: "A point in time: seconds and nanoseconds since the recording's epoch",
    fields: { seconds: [1, "int64"], nanos: [2, "int32"] },
  },
} as const satisfies Record<string, MessageRow>;

const foxglove = {
  "foxglove.Vector2": { text: "A vector", fields: { x: [1, "double"], y: [2, "double"] } },
  "foxglove.Vector3": {
    text: "A vector",
    fields: { x: [1, "double"], y: [2, "double"], z: [3, "double"] },
  },
  "foxglove.Quaternion": {
    text: "A rotation",
    fields: { x: [1, "double"], y: [2, "double"], z: [3, "double"], w: [4, "double"] },
  },
  "foxglove.Pose": {
    text: "Position and orientation",
    fields: { position: [1, "foxglove.Vector3"], orientation: [2, "foxglove.Quaternion"] },
  },
  "foxglove.KeyValuePair": {
    text: "A name and its value",
    fields: { key: [1, "string"], value: [2, "string"] },
  },
  "foxglove.PackedElementField": {
    text: "A field of the cells of a grid",
    fields: {
      name: [1, "string"],
      offset: [2, "fixed32"],
      type: [3, "foxglove.PackedElementField.NumericType"],
    },
    enums: {
      NumericType: [
        "UNKNOWN",
        "UINT8",
        "INT8",
        "UINT16",
        "INT16",
        "UINT32",
        "INT32",
        "FLOAT32",
        "FLOAT64",
      ],
    },
  },
  "foxglove.LaserScan": {
    text: "Ranges of a planar lidar, m; +Infinity is nothing in range, NaN an invalid beam",
    fields: {
      timestamp: stamp,
      frame_id: [2, "string"],
      pose: [3, "foxglove.Pose"],
      start_angle: [4, "double"],
      end_angle: [5, "double"],
      ranges: [6, "repeated double"],
      intensities: [7, "repeated double"],
    },
  },
  "foxglove.PoseInFrame": {
    text: "A pose in a frame",
    fields: { timestamp: stamp, frame_id: [2, "string"], pose: [3, "foxglove.Pose"] },
  },
  "foxglove.FrameTransform": {
    text: "Where a frame lies in its parent",
    fields: {
      timestamp: stamp,
      parent_frame_id: [2, "string"],
      child_frame_id: [3, "string"],
      translation: [4, "foxglove.Vector3"],
      rotation: [5, "foxglove.Quaternion"],
    },
  },
  "foxglove.FrameTransforms": {
    text: "Frames and their parents",
    fields: { transforms: [1, "repeated foxglove.FrameTransform"] },
  },
  "foxglove.Odometry": {
    text: "Estimated pose in a frame and velocity in the body's, m/s and rad/s",
    fields: {
      timestamp: stamp,
      frame_id: [2, "string"],
      body_frame_id: [3, "string"],
      pose: [4, "foxglove.Pose"],
      linear_velocity: [5, "foxglove.Vector3"],
      angular_velocity: [6, "foxglove.Vector3"],
      pose_covariance: [7, "repeated double"],
      velocity_covariance: [8, "repeated double"],
      metadata: [9, "repeated foxglove.KeyValuePair"],
    },
  },
  "foxglove.Grid": {
    text: "A grid of cells, row by row from the corner of least x and y",
    fields: {
      timestamp: stamp,
      frame_id: [2, "string"],
      pose: [3, "foxglove.Pose"],
      column_count: [4, "fixed32"],
      cell_size: [5, "foxglove.Vector2"],
      row_stride: [6, "fixed32"],
      cell_stride: [7, "fixed32"],
      fields: [8, "repeated foxglove.PackedElementField"],
      data: [9, "bytes"],
    },
  },
} as const satisfies Record<string, MessageRow>;

const mechosSensors = {
  "mechos.Imu": {
    text: "Yaw rate, rad/s, forward acceleration, m/s2, and tilt from upright, rad",
    fields: {
      timestamp: stamp,
      frame_id: [2, "string"],
      sequence: [3, "uint32"],
      yaw_rate_radps: [4, "double"],
      accel_mps2: [5, "double"],
      tilt_rad: [6, "double"],
    },
  },
  "mechos.Battery": {
    text: "Voltage, V, current, A (out of the battery positive), charge, %",
    fields: {
      timestamp: stamp,
      sequence: [2, "uint32"],
      voltage_v: [3, "double"],
      current_a: [4, "double"],
      percent: [5, "double"],
    },
  },
  "mechos.Bumper": {
    text: "A contact switch",
    fields: { timestamp: stamp, sequence: [2, "uint32"], pressed: [3, "bool"] },
  },
  "mechos.Ranges": {
    text: "A ring of range sensors, m; Infinity where nothing is within range, NaN where invalid",
    fields: { timestamp: stamp, sequence: [2, "uint32"], ranges_m: [3, "repeated double"] },
  },
  "mechos.WheelStates": {
    text: "Angles of the wheels since start, rad, and their rates, rad/s",
    fields: {
      timestamp: stamp,
      sequence: [2, "uint32"],
      left_rad: [3, "double"],
      right_rad: [4, "double"],
      left_radps: [5, "double"],
      right_radps: [6, "double"],
    },
  },
} as const satisfies Record<string, MessageRow>;

const mechosKernel = {
  "mechos.Command": {
    text: "What the drive is told: speed, m/s and rad/s, wheel rates, rad/s, effort -1..1",
    fields: {
      timestamp: stamp,
      intent_id: [2, "string"],
      source: [3, "string"],
      stage: [4, "string"],
      wanted_linear_mps: [5, "double"],
      wanted_angular_radps: [6, "double"],
      linear_mps: [7, "double"],
      angular_radps: [8, "double"],
      left_radps: [9, "double"],
      right_radps: [10, "double"],
      left_effort: [11, "double"],
      right_effort: [12, "double"],
      enabled: [13, "bool"],
      room_mps: [14, "double"],
    },
  },
  "mechos.Mode": {
    text: "Mode of the kernel, and what the failsafe does",
    fields: {
      timestamp: stamp,
      intent_id: [2, "string"],
      mode: [3, "string"],
      action: [4, "string"],
      cause: [5, "string"],
      authority: [6, "string"],
      latched: [7, "bool"],
      latch_id: [8, "uint32"],
    },
  },
  "mechos.Why": {
    text: "Why the robot does what it does, in one line",
    fields: {
      timestamp: stamp,
      intent_id: [2, "string"],
      line: [3, "string"],
      mode: [4, "string"],
      action: [5, "string"],
      cause: [6, "string"],
      stage: [7, "string"],
      authority: [8, "string"],
    },
  },
  "mechos.Decision": {
    text: "What the gate said of an intent",
    fields: {
      timestamp: stamp,
      intent_id: [2, "string"],
      source: [3, "string"],
      action: [4, "string"],
      verdict: [5, "string"],
      code: [6, "string"],
      rule: [7, "string"],
      reason: [8, "string"],
      limits_applied: [9, "repeated string"],
      reasons: [10, "repeated string"],
    },
  },
  "mechos.IntentStatus": {
    text: "Where an accepted intent stands; progress 0..1",
    fields: {
      timestamp: stamp,
      intent_id: [2, "string"],
      action: [3, "string"],
      state: [4, "string"],
      progress: [5, "double"],
      code: [6, "string"],
      reason: [7, "string"],
    },
  },
} as const satisfies Record<string, MessageRow>;

const mechosDevices = {
  "mechos.Fault": {
    text: "A fault that began or ended",
    fields: {
      timestamp: stamp,
      intent_id: [2, "string"],
      kind: [3, "string"],
      active: [4, "bool"],
      severity: [5, "string"],
      text: [6, "string"],
    },
  },
  "mechos.Health": {
    text: "What a driver says of its device",
    fields: {
      timestamp: stamp,
      device: [2, "string"],
      state: [3, "string"],
      healthy: [4, "bool"],
      detail: [5, "string"],
    },
  },
  "mechos.Ack": {
    text: "What a drive confirms",
    fields: {
      timestamp: stamp,
      intent_id: [2, "string"],
      device: [3, "string"],
      command_tick: [4, "uint32"],
      enabled: [5, "bool"],
      healthy: [6, "bool"],
    },
  },
  "mechos.Frame": {
    text: "Raw bytes to or from a device",
    fields: {
      timestamp: stamp,
      device: [2, "string"],
      outgoing: [3, "bool"],
      data: [4, "bytes"],
    },
  },
} as const satisfies Record<string, MessageRow>;

/** All messages. */
export const messageTable = {
  ...wellKnown,
  ...foxglove,
  ...mechosSensors,
  ...mechosKernel,
  ...mechosDevices,
} as const satisfies Record<string, MessageRow>;

/** The name of a message in the table. */
export type MessageName = keyof typeof messageTable;

/** Fields of a message. */
export type FieldName<N extends MessageName> = keyof (typeof messageTable)[N]["fields"] & string;

/** A type as it is meant: what it is, and whether it is repeated. */
export type FieldType =
  | { readonly kind: "scalar"; readonly scalar: ScalarType; readonly isList: boolean }
  | { readonly kind: "message"; readonly message: MessageName; readonly isList: boolean }
  | {
    readonly kind: "enum";
    readonly owner: MessageName;
    readonly name: string;
    readonly isList: boolean;
  };

const scalars: ReadonlySet<string> = new Set<ScalarType>([
  "double",
  "int64",
  "int32",
  "uint32",
  "fixed32",
  "bool",
  "string",
  "bytes",
]);

function isScalar(name: string): name is ScalarType {
  return scalars.has(name);
}

/** Whether a name is that of a message in the table. */
export function isMessageName(name: string): name is MessageName {
  return Object.hasOwn(messageTable, name);
}

/** Reads the type of a field row. A type that is not in the table is a bug. */
export function fieldType(row: FieldRow): FieldType {
  const isList = row[1].startsWith("repeated ");
  const name = isList ? row[1].slice("repeated ".length) : row[1];
  if (isScalar(name)) return { kind: "scalar", scalar: name, isList };
  if (isMessageName(name)) return { kind: "message", message: name, isList };
  const dot = name.lastIndexOf(".");
  const owner = name.slice(0, dot);
  if (isMessageName(owner)) return { kind: "enum", owner, name: name.slice(dot + 1), isList };
  throw new Error(`Invariant broken: type "${name}" is not in the message table`);
}

/** The row of a message, by its general form. */
export function messageRow(name: MessageName): MessageRow {
  return messageTable[name];
}
