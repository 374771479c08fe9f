import assert from "node:assert/strict";
import { createHub } from "core/serve/mod.ts";

const channel = {
  id: 1,
  topic: "/a",
  encoding: "json",
  schemaName: "",
  schema: "",
  schemaEncoding: "",
};

/** A viewer's socket that keeps what it was sent. */
class Socket {
  readonly protocol: string;
  constructor(protocol = "foxglove.sdk.v1") {
    this.protocol = protocol;
  }
  readonly texts: { op: string }[] = [];
  readonly bytes: Uint8Array[] = [];
  waitingBytes = 0;
  closedWith = 0;
  send(message: string | Uint8Array<ArrayBuffer>): void {
    if (typeof message === "string") this.texts.push(JSON.parse(message));
    else this.bytes.push(message);
  }
  close(code: number): void {
    this.closedWith = code;
  }
}

function hubWith(maxViewers = 2) {
  let demands = 0;
  const hub = createHub({
    info: { name: "n", sessionId: "s", capabilities: [], spanNs: null, metadata: {} },
    maxViewers,
    maxWaitingBytes: 1000,
    onDemand: () => demands++,
    onPlayback: null,
  });
  hub.advertise([channel]);
  return { hub, demands: () => demands };
}

const want = (id: number) =>
  JSON.stringify({
    op: "subscribe",
    subscriptions: [{ id, channelId: 1 }],
  });

Deno.test("createHub() tells who it is, then the channels, and sends only what is wanted", () => {
  const { hub } = hubWith();
  const socket = new Socket();
  const viewer = hub.connect(socket);
  assert.deepEqual(socket.texts.map(({ op }) => op), ["serverInfo", "advertise"]);
  hub.publish(1, 5, new Uint8Array([1]), false);
  assert.equal(socket.bytes.length, 0);
  assert.equal(hub.wants(1), false);
  viewer?.text(want(9));
  assert.equal(hub.wants(1), true);
  hub.publish(1, 5, new Uint8Array([1]), false);
  assert.deepEqual([...socket.bytes[0] ?? []], [1, 9, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 1]);
  viewer?.text('{"op":"unsubscribe","subscriptionIds":[9]}');
  hub.publish(1, 6, new Uint8Array([1]), false);
  assert.equal(socket.bytes.length, 1);
});

Deno.test("createHub() sends the kept value to who comes later", () => {
  const { hub } = hubWith();
  hub.publish(1, 5, new Uint8Array([42]), true);
  const socket = new Socket();
  hub.connect(socket)?.text(want(0));
  assert.equal(socket.bytes[0]?.at(-1), 42);
});

Deno.test("createHub() lets a slow viewer go and goes on with the others", () => {
  const { hub } = hubWith();
  const slow = new Socket();
  const quick = new Socket();
  for (const socket of [slow, quick]) hub.connect(socket)?.text(want(0));
  slow.waitingBytes = 1001;
  hub.publish(1, 5, new Uint8Array([1]), false);
  hub.publish(1, 6, new Uint8Array([1]), false);
  assert.equal(slow.closedWith, 1008);
  assert.equal(slow.bytes.length, 0);
  assert.equal(quick.bytes.length, 2);
  assert.deepEqual(hub.counts, { viewers: 1, dropped: 1 });
});

Deno.test("createHub() takes no more viewers than it may, and a big message ends one", () => {
  const { hub } = hubWith(1);
  const socket = new Socket();
  const viewer = hub.connect(socket);
  assert.equal(hub.connect(new Socket()), null);
  viewer?.text(" ".repeat(1_048_577));
  assert.equal(socket.closedWith, 1009);
  assert.notEqual(hub.connect(new Socket()), null);
});

Deno.test("createHub() answers what it does not know with a status and stays up", () => {
  const { hub, demands } = hubWith();
  const socket = new Socket();
  const viewer = hub.connect(socket);
  const before = demands();
  viewer?.text('{"op":"getParameters"}');
  viewer?.text("no JSON");
  viewer?.bytes(new Uint8Array([3]));
  viewer?.text('{"op":"subscribe","subscriptions":[{"id":1,"channelId":77}]}');
  assert.equal(socket.texts.filter(({ op }) => op === "status").length, 4);
  viewer?.closed();
  assert.equal(demands(), before + 2);
  assert.equal(hub.counts.viewers, 0);
});

Deno.test("createHub() tells of playback only those whose protocol knows it", () => {
  const hub = createHub({
    info: {
      name: "n",
      sessionId: "s",
      capabilities: ["time", "playbackControl"],
      spanNs: { start: 0, end: 1e9 },
      metadata: {},
    },
    maxViewers: 2,
    maxWaitingBytes: 1000,
    onDemand: () => {},
    onPlayback: () => {},
  });
  const state = { status: "paused", timeNs: 0, speed: 1, didSeek: false, requestId: "" } as const;
  hub.playback(state);
  const older = new Socket("foxglove.websocket.v1");
  const newer = new Socket();
  for (const socket of [older, newer]) hub.connect(socket);
  hub.playback(state);
  assert.equal(older.bytes.length, 0);
  assert.equal(newer.bytes.length, 2);
  assert.deepEqual(Reflect.get(older.texts[0] ?? {}, "capabilities"), ["time"]);
  assert.deepEqual(Reflect.get(newer.texts[0] ?? {}, "capabilities"), ["time", "playbackControl"]);
});
