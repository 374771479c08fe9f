import assert from "node:assert/strict";
import fc from "fast-check";
import {
  chooseSubprotocol,
  messageBytes,
  playbackBytes,
  readClientBytes,
  readClientText,
  serverInfoText,
} from "core/serve/protocol.ts";

Deno.test("chooseSubprotocol() takes the client's first that is known, under both names", () => {
  assert.equal(chooseSubprotocol("foxglove.websocket.v1"), "foxglove.websocket.v1");
  assert.equal(chooseSubprotocol("other, foxglove.sdk.v1"), "foxglove.sdk.v1");
  assert.equal(
    chooseSubprotocol("foxglove.websocket.v1, foxglove.sdk.v1"),
    "foxglove.websocket.v1",
  );
  assert.equal(chooseSubprotocol("other"), null);
  assert.equal(chooseSubprotocol(null), null);
});

Deno.test("messageBytes() has subscription, time and payload where the protocol has them", () => {
  const bytes = messageBytes(7, 3e9 + 5, new Uint8Array([9, 8]));
  assert.deepEqual([...bytes], [1, 7, 0, 0, 0, 5, 94, 208, 178, 0, 0, 0, 0, 9, 8]);
});

Deno.test("playbackBytes() are the bytes that the viewer's own server library sends", () => {
  // Seen from that library for: playing at 5.000000007 s, twice the speed, after a jump, "r1".
  const seen = [5, 0, 7, 0xf2, 5, 0x2a, 1, 0, 0, 0, 0, 0, 0, 0x40, 1, 2, 0, 0, 0, 0x72, 0x31];
  const state = { status: "playing", timeNs: 5_000_000_007, speed: 2 } as const;
  assert.deepEqual([...playbackBytes({ ...state, didSeek: true, requestId: "r1" })], seen);
});

Deno.test("serverInfoText() names the span of a recording in seconds and nanoseconds", () => {
  const info = { name: "n", sessionId: "s", capabilities: [], metadata: {} };
  const text = serverInfoText({ ...info, spanNs: { start: 1_000_000_001, end: 9e9 } });
  const parsed = JSON.parse(text);
  assert.deepEqual(parsed.dataStartTime, { sec: 1, nsec: 1 });
  assert.deepEqual(parsed.dataEndTime, { sec: 9, nsec: 0 });
  assert.equal("dataStartTime" in JSON.parse(serverInfoText({ ...info, spanNs: null })), false);
});

function requestBytes(command: number, speed: number, seekNs: bigint | null, id: string) {
  const text = new TextEncoder().encode(id);
  const bytes = new Uint8Array(19 + text.length);
  const view = new DataView(bytes.buffer);
  bytes.set([3, command]);
  view.setFloat32(2, speed, true);
  bytes[6] = seekNs === null ? 0 : 1;
  view.setBigUint64(7, seekNs ?? 0n, true);
  view.setUint32(15, text.length, true);
  bytes.set(text, 19);
  return bytes;
}

Deno.test("readClientBytes() reads a playback request, and refuses speeds that are none", () => {
  assert.deepEqual(readClientBytes(requestBytes(0, 1.5, 3_000_000_000n, "r1")), {
    kind: "playback",
    request: { play: true, speed: 1.5, seekNs: 3e9, requestId: "r1" },
  });
  const paused = readClientBytes(requestBytes(1, 1, null, ""));
  assert.ok(paused.kind === "playback" && !paused.request.play && paused.request.seekNs === null);
  for (const speed of [0, -1, NaN, Infinity]) {
    assert.equal(readClientBytes(requestBytes(0, speed, null, "x")).kind, "bad");
  }
});

Deno.test("readClientText() takes lists of ids and refuses everything else", () => {
  const subscribe = { op: "subscribe", subscriptions: [{ id: 0, channelId: 3 }] };
  assert.deepEqual(readClientText(JSON.stringify(subscribe)), {
    kind: "subscribe",
    subscriptions: [{ id: 0, channelId: 3 }],
  });
  const end = { op: "unsubscribe", subscriptionIds: [0] };
  assert.deepEqual(readClientText(JSON.stringify(end)), { kind: "unsubscribe", ids: [0] });
  assert.equal(readClientText('{"op":"setParameters"}').kind, "unsupported");
  for (const text of ["", "[]", "{}", '{"op":"subscribe"}', '{"op":"unsubscribe"}']) {
    assert.equal(readClientText(text).kind, "bad", text);
  }
});

Deno.test("readClientText() and readClientBytes() survive anything", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    readClientText(text);
  }));
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
    readClientBytes(new Uint8Array([3, ...bytes]));
  }));
});
