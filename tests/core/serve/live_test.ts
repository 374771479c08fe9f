import assert from "node:assert/strict";
import { createSharedMemory, laneTable, openRegion } from "core/bus/mod.ts";
import { pause } from "core/clock.ts";
import { createMemorySink, readMessages, recordingInfo } from "core/record/mod.ts";
import {
  createCapture,
  createFeed,
  type Feed,
  type Live,
  type LiveJob,
  type LiveSaid,
  matchesTopic,
  openLive,
} from "core/serve/mod.ts";

const structs = { inputs: "version 1\n", outputs: "version 1\n", keyframe: "version 1\n" };
const versions = {
  version: "0",
  git: "",
  runtime: "",
  build: "test",
  deno: "",
  v8: "",
  createdBy: "test",
  scenario: "",
  seed: "1",
  kernelSchema: "1",
};

interface Bench {
  readonly feed: Feed;
  readonly live: Live;
  readonly said: LiveSaid[];
  readonly path: string;
  readonly wants: () => number;
}

/** The server of a robot over its shared memory, with the recorder's end in the test's hand. */
async function bench(job: (bench: Bench) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/r.view`;
  const memory = createSharedMemory();
  const recorder = openRegion(memory, "recorder");
  const { largestBytes } = laneTable.viewers;
  const feed = createFeed(recorder.ringWriter("viewers"), recorder.words, largestBytes);
  const said: LiveSaid[] = [];
  const liveJob: LiveJob = {
    memory,
    robot: "r",
    sessionId: "s",
    head: {
      about: { versions, config: { a: 1 }, scenario: null, structs },
      attachments: [],
      writer: { profile: "mechos", library: "mechos", chunkBytes: 4096, compression: "none" },
    },
    viewers: { port: 0, access: { token: "t", origins: [] } },
    tapPath: path,
  };
  const live = await openLive(liveJob, (message) => said.push(message));
  try {
    await job({ feed, live, said, path, wants: () => recorder.words.get("viewersWant") });
  } finally {
    await live.close();
    await Deno.remove(folder, { recursive: true });
  }
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 2000 && !condition(); i++) await pause(1);
  assert.ok(condition());
}

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("createCapture() records from the last values on, and the kernel from a keyframe", async () => {
  await bench(async ({ feed, live, path, wants }) => {
    const [log, map] = [feed.topic("log", "main"), feed.topic("map", "main")];
    const [inputs, outputs] = [feed.topic("inputs", "main"), feed.topic("outputs", "main")];
    const keyframe = feed.topic("keyframe", "main");
    feed.message(map, 0, bytes("map"), 3);
    feed.message(log, 1, bytes("unseen"), 6);
    assert.equal(wants(), 0);
    const conn = await Deno.connect({ transport: "unix", path });
    await until(() => wants() === 2);
    feed.message(inputs, 2, bytes("before"), 6);
    feed.message(keyframe, 3, bytes("key"), 3);
    for (let i = 0; i < 500; i++) {
      feed.message(inputs, 10 + i, bytes(`${i}`), String(i).length);
      feed.message(outputs, 10 + i, bytes(`${i}`), String(i).length);
    }
    feed.message(log, 600, bytes('"seen"'), 6);
    live.turn();
    const sink = createMemorySink();
    const capture = createCapture(sink, ["*"]);
    const buffer = new Uint8Array(777);
    while (capture.counts.topics["/log"] === undefined) {
      const count = await conn.read(buffer);
      assert.ok(count !== null);
      assert.equal(capture.take(buffer.subarray(0, count)), null);
    }
    conn.close();
    assert.equal(capture.finish(), null);
    const { topics, lost, isReplayable } = capture.counts;
    assert.deepEqual(topics, {
      "/world/map": 1,
      "/kernel/keyframe": 1,
      "/kernel/inputs": 500,
      "/kernel/outputs": 500,
      "/log": 1,
    });
    assert.ok(lost === 0 && isReplayable);
    const info = recordingInfo(sink.bytes());
    assert.ok(info.ok && info.value.outcome === "whole");
    const read = [...readMessages(sink.bytes(), { topics: ["/kernel/inputs"] })];
    assert.deepEqual(read.map(({ data }) => Number(new TextDecoder().decode(data))), [
      ...Array.from({ length: 500 }, (_, i) => i),
    ]);
    await until(() => wants() === 0);
  });
});

Deno.test("createFeed() counts what does not fit, and the capture says so", async () => {
  await bench(async ({ feed, live, path, wants }) => {
    const inputs = feed.topic("inputs", "main");
    const keyframe = feed.topic("keyframe", "main");
    const conn = await Deno.connect({ transport: "unix", path });
    await until(() => wants() === 2);
    feed.message(keyframe, 0, bytes("key"), 3);
    feed.message(inputs, 1, bytes("first"), 5);
    live.turn();
    const big = new Uint8Array(3_000_000);
    for (let i = 0; i < 4; i++) feed.message(inputs, 2 + i, big, big.length);
    live.turn();
    feed.message(inputs, 9, bytes("last"), 4);
    live.turn();
    const capture = createCapture(createMemorySink(), ["/kernel/*"]);
    const buffer = new Uint8Array(1_000_000);
    while (capture.counts.endNs !== 9) {
      const count = await conn.read(buffer);
      assert.ok(count !== null);
      assert.equal(capture.take(buffer.subarray(0, count)), null);
    }
    conn.close();
    assert.equal(capture.counts.lost, 2);
    assert.equal(capture.counts.isReplayable, false);
  });
});

Deno.test("openLive() shows viewers what can be drawn, and nothing is passed on without them", async () => {
  await bench(async ({ feed, live, said, wants }) => {
    const ready = said.find(({ kind }) => kind === "ready");
    assert.ok(ready?.kind === "ready" && ready.port !== null);
    const mission = feed.topic("mission", "main");
    feed.message(mission, 5, bytes('{"state":"active"}'), 18);
    const socket = new WebSocket(`ws://127.0.0.1:${ready.port}/?token=t`, ["foxglove.sdk.v1"]);
    socket.binaryType = "arraybuffer";
    const texts: Record<string, unknown>[] = [];
    const data: string[] = [];
    socket.onmessage = (event) => {
      if (typeof event.data === "string") texts.push(JSON.parse(event.data));
      else if (new Uint8Array(event.data)[0] === 1) {
        data.push(new TextDecoder().decode(event.data.slice(13)));
      }
    };
    await until(() => wants() === 1);
    const inputs = feed.topic("inputs", "main");
    feed.message(inputs, 6, bytes("struct"), 6);
    live.turn();
    await until(() => texts.some(({ op }) => op === "advertise"));
    const channels = texts.flatMap(({ channels }) => Array.isArray(channels) ? channels : []);
    assert.deepEqual(channels.map(({ topic }) => topic), ["/mission"]);
    socket.send(JSON.stringify({
      op: "subscribe",
      subscriptions: [{ id: 1, channelId: channels[0].id }],
    }));
    await until(() => data.length === 1);
    assert.deepEqual(data, ['{"state":"active"}']);
    socket.close();
    await until(() => wants() === 0);
  });
});

Deno.test("createCapture() refuses what is no robot", () => {
  for (const text of ["GET / HTTP/1.1\n", "{}\n", '{"about":{"versions":{}},"attachments":[]}\n']) {
    const fault = createCapture(createMemorySink(), ["*"]).take(bytes(text));
    assert.equal(fault?.code, "LINK_GARBAGE", text);
  }
  assert.equal(createCapture(createMemorySink(), ["*"]).finish()?.code, "LINK_GARBAGE");
});

Deno.test("matchesTopic() reads * and ?, and everything else as itself", () => {
  assert.ok(matchesTopic("*", "/a/b"));
  assert.ok(matchesTopic("/sensors/*", "/sensors/lidar/top"));
  assert.ok(matchesTopic("/t?", "/tf"));
  assert.ok(!matchesTopic("/sensors", "/sensors/lidar/top"));
  assert.ok(!matchesTopic("/a.c", "/abc"));
  assert.ok(!matchesTopic("/t?", "/t"));
});
