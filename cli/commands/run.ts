/** `mechos run`: runs the configured robot in real time. @module */
import type { Command } from "commander";
import { type Config, folderOf, type Override } from "core/config/mod.ts";
import { codes } from "core/codes.ts";
import { type Fault, MechError, unwrap } from "core/fault.ts";
import { why } from "core/kernel/mod.ts";
import { modes, nameOf } from "core/messages/mod.ts";
import { type LatchFound, readLatch, socketPaths } from "core/operator/mod.ts";
import {
  cutShort,
  pushSupervisorAct,
  refreshRobot,
  type Robot,
  startRobot,
  type StopReport,
  stopRobot,
} from "core/supervise/mod.ts";
import { faultToJson } from "core/telemetry/mod.ts";
import type { CliContext } from "cli/context.ts";
import { loadCliConfig, parseSets } from "cli/load_config.ts";
import { savedMap } from "cli/run_mapping.ts";
import { planRobot } from "cli/run_plan.ts";
import { stateFolder } from "cli/run_folders.ts";
import { readDrills } from "cli/run_drills.ts";
import { portOf } from "cli/port.ts";
import { durationOf, seedOf } from "cli/run_values.ts";
import { buildInfo } from "cli/version.ts";

interface Options {
  readonly for?: string;
  readonly mission?: string;
  readonly hal?: string;
  readonly serve?: string | true;
  readonly start?: boolean;
  readonly check?: boolean;
  readonly deviceLog?: string;
  readonly allowTestRuntime?: boolean;
  readonly seed?: string;
  readonly drill?: string[];
}

/** Drivers that reach no hardware: any runtime may use them. */
const harmless: readonly string[] = ["sim", "loopback"];
/** Self-test and the mind's first word must come within this time, ms. */
const startMs = 10_000;

function overridesOf(options: Options): Override[] {
  const { hal, serve } = options;
  const given = (path: string, value: string | number | boolean, label: string): Override => ({
    path,
    value,
    label,
    place: null,
  });
  return [
    ...(hal === undefined ? [] : [given("hal.driver", hal, "--hal")]),
    ...(serve === undefined ? [] : [given("server.enabled", true, "--serve")]),
    ...(typeof serve === "string" ? [given("server.port", portOf(serve), "--serve")] : []),
  ];
}

function refuseTestRuntime(config: Config, options: Options): void {
  if (buildInfo().runtime !== "test-only" || options.allowTestRuntime === true) return;
  if (harmless.includes(config.hal.driver)) return;
  throw new MechError({
    code: "RUN_TEST_RUNTIME",
    message: `Cannot drive real devices with driver "${config.hal.driver}": ` +
      "this binary runs on a runtime meant for tests",
    help: "use a released binary, or --allow-test-runtime if you know what you do",
  });
}

/**
 * The latch that the last run left. A simulated robot that only ended uncleanly begins unlatched
 * (INTERFACES.md section 4): nobody pressed, and its world begins anew.
 */
function latchOf(config: Config, folder: string): LatchFound {
  const found = readLatch(folder, Date.now());
  if (config.hal.driver !== "sim" || found.reason !== "unclean") return found;
  const text = `${found.text.split(":")[0] ?? ""}; a simulated robot begins unlatched`;
  return { ...found, latched: false, latchId: 0, text };
}

/** Why the run ends. */
interface Ending {
  readonly reason: string;
  readonly exitCode: number;
}

