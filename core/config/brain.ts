/** Section `brain`: who decides, how long it may take, what it may cost. @module */
import * as v from "valibot";
import { maxSidePx } from "core/image/mod.ts";
import { count, quantity } from "./fields.ts";

const ms = (min: number, max: number, text: string) => quantity(min, max, { unit: "ms", text });
const tokens = (min: number, max: number, text: string) => count(min, max, { unit: "1", text });

/** Names of the brain drivers (INTERFACES.md section 8). */
export const brainDrivers = [
  "none",
  "scripted",
  "ollama",
  "openai",
  "anthropic",
  "recorded",
  "adversary",
] as const;

const caps = v.strictObject({
  requests: v.optional(count(0, 1_000_000_000, { text: "Calls within the window" })),
  tokens: v.optional(count(0, 1_000_000_000_000, { text: "Tokens within the window" })),
  usd: v.optional(quantity(0, 1_000_000, { unit: "USD", text: "Money within the window" })),
});

const budget = v.strictObject({
  minute: v.optional(caps),
  hour: v.optional(caps),
  day: v.optional(caps),
  mission: v.optional(caps),
  lifetime: v.optional(caps),
  warnPercent: v.optional(
    quantity(1, 100, { unit: "%", text: "Share of a cap at which operator and model are told" }),
    80,
  ),
});

const breaker = v.strictObject({
  failures: v.optional(count(1, 100, { text: "Failures that rest a provider" }), 3),
  windowMs: v.optional(ms(100, 3_600_000, "Failures count within"), 60_000),
  restMs: v.optional(ms(10, 3_600_000, "First rest; doubles with each"), 10_000),
  maxRestMs: v.optional(ms(10, 86_400_000, "Longest rest"), 300_000),
});

const guard = v.strictObject({
  repeats: v.optional(count(2, 100, { text: "Equal actions in an equal state" }), 4),
  signFlips: v.optional(count(2, 100, { text: "Changes of direction within the window" }), 4),
  windowMs: v.optional(ms(100, 3_600_000, "Window of changes of direction"), 10_000),
  refusals: v.optional(count(2, 100, { text: "Refusals for one reason" }), 5),
  idleCalls: v.optional(count(2, 10_000, { text: "Calls without progress" }), 20),
  coolDownMs: v.optional(ms(0, 3_600_000, "Brain rests after a loop"), 10_000),
  polling: v.optional(v.array(v.string()), ["wait"]),
});

/** What a model is shown of cameras; off unless asked for, for images may show people. */
const images = v.strictObject({
  enabled: v.optional(
    v.pipe(v.boolean(), v.description("The model may look, and is sent what the camera saw")),
    false,
  ),
  perCall: v.optional(count(1, 4, { text: "Images that one question carries at most" }), 2),
  maxSidePx: v.optional(
    count(16, maxSidePx, { unit: "px", text: "Longer side; a larger image is made smaller" }),
    320,
  ),
});

/** Schema of section `brain`. */
export const brainSchema = v.strictObject({
  driver: v.optional(v.picklist(brainDrivers), "scripted"),
  model: v.optional(v.string()),
  url: v.optional(v.string()),
  allowInsecure: v.optional(v.boolean(), false),
  file: v.optional(v.string()),
  seed: v.optional(count(0, 0xffffffff, { text: "Seed of a generated brain" })),
  deadlineMs: v.optional(ms(10, 600_000, "One call may last, with all its tries"), 10_000),
  idleMs: v.optional(ms(10, 600_000, "Longest pause within an answer"), 3000),
  retries: v.optional(count(0, 5, { text: "Further tries of one call at one provider" }), 1),
  latencyMs: v.optional(
    ms(0, 600_000, "Answer delay in simulation; the measured one of a model if left out"),
  ),
  hz: v.optional(quantity(0.01, 100, { unit: "Hz", text: "Decisions a second, at most" }), 5),
  heartbeatMs: v.optional(ms(100, 3_600_000, "Thinks at least this often while idle"), 10_000),
  contextTokens: v.optional(tokens(256, 10_000_000, "Context that the model is loaded with"), 8192),
  maxTokens: v.optional(tokens(16, 100_000, "Longest answer"), 512),
  temperature: v.optional(quantity(0, 2, { unit: "1", text: "Chance in the answers" }), 0.2),
  onLoss: v.optional(v.picklist(["hold", "finishStep"]), "hold"),
  fallback: v.optional(v.array(v.string()), []),
  embeddings: v.optional(
    v.pipe(
      v.string(),
      v.metadata({ text: "Model that turns memories into vectors, as in fallback" }),
    ),
  ),
  rules: v.optional(
    v.pipe(v.array(v.pipe(v.string(), v.maxLength(500))), v.maxLength(20)),
    [],
  ),
  breaker: v.optional(breaker, {}),
  budget: v.optional(budget, {}),
  prices: v.optional(v.string()),
  guard: v.optional(guard, {}),
  images: v.optional(images, {}),
  apiKey: v.optional(
    v.pipe(v.string(), v.metadata({ secret: true, text: "Key of the model server" })),
  ),
});
