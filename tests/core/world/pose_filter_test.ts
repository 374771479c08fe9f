import assert from "node:assert/strict";
import fc from "fast-check";
import { createPrng, gauss, uniform, wrapAngle } from "core/math/mod.ts";
import {
  correctFilter,
  createPoseFilter,
  type FilterStep,
  gyroScaleNoise,
  learnBias,
  moveFilter,
  placeFilter,
  plainEstimator,
  poseAt,
  type PoseFilter,
  type PoseMeasure,
  positionSigmaM,
  remember,
} from "core/world/mod.ts";
import { say } from ".ci/say.ts";

const dtS = 0.02;
const fixSigmaM = 0.05;
const fixSigmaRad = 0.03;
/** Wheels that drift, so that the gyro is believed; and wheels alone. */
const model = { ...plainEstimator, turnNoise: 0.05, driftNoise: 0.3, gyroPeriodS: dtS };
const wheelsModel = { ...model, driftNoise: 0.03 };

function measure(xM: number, yM: number, yawRad: number, measuredNs: number): PoseMeasure {
  return {
    xM,
    yM,
    yawRad,
    measuredNs,
    varXM2: fixSigmaM * fixSigmaM,
    covXYM2: 0,
    varYM2: fixSigmaM * fixSigmaM,
    varYawRad2: fixSigmaRad * fixSigmaRad,
  };
}

/** Squared error of a pose in sigmas of its covariance (3 degrees of freedom). */
function nees(f: PoseFilter, ex: number, ey: number, et: number): number {
  const [a, b, c, d, e, g] = [0, 1, 2, 5, 6, 10].map((i) => f.p[i] ?? 0) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const det = a * (d * g - e * e) - b * (b * g - c * e) + c * (b * e - c * d);
  const i00 = (d * g - e * e) / det;
  const i01 = (c * e - b * g) / det;
  const i02 = (b * e - c * d) / det;
  const i11 = (a * g - c * c) / det;
  const i12 = (b * c - a * e) / det;
  const i22 = (a * d - b * b) / det;
  return ex * ex * i00 + ey * ey * i11 + et * et * i22 +
    2 * (ex * ey * i01 + ex * et * i02 + ey * et * i12);
}

interface Walk {
  readonly nees: number[];
  readonly nis: number[];
  readonly filter: PoseFilter;
}

/** A robot that drives as the model says, for 60 s, with a fix each 0.5 s that comes late. */
function walk(seed: number, lateSteps: number, gyroFresh = 1): Walk {
  const q = gyroFresh === 1 ? model : wheelsModel;
  const dice = createPrng(seed, "walk");
  const filter = createPoseFilter();
  const pose = { xM: 0, yM: 0, yawRad: 0 };
  const truth = { xM: 0, yM: 0, yawRad: 0 };
  const start = measure(gauss(dice) * 0.05, gauss(dice) * 0.05, gauss(dice) * 0.03, 0);
  placeFilter(filter, pose, start, 0);
  const bias = gauss(dice) * 0.005;
  const past: { xM: number; yM: number; yawRad: number }[] = [];
  const out: Walk = { nees: [], nis: [], filter };
  let turnRadps = 0;
  for (let k = 1; k <= 3000; k++) {
    if (k % 100 === 0) turnRadps = (uniform(dice) - 0.5) * 1.2;
    const turn = turnRadps * dtS;
    const way = 0.4 * dtS;
    truth.xM += way * Math.cos(truth.yawRad + turn / 2);
    truth.yM += way * Math.sin(truth.yawRad + turn / 2);
    truth.yawRad = wrapAngle(truth.yawRad + turn);
    past.push({ ...truth });
    const turnSigma = Math.sqrt(
      q.turnNoise ** 2 * Math.abs(turn) + q.driftNoise ** 2 * way,
    );
    const step: FilterStep = {
      wayM: way + gauss(dice) * q.wayNoise * Math.sqrt(way),
      sideM: 0,
      wheelTurnRad: turn + gauss(dice) * turnSigma,
      gyroRadps: turnRadps + bias + gauss(dice) * q.gyroNoiseRadps +
        gauss(dice) * gyroScaleNoise * Math.sqrt(Math.abs(turn)) / dtS,
      gyroFresh,
      slipping: 0,
      dtS,
    };
    moveFilter(filter, pose, step, q);
    remember(filter.history, pose, k * 20_000_000);
    if (k % 25 !== 0 || past.length <= lateSteps) continue;
    const then = past[past.length - 1 - lateSteps] ?? truth;
    const fix = measure(
      then.xM + gauss(dice) * fixSigmaM,
      then.yM + gauss(dice) * fixSigmaM,
      wrapAngle(then.yawRad + gauss(dice) * fixSigmaRad),
      (k - lateSteps) * 20_000_000,
    );
    correctFilter(filter, pose, fix, k * 20_000_000, 1e9);
    out.nis.push(filter.nis);
    const turnError = wrapAngle(pose.yawRad - truth.yawRad);
    out.nees.push(nees(filter, pose.xM - truth.xM, pose.yM - truth.yM, turnError));
  }
  return out;
}

