/**
 * Measures what steps of the estimator leave on the heap; run by estimator_heap_test.ts in a process
 * of its own, with `gc` exposed and a young heap that no measurement fills. Prints the bytes kept
 * after many steps, and the bytes of garbage a step in the best of four windows.
 */
import { say } from ".ci/say.ts";
import {
  correctFilter,
  createPoseFilter,
  type FilterStep,
  learnBias,
  moveFilter,
  placeFilter,
  plainEstimator,
  type PoseMeasure,
  remember,
} from "core/world/mod.ts";

declare const gc: () => void;

const dtS = 0.005;
const params = { ...plainEstimator, gyroPeriodS: dtS };
const filter = createPoseFilter();
const pose = { xM: 0, yM: 0, yawRad: 0 };
const fix: { -readonly [K in keyof PoseMeasure]: PoseMeasure[K] } = {
  xM: 0,
  yM: 0,
  yawRad: 0,
  measuredNs: 0,
  varXM2: 0.0025,
  covXYM2: 0,
  varYM2: 0.0025,
  varYawRad2: 0.001,
};
const move: FilterStep = {
  wayM: 0.002,
  sideM: 0,
  wheelTurnRad: 0.001,
  gyroRadps: 0.2,
  gyroFresh: 1,
  slipping: 0,
  dtS,
};
let tick = 0;

/** Steps as the kernel makes them: a move each tick, a fix each tenth of a second. */
function walk(count: number): void {
  for (let i = 0; i < count; i++) {
    tick += 1;
    const nowNs = tick * 5_000_000;
    moveFilter(filter, pose, move, params);
    remember(filter.history, pose, nowNs);
    learnBias(filter, 0.001, params);
    if (tick % 20 !== 0) continue;
    fix.xM = pose.xM + 0.001;
    fix.yM = pose.yM - 0.001;
    fix.yawRad = pose.yawRad;
    fix.measuredNs = nowNs - 20_000_000;
    correctFilter(filter, pose, fix, nowNs, 16.27);
  }
}

if (import.meta.main) {
  placeFilter(filter, pose, fix, 0);
  walk(50_000);
  gc();
  const before = Deno.memoryUsage().heapUsed;
  let least = Infinity;
  for (let window = 0; window < 4; window++) {
    gc();
    const began = Deno.memoryUsage().heapUsed;
    walk(50_000);
    least = Math.min(least, (Deno.memoryUsage().heapUsed - began) / 50_000);
  }
  gc();
  say(`${Deno.memoryUsage().heapUsed - before} ${least}`);
}
