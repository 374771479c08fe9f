/**
 * What the operator thread does: joins the service to shared memory, to the sockets and to the
 * state folder, and passes on what the supervisor knows of the rest.
 *
 * @module
 */
import { createPaceReader, drill, openRegion, type Region } from "core/bus/mod.ts";
import { pause } from "core/clock.ts";
import { type Config, loadConfig, type Override } from "core/config/mod.ts";
import { fail, type Fault, type Result } from "core/fault.ts";
import { causeNames, type KernelParams } from "core/kernel/mod.ts";
import type { IntentNames } from "core/messages/mod.ts";
import { type AuditSink, openAudit } from "./audit.ts";
import type { LatchFound } from "./latch_record.ts";
import { type LatchStore, openLatchStore } from "./latch_store.ts";
import { createMapPort, type MapJob } from "./map_port.ts";
import { createRegionPort } from "./region_port.ts";
import type { ArmingCheck, MindStatus, RobotPort, ThreadHealth } from "./robot_port.ts";
import { type OperatorServer, serveOperators } from "./server.ts";
import { createOperatorService } from "./service.ts";
import type { SocketPaths } from "./socket_path.ts";

/** What the operator thread is told. */
export interface OperatorJob {
  readonly memory: SharedArrayBuffer;
  readonly robot: string;
  readonly version: string;
  readonly config: Config;
  readonly params: KernelParams;
  readonly names: IntentNames;
  readonly paths: SocketPaths;
  readonly stateFolder: string;
  readonly latch: LatchFound;
  /** The map that is made while driving, and the file it is saved to; null where none is. */
  readonly map: MapJob | null;
  /** How the config was loaded, to load it again. */
  readonly reload: {
    readonly files: readonly string[];
    readonly env: Readonly<Record<string, string>>;
    readonly overrides: readonly Override[];
    readonly roots: readonly string[] | null;
  };
}

/** What the supervisor knows of the rest, several times a second. */
export interface HealthReport {
  readonly kind: "health";
  readonly threads: readonly ThreadHealth[];
  readonly mind: MindStatus | null;
  readonly checks: readonly ArmingCheck[];
}

/** What the thread says. */
export type OperatorSaid =
  | { readonly kind: "ready" }
  | { readonly kind: "closed" }
  /** It could not begin: no operator can reach the robot. */
  | { readonly kind: "failed"; readonly fault: Fault }
  | { readonly kind: "fault"; readonly fault: Fault };

/** The edge of the thread. */
export interface OperatorPorts {
  readonly say: (message: OperatorSaid) => void;
  readonly nowMs: () => number;
  readonly wallMs: () => number;
  readonly isoNow: () => string;
  readonly random: () => readonly [number, number, number];
}

interface Thread {
  readonly job: OperatorJob;
  readonly ports: OperatorPorts;
  readonly region: Region;
  readonly latch: LatchStore;
  readonly server: OperatorServer;
  closed: boolean;
}

/** The service is swept this often, ms: connections, lease, latch. */
const sweepMs = 10;
const utf8 = new TextEncoder();

function textLane(region: Region, name: "operatorTexts" | "operatorToLink") {
  const ring = region.ringWriter(name);
  const words = new Int32Array(4096);
  const bytes = new Uint8Array(words.buffer);
  return (value: unknown): boolean => {
    const text = JSON.stringify(value);
    const { read, written } = utf8.encodeInto(text, bytes);
    return read === text.length && ring.push(0, words, written);
  };
}

function reloadConfig(job: OperatorJob): Result<Config> {
  const loaded = loadConfig({
    ...job.reload,
    causes: causeNames,
    readFile: (path) => {
      try {
        return { ok: true, value: Deno.readFileSync(path) };
      } catch (error) {
        return fail({
          code: "CONFIG_UNREADABLE",
          message: `Cannot read "${path}": ${error instanceof Error ? error.message : "refused"}`,
          help: "only files that the robot was started with can be read again",
        });
      }
    },
  });
  return loaded.ok ? { ok: true, value: loaded.value.config } : loaded;
}

