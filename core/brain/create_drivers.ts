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
