/**
 * A recording played to the published client of the Foxglove WebSocket protocol: it connects,
 * subscribes, and its messages decode with the schemas that came with the channels.
 *
 * @module
 */
import assert from "node:assert/strict";
import wsProtocol, { type Channel } from "@foxglove/ws-protocol";
import protobuf from "protobufjs";
import "protobufjs/ext/descriptor/index.js";
import { load, record } from "tests/sim/scenario/simulate.ts";

const { FoxgloveClient } = wsProtocol;

/** Makes the decoder of a protobuf channel from the schema that the server sent. */
function decoderOf(channel: Channel): (data: ArrayBufferView) => Record<string, unknown> {
  const bytes = Uint8Array.from(atob(channel.schema), (char) => char.charCodeAt(0));
  // The types of the extension are not exported: it adds this function when it is imported.
  const fromDescriptor: (bytes: Uint8Array) => protobuf.Root = Reflect.get(
    protobuf.Root,
    "fromDescriptor",
  );
  const type = fromDescriptor(bytes).lookupType(channel.schemaName);
  return (data) => {
    const view = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return type.toObject(type.decode(view), { longs: Number, defaults: true });
  };
}

/** What a client saw. */
interface Seen {
  readonly channels: Map<number, Channel>;
  readonly decoded: Map<string, Record<string, unknown>[]>;
  clockTicks: number;
}

/** Connects the published client, subscribes to everything, and ends when `enough` says so. */
function watch(url: string, enough: (seen: Seen) => boolean): Promise<Seen> {
  const seen: Seen = { channels: new Map(), decoded: new Map(), clockTicks: 0 };
  const topics = new Map<number, { topic: string; read: (data: ArrayBufferView) => unknown }>();
  const socket = new WebSocket(url, [FoxgloveClient.SUPPORTED_SUBPROTOCOL]);
  const client = new FoxgloveClient({ ws: socket });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const counts = [...seen.decoded].map(([topic, list]) => `${topic} ${list.length}`);
      reject(new Error(`not enough came in 20 s: ${counts.join(", ")}`));
    }, 20_000);
    const done = (): void => {
      if (!enough(seen)) return;
      clearTimeout(timer);
      socket.addEventListener("close", () => resolve(seen));
      client.close();
    };
    client.on("error", reject);
    client.on("advertise", (channels) => {
      for (const channel of channels) {
        seen.channels.set(channel.id, channel);
        const read = channel.encoding === "protobuf"
          ? decoderOf(channel)
          : (data: ArrayBufferView) => JSON.parse(new TextDecoder().decode(data));
        topics.set(client.subscribe(channel.id), { topic: channel.topic, read });
      }
    });
    client.on("time", () => seen.clockTicks++);
    client.on("message", ({ subscriptionId, data }) => {
      const channel = topics.get(subscriptionId);
      if (channel === undefined) return reject(new Error("a message nobody asked for"));
      const list = seen.decoded.get(channel.topic) ?? [];
      const value = channel.read(data);
      assert.ok(typeof value === "object" && value !== null, channel.topic);
      list.push(Object.fromEntries(Object.entries(value)));
      seen.decoded.set(channel.topic, list);
      done();
    });
  });
}

Deno.test("a played recording reads in the published client of the protocol", async () => {
  const path = await Deno.makeTempFile({ suffix: ".mcap" });
  await Deno.writeFile(path, record(load("tests/sim/scenario/open_plain.yaml")).bytes);
  const main = new URL("../../cli/main.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-check",
      main,
      "replay",
      path,
      "--play",
      "20",
      "--port",
      "0",
      "--json",
    ],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  try {
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const { value } = await reader.read();
    const { webSocket } = JSON.parse(value ?? "{}");
    const count = (seen: Seen, topic: string): number => seen.decoded.get(topic)?.length ?? 0;
    const seen = await watch(
      webSocket,
      (now) =>
        count(now, "/sensors/lidar/top") > 10 && count(now, "/kernel/command") > 50 &&
        now.clockTicks > 3,
    );
    const [scan] = seen.decoded.get("/sensors/lidar/top") ?? [];
    assert.ok(Array.isArray(scan?.["ranges"]) && scan["ranges"].length === 400);
    assert.equal(scan["frameId"] ?? scan["frame_id"], "base_link");
    assert.ok(count(seen, "/world/pose") > 0 && count(seen, "/tf") > 0);
    child.kill("SIGINT");
    assert.equal((await child.status).code, 0);
    await reader.cancel();
  } finally {
    await Deno.remove(path);
  }
});
