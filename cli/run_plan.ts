/** From config and options to the plan of a robot process. @module */
import { type Config, folderOf, type Override, yawOf } from "core/config/mod.ts";
import { longestStopMs } from "core/driver/mod.ts";
import { fail, ok, type Result } from "core/fault.ts";
import {
  type CompiledKernel,
  compileKernel,
  createKernel,
  keyframePaths,
} from "core/kernel/mod.ts";
import { runName } from "core/record/mod.ts";
import type { LatchFound, SocketPaths } from "core/operator/mod.ts";
import { lidarViewOf } from "core/perception/mod.ts";
import { mapFilesOf, treeAbout } from "core/runlog/mod.ts";
import type { RobotPlan } from "core/supervise/mod.ts";
import { recordingHead } from "core/runlog/mod.ts";
import { tapBeside, tokenBytes, tokenOf, viewerOrigins } from "core/serve/mod.ts";
import { loadSite, type RobotSite } from "sim/scenario/mod.ts";
import { readFile } from "./read_file.ts";
import { impossibleRun } from "./run_impossible.ts";
import { mappingPlan } from "./run_mapping.ts";
import { mindPlan } from "./run_mind.ts";
import { rightsPlan } from "./run_rights.ts";
import { findService } from "./service_manager.ts";
import { dropRights } from "./rights.ts";
import { absolute, dataFolder, makeFolders } from "./run_folders.ts";
import { buildInfo, recordingVersions } from "./version.ts";
import { privateArgs, workerUrls } from "./worker_urls.ts";

/** What the command line adds to config. */
export interface RunOptions {
  readonly config: Config;
  /** Files that were read, for reload. */
  readonly files: readonly string[];
  /** `--mission` as given: a file or words. */
  readonly mission: string | null;
  readonly deviceLog: string | null;
  readonly latch: LatchFound;
  readonly paths: SocketPaths;
  /** How config was loaded, for `tune reload`. */
  readonly env: Readonly<Record<string, string>>;
  readonly overrides: readonly Override[];
  readonly roots: readonly string[];
  readonly stateFolder: string;
  readonly seed: number;
  readonly log: RobotPlan["log"];
}