/** 95 % bounds of the mean over 50 runs of a chi-squared number with 3 degrees of freedom. */
const low = 3 - 1.96 * Math.sqrt(2 * 3 / 50);
const high = 3 + 1.96 * Math.sqrt(2 * 3 / 50);

/** Share of instants at which the mean over all runs lies within the bounds. */
function shareInside(runs: readonly (readonly number[])[]): number {
  const length = runs[0]?.length ?? 0;
  let inside = 0;
  for (let k = 0; k < length; k++) {
    const mean = runs.reduce((sum, run) => sum + (run[k] ?? 0), 0) / runs.length;
    if (mean >= low && mean <= high) inside += 1;
  }
  return inside / length;
}

// Choosing between gyro and wheels by how they agree is no linear step: a little is lost there.
for (
  const [name, gyroFresh, share] of [
    ["gyro and wheels", 1, 0.8],
    ["wheels alone", 0, 0.88],
  ] as const
) {
  Deno.test(`the filter is consistent with ${name}: NEES and NIS within 95 % over 50 runs`, () => {
    const runs = Array.from({ length: 50 }, (_, i) => walk(i + 1, 0, gyroFresh));
    const ofPose = shareInside(runs.map((run) => run.nees));
    const ofFixes = shareInside(runs.map((run) => run.nis));
    const mean = runs.flatMap((run) => run.nees).reduce((a, b) => a + b, 0) /
      (50 * (runs[0]?.nees.length ?? 1));
    say(
      `filter with ${name}: mean NEES ${mean.toFixed(2)}, bounds ${low.toFixed(2)} to ` +
        `${high.toFixed(2)}; inside at ${(100 * ofPose).toFixed(0)} % of instants, NIS at ` +
        `${(100 * ofFixes).toFixed(0)} %`,
    );
    assert.ok(mean >= low && mean <= high, `mean NEES ${mean}`);
    assert.ok(ofPose >= share, `NEES inside at ${ofPose}, mean ${mean}`);
    assert.ok(ofFixes >= share, `NIS inside at ${ofFixes}`);
  });
}

Deno.test("correctFilter() holds a late fix against the pose of its own time", () => {
  const late = Array.from({ length: 20 }, (_, i) => walk(i + 1, 15, 0));
  const mean = late.flatMap((run) => run.nis).reduce((a, b) => a + b, 0) /
    late.reduce((sum, run) => sum + run.nis.length, 0);
  assert.ok(mean > 2.4 && mean < 3.6, `mean NIS of fixes 0.3 s late: ${mean}`);
});

Deno.test("correctFilter() refuses a jump, counts it, and remembers where the rivals agree", () => {
  const f = createPoseFilter();
  const pose = { xM: 0, yM: 0, yawRad: 0 };
  placeFilter(f, pose, measure(1, 2, 0.5, 0), 0);
  assert.equal(correctFilter(f, pose, measure(1.02, 2, 0.5, 1e8), 1e8, 16.27), 1);
  const before = { ...pose };
  for (let k = 2; k < 5; k++) {
    assert.equal(correctFilter(f, pose, measure(4, 2, 0.5, k * 1e8), k * 1e8, 16.27), 0);
  }
  assert.deepEqual(pose, before);
  assert.deepEqual([f.refused, f.refusedRow, f.rivals], [3, 3, 3]);
  correctFilter(f, pose, measure(-4, 2, 0.5, 6e8), 6e8, 16.27);
  assert.equal(f.rivals, 1);
});

Deno.test("learnBias() finds the bias of a standing gyro, not a turn by hand", () => {
  const f = createPoseFilter();
  const dice = createPrng(3, "bias");
  for (let i = 0; i < 500; i++) learnBias(f, 0.004 + gauss(dice) * 0.002, model);
  assert.ok(Math.abs(f.biasRadps - 0.004) < 3e-4, `${f.biasRadps}`);
  for (let i = 0; i < 50; i++) learnBias(f, 0.5, model);
  assert.ok(Math.abs(f.biasRadps - 0.004) < 3e-4);
});

