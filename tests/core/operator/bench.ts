/** A service over the test robot, and people who call it, all in lockstep. @module */
import assert from "node:assert/strict";
import { modes, nameOf } from "core/messages/mod.ts";
import {
  type AuditRecord,
  type Client,
  createOperatorService,
  type LatchStore,
  type OperatorService,
} from "core/operator/mod.ts";
import { createTestRobot, type TestRobot } from "tests/core/operator/test_robot.ts";

/** A line that the service sent, as data. */
export type Answer = Record<string, unknown>;

/** An operator of the tests: calls are answered while the robot makes ticks. */
export interface Person {
  readonly client: Client;
  readonly lines: Answer[];
  call(method: string, params?: unknown): Promise<Answer>;
}

/** The service, its robot and what was audited. */
export interface Bench {
  readonly robot: TestRobot;
  readonly service: OperatorService;
  readonly audit: AuditRecord[];
  person(socket?: Client["socket"]): Person;
  run(ms: number): void;
  mode(): string;
}

function parse(line: string): Answer {
  const value: unknown = JSON.parse(line);
  assert.ok(typeof value === "object" && value !== null);
  return { ...value };
}

/** A value deep in an answer. */
export function field(value: unknown, ...path: string[]): unknown {
  let found = value;
  for (const key of path) {
    assert.ok(typeof found === "object" && found !== null, `no "${key}" in ${found}`);
    found = Reflect.get(found, key);
  }
  return found;
}

/** The code of a refusal. */
export const codeOf = (answer: Answer): unknown => field(answer, "error", "data", "code");

/** A bench whose robot is in `boot`. */
export function createBench(
  robot = createTestRobot(),
  latch: LatchStore | null = null,
): Bench {
  const audit: AuditRecord[] = [];
  const tick = (): void => {
    robot.step();
    service.poll();
  };
  const service = createOperatorService({
    robot: "test",
    version: "0.0.0",
    kernel: robot.port,
    rest: robot.rest,
    config: robot.config,
    configFile: "mechos.yaml",
    params: robot.params,
    names: robot.names,
    latch,
    audit: (record) => audit.push(record),
    clock: {
      nowMs: robot.nowMs,
      wallMs: () => 1_764_000_000_000,
      random: () => [robot.nowMs(), 2, 3],
      pause: () => {
        tick();
        return Promise.resolve();
      },
    },
  });
  let id = 0;
  const person = (socket: Client["socket"] = "operator"): Person => {
    const lines: Answer[] = [];
    const client = service.connect(socket, (line) => lines.push(parse(line)));
    assert.ok(client !== null);
    const call = async (method: string, params?: unknown): Promise<Answer> => {
      const mine = ++id;
      service.line(client, JSON.stringify({ jsonrpc: "2.0", id: mine, method, params }));
      for (let turns = 0; turns < 2000; turns++) {
        const found = lines.find((line) => line["id"] === mine);
        if (found !== undefined) return found;
        await Promise.resolve();
      }
      throw new Error(`${method} was not answered`);
    };
    return { client, lines, call };
  };
  const run = (ms: number): void => {
    const untilMs = robot.nowMs() + ms;
    while (robot.nowMs() < untilMs) tick();
  };
  return {
    robot,
    service,
    audit,
    person,
    run,
    mode: () => nameOf(modes, robot.kernel.outputs.mode),
  };
}

/** A bench whose robot has passed its self-test. */
export function readyBench(): Bench {
  const bench = createBench();
  bench.run(600);
  assert.equal(bench.mode(), "idle");
  return bench;
}

/** Speed of the simulated robot, m/s. */
export const truth = (bench: Bench): number => Math.abs(bench.robot.sim.world.robot.linearMps);
/** Below this the robot stands, m/s: what its wheels still show while they settle. */
export const standing = 0.005;
/** Asserts that no tick broke an invariant of the kernel. */
export const clean = (bench: Bench): void => assert.deepEqual(bench.robot.violations, []);

/** Frames of a teleop stream, each counting on. */
export function createFrames(): (linearMps: number) => object {
  let seq = 0;
  return (linearMps) => ({ linearMps, angularRadps: 0, seq: ++seq });
}