/** First part of a recording, named by time in UTC; a restart of the recorder begins another. */
function recordingPath(folder: string, robot: string, began: Date, part: number): string {
  const name = runName(began.toISOString(), robot);
  const suffix = part === 0 ? "" : `-r${part + 1}`;
  for (let n = 0; n < 1000; n++) {
    const path = `${folder}/${name}${n === 0 ? "" : `-${n}x`}${suffix}-000.mcap`;
    if (part > 0 || !exists(path)) return path;
  }
  return `${folder}/${name}${suffix}-000.mcap`;
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function devicePlan(options: RunOptions, socketPath: string): RobotPlan["device"] {
  const { config } = options;
  if (config.hal.driver !== "sim") return null;
  const job = {
    config,
    map: config.world.map ?? null,
    socketPath,
    logPath: options.deviceLog === null ? null : absolute(options.deviceLog),
    seed: options.seed,
  };
  return { command: Deno.execPath(), args: privateArgs("__device"), job: JSON.stringify(job) };
}

function operatorPlan(
  options: RunOptions,
  kernel: CompiledKernel,
  mapping: RobotPlan["mapping"],
): RobotPlan["operator"] {
  const { config } = options;
  return {
    robot: config.robot.name,
    version: buildInfo().version,
    config,
    params: kernel.params,
    names: kernel.names,
    paths: options.paths,
    stateFolder: options.stateFolder,
    latch: options.latch,
    map: mapping === null ? null : { ...mapping, file: `${mapping.stem}.yaml` },
    reload: {
      files: options.files,
      env: options.env,
      overrides: options.overrides,
      roots: options.roots,
    },
  };
}

function aboutRun(
  options: RunOptions,
  kernel: CompiledKernel,
  site: RobotSite,
): RobotPlan["about"] {
  return {
    config: options.config,
    versions: {
      ...recordingVersions("mechos run"),
      scenario: "",
      seed: String(options.seed),
      latchedAtStart: String(options.latch.latchId),
      latchesBefore: String(options.latch.latchesBefore),
    },
    scenario: null,
    keyframePaths: keyframePaths(createKernel(kernel.params).state),
    keepout: site.keepout,
    speed: site.speed,
    tree: treeAbout(kernel.params.tree, site.tree),
    map: site.site?.map ?? null,
  };
}

function navigationPlan(
  config: Config,
  kernel: CompiledKernel,
  site: RobotSite,
  mapping: RobotPlan["mapping"],
): RobotPlan["navigation"] {
  if (site.site === null && mapping === null) return null;
  // The key of the model server is no business of this thread.
  const { apiKey: _secret, ...brain } = config.brain;
  const { places } = kernel.params;
  const lidar = lidarViewOf(config);
  return { config: { ...config, brain }, site: site.site, lidar, mapping, places };
}

/** Viewers and recorders of the running robot. The token is told once, in the log's first lines. */
function serverPlan(options: RunOptions, about: RobotPlan["about"]): RobotPlan["server"] {
  const { config, paths } = options;
  const { enabled, port, token, origins } = config.server;
  const made = token ?? tokenOf(crypto.getRandomValues(new Uint8Array(tokenBytes)));
  return {
    robot: config.robot.name,
    sessionId: crypto.randomUUID(),
    head: recordingHead(about),
    viewers: enabled
      ? { port, access: { token: made, origins: [...viewerOrigins, ...origins] } }
      : null,
    tapPath: tapBeside(paths.operator),
    tellsToken: token === undefined,
  };
}

function halPlan(config: Config): RobotPlan["hal"] {
  const { start } = config.world;
  return {
    driver: config.hal.driver,
    lagS: config.robot.drive.motorLagS,
    rateHz: config.kernel.tickHz,
    deviceTimeoutMs: config.kernel.ttl.deviceMs,
    stopCategory: config.hal.stopCategory,
    stopRampMs: config.hal.stopCategory === 0
      ? 0
      : longestStopMs(config.robot.limits) + config.kernel.ttl.deviceMs,
    stopRadps2: config.robot.limits.stopMps2 / config.robot.drive.wheelRadiusM,
    // A simulated robot stands where its world begins; a real one is told by config or operator.
    start: start === undefined && config.hal.driver !== "sim" ? null : {
      xM: start?.x ?? 0,
      yM: start?.y ?? 0,
      yawRad: start === undefined ? 0 : yawOf(start) ?? 0,
    },
  };
}

/** The service manager that started this process; says so where it cannot be reached. */
function servicePlan({ config, env, paths, log }: RunOptions): RobotPlan["service"] {
  const own = `${folderOf(paths.operator)}/${config.robot.name}.notify`;
  const { plan, warning } = findService(env, Deno.pid, own);
  if (warning !== null) log("warning", "service.unheard", warning, { code: "RUN_NOTIFY" });
  return plan;
}

/** Works everything out that a robot process needs. Reads maps, makes folders. */
export function planRobot(options: RunOptions): Result<RobotPlan> {
  const impossible = impossibleRun(options.config);
  if (impossible !== null) return fail(impossible);
  const { config } = options;
  const site = loadSite(config, readFile);
  if (!site.ok) return site;
  const kernel = compileKernel(config, {
    keepout: site.value.keepout,
    speed: site.value.speed,
    tree: site.value.tree,
    latchedAtStart: options.latch.latchId,
    latchesBefore: options.latch.latchesBefore,
    file: options.files.at(-1) ?? "config",
  });
  if (!kernel.ok) return kernel;
  const mind = mindPlan(options, kernel.value);
  if (!mind.ok) return mind;
  const recordFolder = absolute(config.record.folder);
  const socketFolder = folderOf(options.paths.operator);
  const made = makeFolders([
    [recordFolder, 0o700],
    [socketFolder, 0o755],
    [options.stateFolder, 0o700],
    [dataFolder(config), 0o700],
  ]);
  if (!made.ok) return made;
  const began = new Date();
  const recordPath = (part: number) => recordingPath(recordFolder, config.robot.name, began, part);
  const mapping = mappingPlan(config, recordPath(0).replace(/-000\.mcap$/, ""));
  const about = aboutRun(options, kernel.value, site.value);
  const server = serverPlan(options, about);
  const service = servicePlan(options);
  const deviceSocket = `${socketFolder}/${config.robot.name}.${Deno.pid}.device`;
  const isSim = config.hal.driver === "sim";
  const fromSource = buildInfo().runtime === "source";
  return ok({
    params: kernel.value.params,
    realtime: config.kernel.realtime,
    about,
    recordPath,
    hal: halPlan(config),
    device: devicePlan(options, deviceSocket),
    mind: mind.value,
    operator: operatorPlan(options, kernel.value, mapping),
    mapping,
    navigation: navigationPlan(config, kernel.value, site.value, mapping),
    server,
    service,
    rights: rightsPlan(options, {
      recordFolder,
      deviceSocket: isSim ? deviceSocket : null,
      tapPath: server?.tapPath ?? null,
      mapFiles: mapping === null ? [] : mapFilesOf(mapping.stem),
      viewerPort: server?.viewers?.port ?? null,
      notifySockets: service === null ? [] : [service.paths.own, service.paths.manager],
    }),
    urls: workerUrls(),
    fromSource,
    stopTimeoutMs: config.run.stopTimeoutMs,
    // From source the threads have their rights from the process, and would lose them with it:
    // the latch could not be written any more.
    dropRights: () => fromSource ? undefined : dropRights([]),
    log: options.log,
  });
}
