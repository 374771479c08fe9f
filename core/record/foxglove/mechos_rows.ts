/** Rows of the messages that no published schema has: `mechos.*`. @module */
import { type MessageRow, stamp } from "./message_row.ts";

/** What sensors say. */
export const sensorRows = {
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

/** What the kernel decides. */
export const kernelRows = {
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

/** What devices say of themselves. */
export const deviceRows = {
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
