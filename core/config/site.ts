/** Sections `sim`, `run` and the small ones. @module */
import * as v from "valibot";
import { count, quantity } from "./fields.ts";

const ms = (min: number, max: number, text: string) => quantity(min, max, { unit: "ms", text });

/** Schema of section `sim`. */
export const simSchema = v.strictObject({
  engine: v.optional(v.picklist(["planar", "mujoco", "external"]), "planar"),
  url: v.optional(v.string(), "ws://127.0.0.1:9870"),
  ticksPerMessage: v.optional(
    count(1, 1000, { text: "Ticks that an external simulator goes on by one message" }),
    1,
  ),
  engineTimeoutMs: v.optional(ms(100, 600_000, "An external simulator answers within"), 10_000),
  physicsHz: v.optional(count(50, 10_000, { unit: "Hz", text: "Physics rate" })),
  noise: v.optional(v.boolean(), true),
  perceptionLatencyMs: v.optional(ms(0, 60_000, "A matched scan arrives after"), 20),
  plannerLatencyMs: v.optional(ms(0, 60_000, "A planned path arrives after"), 50),
  fleet: v.optional(
    v.strictObject({
      latencyMs: v.optional(ms(0, 60_000, "What one robot tells another arrives after"), 50),
      lossShare: v.optional(
        quantity(0, 1, { unit: "1", text: "Share of what robots tell each other that is lost" }),
        0,
      ),
    }),
    {},
  ),
  floor: v.optional(
    v.strictObject({
      scaleError: v.optional(
        quantity(0, 0.5, {
          unit: "1",
          text: "Left wheel rolls so much further, the right one less",
        }),
        0,
      ),
      slipNoise: v.optional(
        quantity(0, 0.5, { unit: "1", text: "Slip of each wheel as a share of its way" }),
        0,
      ),
    }),
    {},
  ),
  massKg: v.optional(quantity(0.01, 10_000, { unit: "kg", text: "Mass without payload" }), 10),
  payloadKg: v.optional(
    quantity(0, 10_000, { unit: "kg", text: "Payload: it makes motors and brakes slower" }),
    0,
  ),
  friction: v.optional(
    quantity(0.01, 2, { unit: "1", text: "Friction of wheels on the floor" }),
    0.8,
  ),
});

/** Schema of section `run`. */
export const runSchema = v.strictObject({
  socket: v.optional(v.string()),
  stateFolder: v.optional(v.string()),
  autostart: v.optional(v.picklist(["never", "boot"]), "never"),
  stopTimeoutMs: v.optional(ms(100, 60_000, "Graceful stop takes at most"), 3000),
});

/** Schema of section `telemetry`. */
export const telemetrySchema = v.strictObject({
  logs: v.optional(
    v.strictObject({
      level: v.optional(v.picklist(["debug", "info", "warning", "error"]), "info"),
    }),
    {},
  ),
});
