/**
 * What a model gets of a look, over real HTTP: the camera's image in the form of each provider,
 * bounded in number and size, its tokens reserved; and what it reads where there is nothing to see.
 */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { unwrap } from "core/fault.ts";
import { type Brain, createBrain, robotFacts } from "core/brain/mod.ts";
import { createBudget } from "core/brain/budget.ts";
import { imageTokens } from "core/brain/image_tokens.ts";
import { builtInPrices } from "core/brain/prices.ts";
import { createProviderDriver, type ModelRequest, parseSpec } from "core/brain/protocols/mod.ts";
import { mostTokens, requestTokens } from "core/brain/token_estimate.ts";
import type { Config } from "core/config/mod.ts";
import { type CameraImage, decodePng, encodePng } from "core/image/mod.ts";
import { createMemoryStore } from "core/store/mod.ts";
import { seeingConfig } from "tests/fixtures/brain_config.ts";
import type { Asked } from "tests/fixtures/model_protocols.ts";
import { type ModelServer, startModelServer } from "tests/fixtures/model_server.ts";
import { realClock } from "tests/fixtures/real_clock.ts";
import { look } from "tests/fixtures/thinking_brain.ts";

const sensors = ["front", "rear", "left"].map((name) => ({ kind: "camera", name }));
const cameras = sensors.map(({ name }) => name);
const names = { places: [], relays: ["hatch"], cameras };
const done = { kind: "succeeded" } as const;

/** A picture of one colour. */
function picture(camera: string, widthPx = 96, heightPx = 72, level = 200): CameraImage {
  const data = new Uint8Array(3 * widthPx * heightPx).fill(level);
  const png = encodePng({ widthPx, heightPx, bits: 8, channels: 3, data });
  return { camera, seq: 1, measuredNs: 0.75e9, widthPx, heightPx, png };
}

/** The images that a question carried, in the form of its protocol, as PNG bytes. */
function imagesOf({ protocol, body }: Asked): Uint8Array[] {
  const messages: { content?: unknown; images?: string[] }[] = JSON.parse(
    JSON.stringify(body["messages"]),
  );
  const last = messages.at(-1);
  const parts: Record<string, unknown>[] = Array.isArray(last?.content) ? last.content : [];
  const base64 = (text: string) => new Uint8Array(Buffer.from(text, "base64"));
  if (protocol === "ollama") return (last?.images ?? []).map(base64);
  if (protocol === "openai") {
    return parts.filter((part) => part["type"] === "image_url").map((part) => {
      const { url } = JSON.parse(JSON.stringify(part["image_url"]));
      assert.match(url, /^data:image\/png;base64,/);
      return base64(String(url).slice("data:image/png;base64,".length));
    });
  }
  return parts.filter((part) => part["type"] === "image").map((part) => {
    const source = JSON.parse(JSON.stringify(part["source"]));
    assert.deepEqual([source.type, source.media_type], ["base64", "image/png"]);
    return base64(source.data);
  });
}

function sizeOf(png: Uint8Array): readonly number[] {
  const decoded = decodePng(png, 1_000_000);
  if (decoded.kind !== "image") throw new Error(`not a picture: ${decoded.kind}`);
  return [decoded.image.widthPx, decoded.image.heightPx];
}

interface Bench {
  readonly server: ModelServer;
  readonly brain: Brain;
  readonly config: Config;
}

async function withBrain(
  brain: Readonly<Record<string, unknown>>,
  answers: readonly unknown[],
  test: (bench: Bench) => Promise<void>,
): Promise<void> {
  const server = startModelServer();
  server.answer = (_asked, index) => JSON.stringify(answers[index] ?? { action: "stop" });
  const config = seeingConfig(sensors, {
    model: "test-model",
    url: server.url,
    heartbeatMs: 1000,
    ...brain,
  });
  const store = unwrap(createMemoryStore());
  const made = unwrap(createBrain(
    { brain: config.brain, mission: "find the exit", missionId: "m", script: null, seed: 1 },
    robotFacts(config, names),
    {
      fetch,
      clock: realClock,
      pacing: "virtual",
      store,
      readFile: () => {
        throw new Error("no file is read");
      },
    },
  ));
  if (made === null) throw new Error("The test's config names no brain");
  try {
    await test({ server, brain: made, config });
  } finally {
    made.close?.();
    await store.close();
    await server.close();
  }
}

const lookAt = (...which: string[]) => ({
  why: "see",
  intents: which.map((camera) => ({ action: "look", camera })),
});
const on = { "images.enabled": true, latencyMs: 100 };
const image = (camera: string) => picture(camera);

/** Lets the brain think, propose each look, have it accepted, and think again. */
async function lookThrough(brain: Brain, looks: number, see: typeof image | null): Promise<void> {
  const seen = see === null ? {} : { image: see };
  await look(brain, 1, seen);
  const first = await look(brain, 1.2, seen);
  assert.equal(first?.proposals.length, 1, "the look goes to the gate");
  for (let i = 1; i <= looks; i++) await look(brain, 1.2 + 0.1 * i, { outcome: done, ...seen });
  await look(brain, 3, seen);
}

