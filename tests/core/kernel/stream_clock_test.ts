/** Which stamps of a stream are believed, and how a clock that jumped is learned anew. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { createStreamClock, measuredAt } from "core/kernel/stream_clock.ts";

const slackNs = 5e6;
const periodNs = 5e8;
const latencyNs = 2e7;

/** A stream of samples; each is stamped by a clock that is off by `offNs`. */
function stream() {
  const clock = createStreamClock();
  let seq = 0;
  let nowNs = 0;
  const sample = (offNs: number, lateNs = latencyNs): number => {
    seq += 1;
    nowNs += periodNs;
    const stamp = { fresh: 1, seq, measuredNs: nowNs - lateNs + offNs, arrivedNs: nowNs };
    const measuredNs = measuredAt(clock, stamp, nowNs, slackNs);
    return nowNs - measuredNs;
  };
  const last = (count: number, offNs: number, lateNs?: number): number => {
    let ageNs = NaN;
    for (let i = 0; i < count; i++) ageNs = sample(offNs, lateNs);
    return ageNs;
  };
  return { clock, sample, last };
}

Deno.test("measuredAt() believes a clock that jumped once its stamps were consistent", () => {
  for (const offNs of [3e12, -3e12]) {
    const s = stream();
    assert.equal(s.last(3, 0), latencyNs);
    assert.ok(Number.isNaN(s.last(5, offNs)), "not before five samples");
    assert.ok(s.last(1, offNs) <= latencyNs);
  }
});

Deno.test("measuredAt() believes a clock that was ahead and was set right again (chaos seed 2031)", () => {
  const s = stream();
  s.last(3, 0);
  s.last(8, 3290e9);
  assert.ok(Number.isNaN(s.sample(0)), "at first it is not believed");
  assert.equal(s.last(6, 0), latencyNs, "then its age is its latency, not the old offset");
  assert.equal(s.clock.offsetNs, 0);
});

Deno.test("measuredAt() never finds a sample younger than it is after a jump there and back", () => {
  fc.assert(fc.property(
    fc.double({ min: -1e4, max: 1e4, noNaN: true }),
    fc.integer({ min: 1, max: 12 }),
    (offS, count) => {
      const s = stream();
      s.last(3, 0);
      s.last(count, offS * 1e9);
      const ageNs = s.last(7, 0);
      assert.ok(ageNs >= 0 && ageNs <= latencyNs * 4, `${offS} s, ${count} samples: ${ageNs} ns`);
    },
  ));
});

Deno.test("measuredAt() still sees that samples of a learned clock come late", () => {
  const s = stream();
  s.last(3, 0);
  s.last(8, 3290e9);
  const ageNs = s.last(1, 3290e9, 2e9);
  assert.ok(Number.isNaN(ageNs) || ageNs > 1.9e9, `${ageNs}`);
});
