/**
 * Measures what the kernel's step leaves on the heap; run by step_test.ts in a process of its own,
 * with `gc` exposed and a young heap that no measurement fills. Prints the bytes kept, and the
 * bytes of garbage a step in the best of four windows.
 */
import { step } from "core/kernel/mod.ts";
import { ask, drivingRig, type Rig } from "./kernel_fixture.ts";

declare const gc: () => void;

/** Ticks with every section fresh, without the bench's own garbage. */
function walk(rig: Rig, count: number): void {
  const { inputs } = rig;
  inputs.intentCount = 0;
  inputs.operatorCount = 0;
  for (let i = 0; i < count; i++) {
    inputs.tick = rig.tick;
    inputs.nowNs = rig.nowNs;
    for (const section of [inputs.scan, inputs.wheels, inputs.imu, inputs.ack]) {
      section.fresh = 1;
      section.measuredNs = rig.nowNs;
      section.arrivedNs = rig.nowNs;
    }
    inputs.scan.rangesM[i % 360] = 3 + (i % 7) * 0.01;
    inputs.mind.beat = 1;
    inputs.mind.lease = 1;
    step(rig.kernel, inputs, rig.nowNs);
    rig.tick += 1;
    rig.nowNs += rig.periodNs;
  }
}

if (import.meta.main) {
  const rig = drivingRig({ beams: 360 });
  ask(rig, "drive", { x: 0.4, durationMs: 60_000 });
  walk(rig, 20_000);
  gc();
  const before = Deno.memoryUsage().heapUsed;
  // What the kernel makes shows in every window; what V8 boxes until it has compiled does not.
  let least = Infinity;
  for (let window = 0; window < 4; window++) {
    gc();
    const began = Deno.memoryUsage().heapUsed;
    walk(rig, 20_000);
    least = Math.min(least, (Deno.memoryUsage().heapUsed - began) / 20_000);
  }
  gc();
  const kept = Deno.memoryUsage().heapUsed - before;
  Deno.stdout.writeSync(new TextEncoder().encode(`${kept} ${least}\n`));
}