function robotPort(job: OperatorJob, region: Region, health: () => HealthReport | null): RobotPort {
  const toMind = textLane(region, "operatorToLink");
  return {
    tellMind: (message) => {
      if (message.kind === "mission") return toMind({ verb: message.verb });
      if (message.kind === "add" || message.kind === "do") return toMind(message);
      const questionId = message.kind === "answer" ? { questionId: message.questionId } : {};
      return toMind({ kind: message.kind, from: "operator", text: message.text, ...questionId });
    },
    mind: () => health()?.mind ?? null,
    pace: createPaceReader(region),
    threads: () => health()?.threads ?? [],
    armingChecks: () => health()?.checks ?? [],
    snapshot: () => {
      region.words.count("snapshotAsked");
      return region.words.get("recorderState") === 1;
    },
    ...createMapPort(job.map, region),
    reloadConfig: () => reloadConfig(job),
  };
}

/** Audit goes to a file of its own and into the recording. */
async function openAudits(job: OperatorJob, ports: OperatorPorts, region: Region) {
  const file = await openAudit(job.stateFolder, ports.isoNow);
  const record = textLane(region, "operatorTexts");
  const sink: AuditSink = (entry) => {
    if (file.ok) file.value.write(entry);
    record({ topic: "log", value: { level: "info", event: `operator.${entry.verb}`, ...entry } });
  };
  return { sink, fault: file.ok ? null : file.fault };
}

async function open(
  job: OperatorJob,
  ports: OperatorPorts,
  health: () => HealthReport | null,
): Promise<Result<Thread>> {
  const region = openRegion(job.memory, "operator");
  const latch = await openLatchStore(job.stateFolder, ports.wallMs, job.latch);
  if (!latch.ok) return latch;
  const audits = await openAudits(job, ports, region);
  if (audits.fault !== null) ports.say({ kind: "fault", fault: audits.fault });
  const service = createOperatorService({
    robot: job.robot,
    version: job.version,
    kernel: createRegionPort(region),
    rest: robotPort(job, region, health),
    config: job.config,
    configFile: job.reload.files.at(-1) ?? null,
    params: job.params,
    names: job.names,
    latch: latch.value,
    audit: audits.sink,
    clock: {
      nowMs: ports.nowMs,
      wallMs: ports.wallMs,
      random: ports.random,
      pause: () => pause(1),
    },
  });
  const server = await serveOperators({ service, paths: job.paths, nowMs: ports.nowMs });
  if (!server.ok) return server;
  return {
    ok: true,
    value: { job, ports, region, latch: latch.value, server: server.value, closed: false },
  };
}

async function sweep(thread: Thread): Promise<void> {
  const { words } = thread.region;
  while (words.get("quit") === 0 && !thread.closed) {
    words.count("beatOperator");
    drill(words.get("drill"), "operator");
    thread.server.sweep();
    await pause(sweepMs);
  }
}

async function close(thread: Thread): Promise<void> {
  thread.server.sweep();
  thread.closed = true;
  thread.server.close();
  const kept = await thread.latch.close();
  if (!kept.ok) thread.ports.say({ kind: "fault", fault: kept.fault });
  thread.ports.say({ kind: "closed" });
}

function isJob(value: unknown): value is OperatorJob {
  return typeof value === "object" && value !== null && "memory" in value && "paths" in value;
}

function isHealth(value: unknown): value is HealthReport {
  return typeof value === "object" && value !== null && Reflect.get(value, "kind") === "health";
}

/** The thread's message handler: its job, then health reports, then the word to close. */
export function beginOperator(ports: OperatorPorts): (event: MessageEvent<unknown>) => void {
  let health: HealthReport | null = null;
  let thread: Thread | null = null;
  return ({ data }) => {
    if (isHealth(data)) health = data;
    else if (isJob(data)) {
      void open(data, ports, () => health).then((opened) => {
        if (!opened.ok) return ports.say({ kind: "failed", fault: opened.fault });
        thread = opened.value;
        ports.say({ kind: "ready" });
        void sweep(thread);
      });
    } else if (thread !== null) void close(thread);
    else ports.say({ kind: "closed" });
  };
}
