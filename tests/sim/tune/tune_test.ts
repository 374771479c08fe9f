import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import { tunablePaths, tunableRange } from "core/kernel/mod.ts";
import { findLoop, loops, searchPattern, shareOf, valueOf } from "sim/tune/mod.ts";
import { stepResponse } from "sim/tune/step_response.ts";

/** A set point that steps to `value` after a second of zero, for three more. */
function step(value: number): number[] {
  return Array.from({ length: 400 }, (_none, tick) => tick < 100 ? 0 : value);
}

/** A signal that follows with a time constant and swings over by a share. */
function follow(set: readonly number[], lagS: number, over: number): number[] {
  let now = 0;
  return set.map((wanted, tick) => {
    now += (wanted - now) * 0.01 / lagS;
    return tick === 150 ? wanted * (1 + over) : now;
  });
}

Deno.test("stepResponse() measures settling, overshoot and error of a known response", () => {
  const set = step(2);
  const exact = stepResponse(set, set, 0.01);
  assert.deepEqual(exact, { errorShare: 0, settlingS: 0, overshootShare: 0, steps: 1 });
  // A first order lag is within 5 % after three time constants.
  const slow = stepResponse(set, follow(set, 0.1, 0), 0.01);
  assert.ok(Math.abs(slow.settlingS - 0.29) < 0.02, String(slow.settlingS));
  assert.equal(slow.overshootShare, 0);
  assert.ok(slow.errorShare > stepResponse(set, follow(set, 0.05, 0), 0.01).errorShare);
  const over = stepResponse(set, follow(set, 0.05, 0.3), 0.01);
  assert.ok(Math.abs(over.overshootShare - 0.3) < 1e-9, String(over.overshootShare));
  // Backwards counts as forwards does.
  const back = stepResponse(step(-2), follow(step(-2), 0.05, 0.3), 0.01);
  assert.ok(Math.abs(back.overshootShare - 0.3) < 1e-9, String(back.overshootShare));
  assert.equal(stepResponse(step(0), step(1), 0.01).steps, 0);
});

Deno.test("searchPattern() finds the least point, within its budget, and always the same", async () => {
  const target = [0.31, 0.84, 0.5];
  const search = async (budget: number) => {
    let tried = 0;
    const found = await searchPattern({
      start: [0.9, 0.1, 0.5],
      budget,
      cost: (point) => {
        tried += 1;
        const far = point.map((share, i) => (share - (target[i] ?? 0)) ** 2);
        // A valley across the axes, as gains have it.
        const [x = 0, y = 0] = point;
        return Promise.resolve(far.reduce((sum, one) => sum + one, 0) + 0.5 * (x + y - 1.15) ** 2);
      },
    });
    assert.equal(found.tried, tried);
    return found;
  };
  const found = await search(200);
  for (const [i, share] of found.point.entries()) {
    assert.ok(Math.abs(share - (target[i] ?? 0)) < 0.02, `${found.point}`);
  }
  assert.deepEqual(await search(200), found);
  const short = await search(7);
  assert.ok(short.tried <= 7 && short.cost > found.cost, String(short.tried));
});

Deno.test("loops hold gains that the kernel takes, and read back what they write", () => {
  const ranges = new Map<string, readonly [number, number]>(
    Object.entries(tunablePaths).map(([name, path]) => [
      path,
      tunableRange[name as keyof typeof tunableRange],
    ]),
  );
  for (const loop of loops) {
    assert.deepEqual(unwrap(findLoop(`kernel.${loop.name}`)), loop);
    for (const gain of loop.gains) {
      const [least, most] = ranges.get(gain.path) ?? [NaN, NaN];
      assert.ok(gain.least >= least && gain.most <= most, gain.path);
      for (const share of [0, 0.37, 1]) {
        assert.ok(Math.abs(shareOf(gain, valueOf(gain, share)) - share) < 0.01, gain.path);
      }
    }
  }
});
