/**
 * A process that serves a simulated robot in real time on its operator sockets: what the tests of
 * sockets and commands talk to. Run as `deno run -A host.ts NAME STATE_FOLDER [CONFIG]` with
 * XDG_RUNTIME_DIR set. On stdin it takes a line `drive MPS`, `quit` or `look`, and answers each
 * with one line of JSON: what the robot really does.
 *
 * @module
 */
import { unwrap } from "core/fault.ts";
import { loadConfig } from "core/config/mod.ts";
import { causeNames } from "core/kernel/mod.ts";
import { modes, nameOf } from "core/messages/mod.ts";
import {
  createOperatorService,
  openAudit,
  openLatchStore,
  serveOperators,
  socketPaths,
} from "core/operator/mod.ts";
import { readFile } from "cli/read_file.ts";
import { createTestRobot, type TestRobot } from "tests/core/operator/test_robot.ts";

/** Ticks made up for after a delay; more are left out, as the kernel's pacing does. */
const maxCatchUp = 20;

/** Steps the robot along real time. */
function pace(robot: TestRobot): void {
  const periodMs = robot.params.tickPeriodNs * 1e-6;
  const beganMs = performance.now() - robot.nowMs();
  let skippedMs = 0;
  setInterval(() => {
    let made = 0;
    while (performance.now() - beganMs - skippedMs > robot.nowMs() && made < maxCatchUp) {
      robot.step();
      made += 1;
    }
    const behindMs = performance.now() - beganMs - skippedMs - robot.nowMs();
    if (behindMs > maxCatchUp * periodMs) skippedMs += behindMs;
  }, Math.max(1, periodMs / 2));
}

function look(robot: TestRobot): string {
  const out = robot.kernel.outputs;
  return JSON.stringify({
    mode: nameOf(modes, out.mode),
    speedMps: Math.abs(robot.sim.world.robot.linearMps),
    x: robot.sim.world.robot.xM,
    latched: out.latched === 1,
    latchId: out.latchId,
    causes: causeNames.filter((_name, index) => (out.causes & (1 << index)) !== 0),
    tick: out.tick,
    maxLinearMps: robot.kernel.state.tuning.maxLinearMps,
    violations: robot.violations,
    told: robot.told,
  });
}

async function* lines(): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of Deno.stdin.readable) {
    rest += decoder.decode(chunk, { stream: true });
    const found = rest.split("\n");
    rest = found.pop() ?? "";
    yield* found;
  }
}

function say(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

async function main(name: string, stateFolder: string, configFile: string | null): Promise<void> {
  const wallMs = () => Date.now();
  const latch = unwrap(await openLatchStore(stateFolder, wallMs));
  const audit = unwrap(await openAudit(stateFolder, () => new Date().toISOString()));
  const { found } = latch;
  const robot = createTestRobot(undefined, {
    latchedAtStart: found.latched ? found.latchId : 0,
    latchesBefore: found.latchesBefore,
  });
  if (configFile !== null) {
    robot.reload = () => {
      const loaded = loadConfig({
        files: [configFile],
        env: {},
        overrides: [],
        readFile,
        causes: causeNames,
        roots: null,
      });
      return loaded.ok ? { ok: true, value: loaded.value.config } : loaded;
    };
  }
  robot.questions.push({
    questionId: "q1",
    question: "Left or right?",
    options: ["left", "right"],
  });
  const nowMs = () => performance.now();
  const service = createOperatorService({
    robot: name,
    version: "test",
    kernel: robot.port,
    rest: robot.rest,
    config: robot.config,
    configFile,
    params: robot.params,
    names: robot.names,
    latch,
    audit: audit.write,
    clock: {
      nowMs,
      wallMs,
      random: () => {
        const [a = 0, b = 0, c = 0] = crypto.getRandomValues(new Uint32Array(3));
        return [a, b, c];
      },
      pause: () => new Promise((done) => setTimeout(done, 2)),
    },
  });
  const paths = socketPaths(name, Deno.env.toObject(), null);
  const served = await serveOperators({ service, paths, nowMs });
  if (!served.ok) {
    say(JSON.stringify({ error: served.fault.code }));
    Deno.exit(4);
  }
  pace(robot);
  setInterval(served.value.sweep, 20);
  say(JSON.stringify({ ready: found.reason, ...paths }));
  for await (const line of lines()) {
    const [word, value] = line.split(" ");
    if (word === "drive") robot.driveMps = Number(value);
    if (word === "quit") break;
    say(look(robot));
  }
  served.value.close();
  await latch.close();
  await audit.flush();
  Deno.exit(0);
}

if (import.meta.main) {
  const [name = "test", stateFolder = ".", configFile] = Deno.args;
  await main(name, stateFolder, configFile ?? null);
}