async function until(condition: () => boolean, withinMs: number): Promise<boolean> {
  const end = performance.now() + withinMs;
  while (!condition()) {
    if (performance.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return true;
}

function notArmed(robot: Robot): Fault {
  const { line } = why(refreshRobot(robot));
  return {
    code: "RUN_NOT_ARMED",
    message: `Cannot start: ${robot.halFault?.message ?? line}`,
    help: "see mechos why; start it with mechos start once that is cleared",
  };
}

/** `--start`: counts as the operator's start, once, after the self-test. */
async function start(robot: Robot): Promise<Fault | null> {
  const mode = (): string => nameOf(modes, refreshRobot(robot).mode);
  const hasMind = (): boolean => robot.plan.mind === null || robot.mind.report !== null;
  if (!await until(() => mode() === "idle" && hasMind(), startMs)) return notArmed(robot);
  // A cause that clears by itself (a scan that came late) is waited for; nothing else is.
  const end = performance.now() + startMs;
  while (performance.now() < end) {
    pushSupervisorAct(robot, "start");
    if (await until(() => mode() === "auto", 500)) return null;
  }
  return notArmed(robot);
}

/**
 * `run.autostart: boot`: counts as the operator's start, but only after a clean stop
 * (INTERFACES.md section 4), and loudly: this robot moves although nobody is there.
 */
async function autostart(context: CliContext, robot: Robot, latch: LatchFound): Promise<void> {
  if (latch.reason !== "clear") {
    return context.log.warning(
      "run.autostart",
      `run.autostart does not count: ${latch.text}. Start it with mechos start`,
      { started: false },
    );
  }
  context.log.warning("run.autostart", "run.autostart: boot: it starts by itself, and may move", {
    started: true,
  });
  const fault = await start(robot);
  if (fault !== null) context.log.error("run.autostart", fault.message, { code: fault.code });
}

interface Endings {
  readonly promise: Promise<Ending>;
  readonly end: (reason: string, exitCode: number) => void;
}

function createEndings(): Endings {
  let end: Endings["end"] = () => {};
  const promise = new Promise<Ending>((resolve) => {
    end = (reason, exitCode) => resolve({ reason, exitCode });
  });
  return { promise, end };
}

function listen(robot: Robot, endings: Endings): void {
  let interrupts = 0;
  Deno.addSignalListener("SIGINT", () => {
    interrupts += 1;
    if (interrupts === 1) return endings.end("SIGINT", 0);
    void cutShort(robot).then(() => Deno.exit(130));
  });
  for (const signal of ["SIGTERM", "SIGHUP"] as const) {
    Deno.addSignalListener(signal, () => endings.end(signal, 0));
  }
  Deno.addSignalListener("SIGUSR1", () => {
    robot.region.words.count("stop");
    robot.plan.log("error", "operator.estop", "E-stop by SIGUSR1");
  });
  for (const kind of ["error", "unhandledrejection"] as const) {
    globalThis.addEventListener(kind, (event) => {
      event.preventDefault();
      const cause: unknown = Reflect.get(event, kind === "error" ? "error" : "reason");
      robot.plan.log(
        "error",
        "run.uncaught",
        cause instanceof Error ? cause.stack ?? cause.message : String(cause),
      );
      endings.end("an uncaught error in the supervisor", 5);
    });
  }
}

/** Ends the run when its mission has ended. */
function watchMission(robot: Robot, endings: Endings): void {
  const timer = setInterval(() => {
    const given = robot.mind.report?.missions.find((mission) => mission.given);
    const { state, reason } = given ?? robot.mind.report?.mission ?? { state: "", reason: "" };
    if (state !== "done" && state !== "failed" && state !== "canceled") return;
    clearInterval(timer);
    endings.end(`mission ${state}${reason === "" ? "" : `: ${reason}`}`, state === "done" ? 0 : 1);
  }, 50);
}

function report(
  context: CliContext,
  robot: Robot,
  stop: StopReport,
  refused: Fault | null,
): void {
  const recording = robot.recordings.at(-1) ?? null;
  const map = savedMap(robot);
  if (context.globals().json) {
    const outcome = stop.exitCode === 0 ? "done" : "ended";
    const failed = refused === null ? {} : faultToJson(refused);
    const { recordings } = robot;
    const document = { outcome, ...stop, recording, recordings, map, ...failed };
    context.out(`${JSON.stringify(document, null, 2)}\n`);
  } else if (!context.globals().quiet) {
    const stood = stop.standstillMs === null
      ? "no standstill seen"
      : `stood after ${Math.round(stop.standstillMs)} ms`;
    context.out(`Stopped: ${stop.reason}; ${stood}\n`);
    if (recording !== null) context.out(`Recording: ${recording}\n`);
    if (map !== null) context.out(`Map: ${map}\n`);
  }
}

async function run(context: CliContext, options: Options): Promise<void> {
  const forMs = durationOf(options.for);
  const seed = seedOf(options.seed);
  const overrides = overridesOf(options);
  const loaded = unwrap(loadCliConfig(context, [], overrides));
  const { config } = loaded;
  refuseTestRuntime(config, options);
  const drills = unwrap(readDrills(options.drill ?? [], config.hal.driver));
  const folder = stateFolder(config);
  const latch = latchOf(config, folder);
  context.log[latch.latched ? "warning" : "info"]("operator.latch", latch.text);
  const plan = unwrap(planRobot({
    config,
    files: loaded.files,
    mission: options.mission ?? null,
    deviceLog: options.deviceLog ?? null,
    latch,
    paths: socketPaths(config.robot.name, context.env, config.run.socket ?? null),
    env: context.env,
    overrides: [...unwrap(parseSets(context.globals().set)), ...overrides],
    roots: [...loaded.files.map(folderOf), ...context.globals().allowPath],
    stateFolder: folder,
    seed,
    log: (level, event, message, fields) => context.log[level](event, message, fields),
  }));
  const started = await startRobot(plan);
  if (!started.ok) {
    reportFault(context, started.fault);
    if (context.globals().json) context.out(`${JSON.stringify(faultToJson(started.fault))}\n`);
    Deno.exit(codes[started.fault.code].exit);
  }
  const robot = started.value;
  const endings = createEndings();
  robot.giveUp = endings.end;
  listen(robot, endings);
  for (const { number, atMs } of drills) {
    setTimeout(() => robot.region.words.set("drill", number), atMs);
  }
  context.log.info("run.ready", `Robot "${config.robot.name}" is ready`, { pid: Deno.pid });
  let refused: Fault | null = null;
  if (options.check === true) {
    endings.end("everything started; nothing was armed", robot.halFault === null ? 0 : 4);
  } else if (options.start === true) {
    refused = await start(robot);
    if (refused !== null) {
      reportFault(context, refused);
      endings.end("it could not start", 1);
    }
  } else if (config.run.autostart === "boot") void autostart(context, robot, latch);
  // Whoever starts the robot, this command or an operator later: the mission's end ends the run.
  if (options.mission !== undefined) watchMission(robot, endings);
  if (forMs < Infinity) setTimeout(() => endings.end(`--for ${options.for ?? ""}`, 0), forMs);
  const ending = await endings.promise;
  const stop = await stopRobot(robot, ending.reason, ending.exitCode);
  report(context, robot, stop, refused);
  Deno.exit(stop.exitCode);
}

function reportFault(context: CliContext, fault: Fault): void {
  context.log.error("run.fault", fault.message, { code: fault.code, help: fault.help ?? "" });
}

/** Adds options and action. */
export function register(command: Command, context: CliContext): void {
  command
    .option("--for <duration>", "stop gracefully after this time")
    .option("--mission <file|text>", "run this mission, and end with it")
    .option("--hal <driver>", "driver to use instead of hal.driver: sim is the simulated robot")
    .option("--serve [port]", "serve viewers on loopback, as server.enabled does")
    .option("--start", "counts as the operator's start")
    .option("--check", "start everything, arm nothing, end")
    .option("--seed <n>", "seed of the simulated robot and of generated brains")
    .option("--device-log <file>", "with --hal sim: log of wheel speeds, CSV")
    .option(
      "--drill <name@time>",
      "with --hal sim: let a part of the robot really fail, e.g. hal.hang@2s; repeatable",
      (text: string, before: string[] = []) => [...before, text],
    )
    .option("--allow-test-runtime", "allow real devices on a runtime meant for tests")
    .action((options: Options) => run(context, options));
}
