/** Rows of the messages that Foxglove publishes (2.1), names and numbers as there. @module */
import { type MessageRow, stamp } from "./message_row.ts";

/** Messages that protobuf itself knows. */
export const wellKnownRows = {
  "google.protobuf.Timestamp": {
    text: "A point in time: seconds and nanoseconds since the recording's epoch",
    fields: { seconds: [1, "int64"], nanos: [2, "int32"] },
  },
} as const satisfies Record<string, MessageRow>;

/** `foxglove.*`. */
export const foxgloveRows = {
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
  "foxglove.CompressedImage": {
    text: "An image of a camera as a file of its format",
    fields: {
      timestamp: stamp,
      data: [2, "bytes"],
      format: [3, "string"],
      frame_id: [4, "string"],
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
