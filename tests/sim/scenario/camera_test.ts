/** Cameras in a run: what is recorded, what stays out, and that the kernel never knows of them. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { ok, unwrap } from "core/fault.ts";
import { decodePng } from "core/image/mod.ts";
import { readMessages } from "core/record/mod.ts";
import { decodeMessage } from "core/record/foxglove/mod.ts";
import { loadScenario } from "sim/scenario/mod.ts";
import { parseSets } from "cli/load_config.ts";
import { readFile } from "cli/read_file.ts";
import { startModelServer } from "tests/fixtures/model_server.ts";
import { load, record, recordThinking, simulate, thinkingPorts } from "./simulate.ts";

const scripted = "sim/scenarios/mind/looks-around.yaml";
const modelled = "sim/scenarios/mind/model-looks.yaml";

function loadWith(path: string, brain: string | null, ...sets: string[]) {
  return unwrap(loadScenario(path, { readFile, env: {}, sets: unwrap(parseSets(sets)), brain }));
}

/** The images of a recording, by topic. */
function imagesIn(bytes: Uint8Array): Map<string, { timeS: number; png: Uint8Array }[]> {
  const found = new Map<string, { timeS: number; png: Uint8Array }[]>();
  for (const { channel: { topic }, data, logTimeNs } of readMessages(bytes, {})) {
    if (!topic.startsWith("/sensors/camera/")) continue;
    const image = decodeMessage("foxglove.CompressedImage", data);
    assert.ok(image !== null && image["data"] instanceof Uint8Array);
    assert.equal(image["format"], "png");
    assert.equal(image["frame_id"], "base_link");
    const list = found.get(topic) ?? [];
    list.push({ timeS: logTimeNs * 1e-9, png: image["data"] });
    found.set(topic, list);
  }
  return found;
}

Deno.test("each camera's images are recorded at its rate, in its size, after its latency", () => {
  const { bytes } = record(load(scripted));
  const images = imagesIn(bytes);
  assert.deepEqual([...images.keys()].sort(), [
    "/sensors/camera/above",
    "/sensors/camera/depth",
    "/sensors/camera/front",
  ]);
  // 8 s at 2 Hz from 0 s on, the last one still under way.
  const front = images.get("/sensors/camera/front") ?? [];
  assert.equal(front.length, 16);
  assert.ok(Math.abs((front[1]?.timeS ?? 0) - 0.56) < 0.011, `${front[1]?.timeS}`);
  assert.equal(images.get("/sensors/camera/above")?.length, 9);
  for (const { png } of front) {
    const decoded = decodePng(png, 192 * 144);
    assert.ok(decoded.kind === "image");
    assert.deepEqual([decoded.image.widthPx, decoded.image.heightPx], [192, 144]);
  }
  const depth = images.get("/sensors/camera/depth")?.[0]?.png ?? new Uint8Array(0);
  assert.deepEqual([...depth.subarray(24, 26)], [16, 0], "16 bits of gray");
  assert.notDeepEqual(front[0]?.png, front[15]?.png, "it turned");
});

Deno.test("the kernel knows nothing of images: the run is the same whatever cameras see", () => {
  const seeing = simulate(load(scripted));
  const coarse = simulate(
    loadWith(scripted, null, "robot.sensors[5].width=32", "robot.sensors[5].rateHz=20"),
  );
  assert.equal(coarse.stateHash, seeing.stateHash);
  assert.equal(coarse.worldHash, seeing.worldHash);
});

Deno.test("record.privacy.images: none leaves no image in a recording", () => {
  const { bytes } = record(loadWith(scripted, null, "record.privacy.images=none"));
  assert.equal(imagesIn(bytes).size, 0);
});

Deno.test("a model in a simulation is sent what its camera saw, and the recording repeats the run", async () => {
  const server = startModelServer();
  const answers = [
    { why: "see first", intents: [{ action: "look", camera: "front" }] },
    {
      why: "go",
      intents: [{ action: "goto", place: "hall" }, {
        action: "mission",
        state: "done",
        reason: "there",
      }],
    },
  ];
  server.answer = (_asked, index) => JSON.stringify(answers[index] ?? { action: "stop" });
  try {
    const loaded = loadWith(
      modelled,
      "ollama:test-model",
      `brain.url=${server.url}`,
      "brain.latencyMs=400",
    );
    const { result, bytes } = await recordThinking(loaded, 1, { ...thinkingPorts(), fetch });
    assert.deepEqual(result.expectations.filter((one) => one.outcome !== "passed"), []);
    const asked = server.asked[1]?.body["messages"];
    const turns: { images?: string[] }[] = JSON.parse(JSON.stringify(asked ?? []));
    const sent = turns.flatMap((turn) => turn.images ?? []);
    assert.equal(sent.length, 1);
    const png = Uint8Array.from(atob(sent[0] ?? ""), (c) => c.charCodeAt(0));
    const recorded = imagesIn(bytes).get("/sensors/camera/front") ?? [];
    assert.ok(recorded.some((one) => Buffer.compare(one.png, png) === 0), "one that is recorded");
    const again = loadWith(modelled, "recorded:run.mcap", "brain.latencyMs=400");
    const ports = {
      ...thinkingPorts(),
      readFile: (file: string) => file === "run.mcap" ? ok(bytes) : readFile(file),
    };
    const repeated = await recordThinking(again, 1, ports);
    assert.equal(repeated.result.stateHash, result.stateHash);
  } finally {
    await server.close();
  }
});
