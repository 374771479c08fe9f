/** Section `server`: viewers of the running robot. @module */
import * as v from "valibot";
import { count } from "./fields.ts";

const text = (text: string) => v.pipe(v.string(), v.metadata({ text }));

/** Schema of section `server`. */
export const serverSchema = v.strictObject({
  enabled: v.optional(
    v.pipe(v.boolean(), v.metadata({ text: "Serve viewers (Foxglove WebSocket) on loopback" })),
    false,
  ),
  port: v.optional(count(0, 65_535, { text: "Port on 127.0.0.1; 0 takes any that is free" }), 8765),
  token: v.optional(
    v.pipe(
      v.string(),
      v.minLength(8, "a token has at least 8 characters"),
      v.metadata({
        secret: true,
        text: "What viewers must show; made anew at each start if unset",
      }),
    ),
  ),
  origins: v.optional(
    v.array(text("An origin whose pages may look, e.g. https://viewer.example")),
    [],
  ),
});
