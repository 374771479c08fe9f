/**
 * Whether recording makes ticks of the kernel late: the same run at 1 kHz with and without it, in
 * turns, so that what else the machine does weighs on both alike. The binary is measured.
 *
 * @module
 */
import { call, LiveRobot } from "tests/binary/live_robot.ts";
import { type BenchResult, judge, percentile } from "./result.ts";

const rounds = 4;
const measuredMs = 5000;
const tickHz = 1000;
/** Neither a file nor a black box: the recorder's thread drains its ring, and that is all. */
const withoutRecording = ["record.mode=blackBox", "record.blackBox.beforeS=0"];

async function counts(robot: LiveRobot): Promise<{ tick: number; late: number }> {
  const { result } = await call(robot, "status");
  const field = (value: unknown, name: string): unknown =>
    typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
  return {
    tick: Number(field(result, "tick")),
    late: Number(field(field(result, "counters"), "lateTicks")),
  };
}

/** Late ticks of 10,000 while the robot drives. */
async function lateShare(set: readonly string[]): Promise<number> {
  const robot = await LiveRobot.driving({ set: [`kernel.tickHz=${tickHz}`, ...set] }, 3);
  try {
    const before = await counts(robot);
    await new Promise((resolve) => setTimeout(resolve, measuredMs));
    const after = await counts(robot);
    return 10_000 * (after.late - before.late) / (after.tick - before.tick);
  } finally {
    await robot.remove();
  }
}

function median(values: readonly number[]): number {
  return percentile(values.toSorted((a, b) => a - b), 0.5);
}

/** Late ticks of 10,000 that recording adds: the medians of runs with it and without it. */
export async function lateTicksBench(): Promise<BenchResult[]> {
  const recorded: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < rounds; round++) {
    recorded.push(await lateShare([]));
    bare.push(await lateShare(withoutRecording));
  }
  const added = Math.max(0, median(recorded) - median(bare));
  return [judge("record.lateTicksAdded", added, "of 10,000", "lower", 5)];
}