Deno.test("the covariance stays symmetric and grows until a fix shrinks it", () => {
  const steps = fc.array(
    fc.record({
      wayM: fc.double({ min: -0.02, max: 0.02, noNaN: true }),
      sideM: fc.double({ min: -0.05, max: 0.05, noNaN: true }),
      wheelTurnRad: fc.double({ min: -0.05, max: 0.05, noNaN: true }),
      gyroFresh: fc.constantFrom(0, 1),
      slipping: fc.constantFrom(0, 1),
    }),
    { minLength: 1, maxLength: 200 },
  );
  fc.assert(fc.property(steps, (list) => {
    const f = createPoseFilter();
    const pose = { xM: 0, yM: 0, yawRad: 0 };
    placeFilter(f, pose, measure(0, 0, 0, 0), 0);
    let sigma = positionSigmaM(f);
    for (const one of list) {
      moveFilter(f, pose, { ...one, gyroRadps: one.wheelTurnRad / dtS, dtS }, model);
    }
    for (let r = 0; r < 4; r++) {
      for (let c = 0; c < 4; c++) {
        const [a, b] = [f.p[r * 4 + c] ?? NaN, f.p[c * 4 + r] ?? NaN];
        assert.ok(Math.abs(a - b) <= 1e-12 + 1e-9 * Math.abs(a));
      }
      assert.ok((f.p[r * 5] ?? -1) >= 0);
    }
    sigma = positionSigmaM(f);
    correctFilter(f, pose, measure(pose.xM, pose.yM, pose.yawRad, 0), 0, 1e9);
    assert.ok(positionSigmaM(f) <= sigma);
  }));
});

Deno.test("poseAt() interpolates, gives the present for the future, and null for long ago", () => {
  const f = createPoseFilter();
  const pose = { xM: 0, yM: 0, yawRad: 3.1 };
  for (let k = 1; k <= 200; k++) {
    pose.xM = k * 0.01;
    pose.yawRad = wrapAngle(3.1 + k * 0.001);
    remember(f.history, pose, k * 20_000_000);
  }
  const nowNs = 200 * 20_000_000;
  assert.ok(Math.abs((poseAt(f.history, pose, nowNs, 150.5 * 20_000_000)?.xM ?? 0) - 1.505) < 1e-9);
  assert.ok(Math.abs(poseAt(f.history, pose, nowNs, nowNs + 1)?.xM ?? 0) === 2);
  assert.equal(poseAt(f.history, pose, nowNs, 0), null);
});

Deno.test("learnBias() forgets a bias that frozen wheels made it learn (chaos seed 2101)", () => {
  const f = createPoseFilter();
  const dice = createPrng(5, "bias");
  // The robot turns ever faster while its wheels say that it stands.
  for (let i = 0; i < 600; i++) learnBias(f, -i * 1e-4 + gauss(dice) * 0.002, model);
  assert.ok(Math.abs(f.biasRadps) < 0.031, `no gyro is off by ${f.biasRadps}`);
  f.biasRadps = -0.04;
  for (let i = 0; i < 300; i++) learnBias(f, 0.003 + gauss(dice) * 0.002, model);
  assert.ok(Math.abs(f.biasRadps - 0.003) < 4e-4, `${f.biasRadps}`);
});

Deno.test("a match right beside the pose that is too sure of itself is taken with doubt, a jump never", () => {
  const near = { nearM: 0.2, nearRad: 0.12 };
  const at = (xM: number): [PoseFilter, { xM: number; yM: number; yawRad: number }, number] => {
    const f = createPoseFilter();
    const pose = { xM: 0, yM: 0, yawRad: 0 };
    placeFilter(f, pose, { ...measure(0, 0, 0, 0), varXM2: 1e-4, varYM2: 1e-4 }, 0);
    const sure = { ...measure(xM, 0, 0, 0), varXM2: 1e-4, varYM2: 1e-4 };
    return [f, pose, correctFilter(f, pose, sure, 0, plainEstimator.gate, near)];
  };
  const [, moved, taken] = at(0.15);
  assert.equal(taken, 1);
  assert.ok(moved.xM > 0 && moved.xM < 0.05, `moved by ${moved.xM}`);
  const [, stays, jump] = at(0.25);
  assert.deepEqual([jump, stays.xM], [0, 0]);
});
