/** Cameras of a running robot: images reach the recording and a model that looks, past the kernel. */
import assert from "node:assert/strict";
import { decodePng } from "core/image/mod.ts";
import { decodeMessage } from "core/record/foxglove/mod.ts";
import { readMessages } from "core/record/mod.ts";
import { startModelServer } from "tests/fixtures/model_server.ts";
import { LiveRobot, until, wallNow } from "./live_robot.ts";

const robotFile = new URL("../../sim/robots/seeing_rover.yaml", import.meta.url).pathname;

/** Base64 of the images of a question to Ollama. */
function imagesOf(body: unknown): string[] {
  const { messages }: { messages?: { images?: string[] }[] } = JSON.parse(JSON.stringify(body));
  return (messages ?? []).flatMap((one) => one.images ?? []);
}

Deno.test("run: a model that looks is sent what the camera saw, and the recording has the images", async () => {
  const server = startModelServer();
  server.answer = (_asked, index) =>
    index % 2 === 0 ? `{"action":"look","camera":"front"}` : `{"action":"turn","angleRad":0.2}`;
  const set = [
    "brain.driver=ollama",
    "brain.model=test-model",
    `brain.url=${server.url}`,
    "brain.images.enabled=true",
    "brain.images.maxSidePx=96",
  ];
  const args = ["--config", robotFile, "--start", "--mission", "look around"];
  const robot = await LiveRobot.start({ set, args });
  try {
    const shown = () => server.asked.flatMap(({ body }) => imagesOf(body));
    await until("an image was sent", () => shown().length > 0);
    // The slowest camera has one image a second.
    const shownMs = wallNow();
    await until("each camera had its turn", () => wallNow() - shownMs > 2000);
    robot.signal("SIGTERM");
    assert.equal(await robot.exit(), 0);
    const png = Uint8Array.from(atob(shown()[0] ?? ""), (c) => c.charCodeAt(0));
    const decoded = decodePng(png, 10_000);
    assert.ok(decoded.kind === "image", decoded.kind);
    assert.deepEqual([decoded.image.widthPx, decoded.image.heightPx], [96, 72]);
    assert.match(server.asked.map(({ prompt }) => prompt).join(), /"camera":"front","ageS":[01]\./);
    const sizes = new Map<string, string>();
    for (const path of robot.recordings().filter((one) => one.endsWith(".mcap"))) {
      for (const { channel: { topic }, data } of readMessages(await Deno.readFile(path), {})) {
        if (!topic.startsWith("/sensors/camera/")) continue;
        const image = decodeMessage("foxglove.CompressedImage", data)?.["data"];
        assert.ok(image instanceof Uint8Array);
        const view = new DataView(image.buffer, image.byteOffset, image.length);
        sizes.set(topic, `${view.getUint32(16)} x ${view.getUint32(20)}`);
      }
    }
    assert.deepEqual([...sizes].sort(), [
      ["/sensors/camera/above", "128 x 128"],
      ["/sensors/camera/depth", "160 x 120"],
      ["/sensors/camera/front", "192 x 144"],
    ]);
  } finally {
    await server.close();
    await robot.remove();
  }
});