for (const driver of ["ollama", "openai", "anthropic"]) {
  Deno.test(`a look sends the newest image to ${driver} with the next question alone`, async () => {
    await withBrain({ driver, ...on }, [lookAt("front")], async ({ server, brain }) => {
      await lookThrough(brain, 1, image);
      assert.equal(server.asked.length, 2);
      const [before, after] = server.asked;
      assert.ok(before !== undefined && after !== undefined);
      assert.deepEqual(imagesOf(before), []);
      const [shown, ...rest] = imagesOf(after);
      assert.ok(shown !== undefined && rest.length === 0);
      assert.deepEqual(shown, picture("front").png, "as the camera gave it");
      assert.deepEqual(sizeOf(shown), [96, 72]);
      assert.match(after.prompt, /"trust":"outside","image":1,"camera":"front","ageS":0\.55/);
      await look(brain, 5, { outcome: done });
      assert.equal(server.asked.length, 3);
      assert.deepEqual(imagesOf(server.asked[2] ?? before), [], "an image is shown once");
    });
  });
}

Deno.test("a question carries no more and no larger images than config says", async () => {
  const more = { ...on, driver: "openai", "images.perCall": 2, "images.maxSidePx": 48 };
  await withBrain(more, [lookAt("front", "rear", "left")], async ({ server, brain }) => {
    await lookThrough(brain, 3, image);
    const asked = server.asked.at(-1);
    assert.ok(asked !== undefined);
    assert.deepEqual(imagesOf(asked).map(sizeOf), [[48, 36], [48, 36]]);
    const seen = [...asked.prompt.matchAll(/"camera":"(\w+)","ageS"/g)].map((match) => match[1]);
    assert.deepEqual(seen, ["rear", "left"], "the newest stay");
  });
});

Deno.test("a look that shows nothing is a refusal which the model reads", async () => {
  const cases = [
    [{ "images.enabled": true }, null, /no image of camera \\"front\\" has come yet/],
    [{ "images.enabled": false }, image, /brain\.images is off/],
    [
      { "images.enabled": true },
      (camera: string) => ({ ...picture(camera), png: Uint8Array.of(1, 2, 3) }),
      /cannot be read/,
    ],
  ] as const;
  for (const [images, see, text] of cases) {
    const more = { driver: "ollama", latencyMs: 100, ...images };
    await withBrain(more, [lookAt("front")], async ({ server, brain }) => {
      await lookThrough(brain, 1, see);
      const asked = server.asked.at(-1);
      assert.ok(asked !== undefined && server.asked.length === 2);
      assert.deepEqual(imagesOf(asked), []);
      assert.match(asked.prompt, /refused: BRAIN_IMAGE/);
      assert.match(asked.prompt, text);
    });
  }
});

Deno.test("a look is offered to a model only where images are on", async () => {
  for (const enabled of [true, false]) {
    const more = { driver: "ollama", latencyMs: 100, "images.enabled": enabled };
    await withBrain(more, [], async ({ server, brain }) => {
      await look(brain, 1);
      const [asked] = server.asked;
      assert.equal(/"action":"look","camera":"front"\|"rear"/.test(asked?.prompt ?? ""), enabled);
      assert.equal(JSON.stringify(asked?.body).includes(`"enum":["look"]`), enabled);
    });
  }
});

Deno.test("a question with images that fails says so, and the images are gone", async () => {
  const more = { driver: "openai", ...on, retries: 0 };
  await withBrain(more, [lookAt("front")], async ({ server, brain }) => {
    server.fault = (index) => index === 1 ? "badRequest" : null;
    await lookThrough(brain, 1, image);
    await look(brain, 5);
    await look(brain, 8);
    const asked = server.asked.at(-1);
    assert.ok(asked !== undefined && server.asked.length >= 3);
    assert.deepEqual(imagesOf(asked), []);
    assert.match(asked.prompt, /not answered, and they are gone: look again/);
  });
});

const bare = {
  messages: [{ role: "user", text: "what is there?" }],
  schema: { type: "object" },
  maxTokens: 50,
  temperature: 0,
  seed: 1,
} as const;

Deno.test("the tokens of an image are reserved: what does not fit the cap is not sent", async () => {
  const size = { widthPx: 320, heightPx: 320 };
  const shown = {
    ...bare,
    messages: [{ role: "user", text: "what is there?", images: [{ base64: "", ...size }] }],
  } as const;
  // By each provider's rule: 12 x 12 patches of 28 px; 2 x 2 tiles of 512 px after 768; fixed.
  const rules = { anthropic: 144, openai: 85 + 4 * 170, ollama: 2880 };
  for (const [protocol, tokens] of Object.entries(rules)) {
    assert.equal(imageTokens(protocol, size).usual, tokens);
    assert.equal(requestTokens(shown, protocol) - requestTokens(bare, protocol), tokens, protocol);
    assert.ok(mostTokens(shown, protocol) - mostTokens(bare, protocol) >= tokens, protocol);
  }
  const store = unwrap(createMemoryStore());
  const fits = requestTokens(bare, "anthropic") + bare.maxTokens;
  const { budget: caps } = seeingConfig([], { "budget.hour.tokens": fits + 143 }).brain;
  const budget = createBudget(caps, {
    prices: builtInPrices,
    store,
    missionId: "m",
    life: "",
    emit: () => {},
  });
  const driver = unwrap(createProviderDriver(unwrap(parseSpec("anthropic:m@http://127.0.0.1:1")), {
    fetch,
    sleep: realClock.sleep,
    apiKey: null,
    allowInsecure: false,
    contextTokens: 4096,
  }));
  const ask = (callId: string, request: ModelRequest) =>
    budget.reserve({ callId, driver, request, nowMs: 0, leftMs: 1000 });
  const refused = await ask("a", shown);
  assert.equal(refused.ok ? "" : refused.fault.code, "BUDGET_REFUSED");
  assert.ok((await ask("b", bare)).ok);
  await store.close();
});
