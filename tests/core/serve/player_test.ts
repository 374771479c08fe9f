import assert from "node:assert/strict";
import fc from "fast-check";
import { unwrap } from "core/fault.ts";
import {
  createMcapWriter,
  createMemorySink,
  defaultMcapOptions,
  indexForPlaying,
  type RecordedMessage,
} from "core/record/mod.ts";
import { createPlayer, type PlaybackState } from "core/serve/mod.ts";

/** A recording with a message a ms on "/fast" and one a 100 ms on "/slow", in small chunks. */
function recording(messages: number, chunkBytes = 512, order: readonly number[] = []): Uint8Array {
  const sink = createMemorySink();
  const writer = createMcapWriter(sink, { ...defaultMcapOptions, library: "test", chunkBytes });
  const fast = unwrap(writer.registerChannel("/fast", "json", 0, {}));
  const slow = unwrap(writer.registerChannel("/slow", "json", 0, {}));
  for (let i = 0; i < messages; i++) {
    const n = order[i] ?? i;
    const data = new TextEncoder().encode(String(n));
    writer.write(fast, i, n * 1e6, n * 1e6, data);
    if (n % 100 === 0) writer.write(slow, i, n * 1e6, n * 1e6, data);
  }
  writer.finish();
  return sink.bytes();
}

function play(bytes: Uint8Array, speed = 1) {
  const sent: RecordedMessage[] = [];
  const states: PlaybackState[] = [];
  const index = unwrap(indexForPlaying(bytes));
  const player = createPlayer({
    index,
    startNs: index.startNs,
    endNs: index.endNs,
    speed,
    publish: (message) => sent.push(message),
    onState: (state) => states.push(state),
  });
  const fast = () =>
    sent.filter(({ channel }) => channel.topic === "/fast")
      .map(({ data }) => Number(new TextDecoder().decode(data)));
  return { player, index, sent, states, fast };
}

const go = { play: true, speed: 1, seekNs: null, requestId: "a" };

Deno.test("createPlayer() sends each message once, in order, at its time", () => {
  const { player, fast, states } = play(recording(1000));
  player.request(go, 0);
  player.turn(100);
  assert.equal(fast().at(-1), 100);
  player.turn(200);
  assert.deepEqual(fast(), Array.from({ length: 201 }, (_, i) => i));
  for (let ms = 300; ms <= 1000; ms += 100) player.turn(ms);
  assert.deepEqual(fast(), Array.from({ length: 1000 }, (_, i) => i));
  assert.equal(states.at(-1)?.status, "ended");
});

Deno.test("createPlayer() pauses, changes its speed and jumps", () => {
  const { player, fast, sent, states } = play(recording(1000));
  player.request({ ...go, speed: 2 }, 0);
  player.turn(100);
  assert.equal(fast().at(-1), 200);
  player.request({ ...go, play: false }, 100);
  player.turn(200);
  assert.equal(fast().at(-1), 200);
  sent.length = 0;
  player.request({ ...go, play: false, seekNs: 550e6, requestId: "seek" }, 200);
  assert.deepEqual(states.at(-1), {
    status: "paused",
    timeNs: 550e6,
    speed: 1,
    didSeek: true,
    requestId: "seek",
  });
  // The last value of every channel: what stands there, though it was said earlier.
  assert.deepEqual(sent.map(({ logTimeNs }) => logTimeNs / 1e6), [500, 550]);
  player.request(go, 300);
  player.turn(310);
  assert.deepEqual(fast().slice(1), [551, 552, 553, 554, 555, 556, 557, 558, 559, 560]);
});

Deno.test("createPlayer() begins anew when it is played at its end", () => {
  const { player, fast } = play(recording(50));
  player.request(go, 0);
  player.turn(200);
  assert.equal(player.status, "ended");
  player.request(go, 300);
  player.turn(310);
  assert.equal(fast().at(-1), 10);
});

Deno.test("createPlayer() does not leap over what a stalled machine missed", () => {
  const { player, fast } = play(recording(2000));
  player.request(go, 0);
  player.turn(1500);
  assert.equal(fast().at(-1), 250);
});

Deno.test("createPlayer() plays by time whatever the order of the file, indexed or not", () => {
  const shuffled = fc.integer({ min: 2, max: 60 }).chain((count) =>
    fc.shuffledSubarray(Array.from({ length: count }, (_, i) => i), {
      minLength: count,
      maxLength: count,
    })
  );
  fc.assert(
    fc.property(shuffled, fc.boolean(), (order, isWhole) => {
      const bytes = recording(order.length, 64, order);
      // Without its end a file has no index: one pass makes it.
      const { player, fast } = play(isWhole ? bytes : bytes.subarray(0, bytes.length - 20));
      player.request(go, 0);
      player.turn(100);
      assert.deepEqual(fast(), [...fast()].sort((a, b) => a - b));
      assert.equal(new Set(fast()).size, order.length);
    }),
    { numRuns: 40 },
  );
});
