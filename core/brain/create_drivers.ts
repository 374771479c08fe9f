/** The drivers of a brain's chain, and what must be true of them before a robot relies on them. @module */
import type { Config } from "core/config/mod.ts";
import { fail, ok, type Result } from "core/fault.ts";
import type { BrainPorts } from "./ports.ts";
import {
  createProviderDriver,
  createTapeDriver,
  type Driver,
  parseSpec,
  parseTape,
  type ProviderSpec,
} from "./protocols/mod.ts";

type BrainConfig = Config["brain"];

/** Longest that a look at a server may take, ms. */
const checkMs = 5000;
const checkBytes = 4_000_000;

function tapeDriver(file: string, ports: BrainPorts): Result<Driver> {
  const bytes = ports.readFile(file);
  if (!bytes.ok) return bytes;
  const lines = parseTape(new TextDecoder().decode(bytes.value), file);
  return lines.ok ? ok(createTapeDriver(file, lines.value)) : lines;
}

/** The first of the chain as config names it. */
function primarySpec(brain: BrainConfig): Result<ProviderSpec> {
  const { driver, model, url } = brain;
  if (driver !== "ollama" && driver !== "openai" && driver !== "anthropic") {
    return fail({ code: "BRAIN_SPEC", message: `Brain "${driver}" is no model`, value: driver });
  }
  if (model === undefined || model === "") {
    return fail({
      code: "BRAIN_SPEC",
      message: `Brain "${driver}" names no model`,
      path: "brain.model",
      help: `--brain ${driver}:MODEL, or brain.model in config`,
    });
  }
  return ok({ protocol: driver, model, url: url ?? null });
}

function networkDriver(
  spec: ProviderSpec,
  brain: BrainConfig,
  ports: BrainPorts,
): Result<Driver> {
  if (ports.fetch === null) {
    return fail({
      code: "BRAIN_NETWORK",
      message: `Brain "${spec.protocol}:${spec.model}" needs a network, and this run has none`,
      path: "brain.driver",
      help: "a scenario cannot open the network by itself: give --brain on the command line",
    });
  }
  return createProviderDriver(spec, {
    fetch: ports.fetch,
    sleep: ports.clock.sleep,
    apiKey: brain.apiKey ?? null,
    allowInsecure: brain.allowInsecure,
    contextTokens: brain.contextTokens,
  });
}

function oneFallback(text: string, brain: BrainConfig, ports: BrainPorts): Result<Driver> {
  if (text.startsWith("recorded:")) return tapeDriver(text.slice("recorded:".length), ports);
  const spec = parseSpec(text);
  if (!spec.ok) return fail({ ...spec.fault, path: "brain.fallback" });
  const { protocol, url } = spec.value;
  // Another model of the same protocol is at the same server unless it says otherwise.
  const own = url ?? (protocol === brain.driver ? brain.url ?? null : null);
  return networkDriver({ ...spec.value, url: own }, brain, ports);
}

/** The chain in order: the brain itself, then its fallbacks ("scripted" is none of them). */
export function createDrivers(
  brain: BrainConfig,
  ports: BrainPorts,
): Result<[Driver, ...Driver[]]> {
  const spec = brain.driver === "recorded" ? null : primarySpec(brain);
  if (spec !== null && !spec.ok) return spec;
  const first = spec === null
    ? tapeDriver(brain.file ?? "", ports)
    : networkDriver(spec.value, brain, ports);
  if (!first.ok) return first;
  const drivers: [Driver, ...Driver[]] = [first.value];
  for (const text of brain.fallback) {
    if (text === "scripted") continue;
    const driver = oneFallback(text, brain, ports);
    if (!driver.ok) return driver;
    drivers.push(driver.value);
  }
  return ok(drivers);
}

/**
 * The driver that makes vectors of memories; null where config names none, or where this run has no
 * network: then memories are found by their words.
 */
export function createEmbeddingDriver(
  brain: BrainConfig,
  ports: BrainPorts,
): Result<Driver | null> {
  if (brain.embeddings === undefined || ports.fetch === null) return ok(null);
  const driver = oneFallback(brain.embeddings, brain, ports);
  if (!driver.ok) return fail({ ...driver.fault, path: "brain.embeddings" });
  if (driver.value.embed !== undefined) return driver;
  return fail({
    code: "BRAIN_SPEC",
    message: `Cannot use "${brain.embeddings}" for embeddings: its protocol has none`,
    path: "brain.embeddings",
    value: brain.embeddings,
    help: "ollama:MODEL or openai:MODEL",
  });
}

/** What a look at a model server found, for `doctor` and before a run. */
export interface BrainCheck {
  readonly spec: string;
  readonly version: string;
  readonly models: readonly string[] | null;
  readonly contextTokens: number | null;
}

/** How to get a model that is not there: by the operator's own hand, never by itself. */
function pullHelp(driver: Driver, models: readonly string[] | null): string {
  const known = models === null || models.length === 0
    ? ""
    : `; installed: ${models.slice(0, 8).join(", ")}`;
  return driver.protocol === "ollama"
    ? `install it: ollama pull ${driver.model}${known}`
    : `name one that the server has${known}`;
}

/**
 * Looks at the server of the brain's first model. Fails in plain words where it cannot be reached,
 * lacks the model, or its context is too small; null where the brain needs no server.
 */
export async function checkBrain(
  brain: BrainConfig,
  ports: BrainPorts,
): Promise<Result<BrainCheck | null>> {
  if (brain.driver !== "ollama" && brain.driver !== "openai" && brain.driver !== "anthropic") {
    return ok(null);
  }
  const drivers = createDrivers({ ...brain, fallback: [] }, ports);
  if (!drivers.ok) return drivers;
  const [driver] = drivers.value;
  const cut = new AbortController();
  const done = new AbortController();
  const timer = ports.clock.sleep(checkMs, done.signal).then(() => cut.abort("deadline"));
  const limits = { signal: cut.signal, idleMs: checkMs, maxBytes: checkBytes };
  const found = await driver.check(limits);
  done.abort();
  await timer;
  if (!found.ok) {
    const { kind, message } = found.failure;
    return fail({
      code: "BRAIN_UNREACHABLE",
      message: `Cannot use the model server of "${driver.spec}": ${message}`,
      value: driver.spec,
      help: kind === "auth"
        ? "check brain.apiKey"
        : `start the server, or say where it is: --set brain.url=${brain.url ?? "URL"}`,
    });
  }
  const { isThere, models, contextTokens, version } = found.value;
  if (!isThere) {
    return fail({
      code: "BRAIN_MODEL_MISSING",
      message: `Cannot use model "${driver.model}": the server does not have it`,
      value: driver.model,
      help: pullHelp(driver, models),
    });
  }
  if (contextTokens !== null && contextTokens < brain.contextTokens) {
    return fail({
      code: "BRAIN_CONTEXT",
      message:
        `Model "${driver.model}" has a context of ${contextTokens} tokens: ${brain.contextTokens} are asked for`,
      path: "brain.contextTokens",
      value: String(brain.contextTokens),
      help: `--set brain.contextTokens=${contextTokens}`,
    });
  }
  return ok({ spec: driver.spec, version, models, contextTokens });
}
