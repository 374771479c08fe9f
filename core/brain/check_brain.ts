/** What must be true of a model server before a robot relies on it: `doctor`, `run` and `sim` ask. @module */
import type { Config } from "core/config/mod.ts";
import { fail, type Fault, ok, type Result } from "core/fault.ts";
import { createDrivers } from "./create_drivers.ts";
import type { BrainPorts } from "./ports.ts";
import type { Driver } from "./protocols/mod.ts";

type BrainConfig = Config["brain"];

/** Longest that a look at a server may take, ms. */
const checkMs = 5000;
const checkBytes = 4_000_000;
/** Longest that a server may take to load a model, ms: its own limit is five minutes. */
const warmMs = 330_000;

/** What a look at a model server found, for `doctor` and before a run. */
export interface BrainCheck {
  readonly spec: string;
  readonly version: string;
  readonly models: readonly string[] | null;
  readonly contextTokens: number | null;
  /** False: the first answer takes as long as loading the model. */
  readonly isLoaded: boolean | null;
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
  const { isThere, models, contextTokens, isLoaded, seesImages, version } = found.value;
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
  if (brain.images.enabled && seesImages === false) {
    return fail({
      code: "BRAIN_IMAGE",
      message: `Model "${driver.model}" takes no images, and brain.images is on`,
      path: "brain.images.enabled",
      value: driver.model,
      help: "use a model with vision, or --set brain.images.enabled=false",
    });
  }
  return ok({ spec: driver.spec, version, models, contextTokens, isLoaded });
}

/**
 * Looks at the server when a robot starts, and lets it load the model, so that the first thought
 * does not wait for that. What an operator should know is told; nothing waits for this.
 */
export async function prepareBrain(
  brain: BrainConfig,
  ports: BrainPorts,
  tell: (fault: Fault) => void,
): Promise<void> {
  const checked = await checkBrain(brain, ports);
  if (!checked.ok) return tell(checked.fault);
  if (checked.value?.isLoaded !== false) return;
  const { spec } = checked.value;
  const drivers = createDrivers({ ...brain, fallback: [] }, ports);
  if (!drivers.ok) return tell(drivers.fault);
  const help = "the robot holds, or does what its fallback says, until it answers";
  tell({ code: "BRAIN_WARMING", message: `Model "${spec}" is being loaded`, value: spec, help });
  const cut = new AbortController();
  const done = new AbortController();
  const timer = ports.clock.sleep(warmMs, done.signal).then(() => cut.abort("deadline"));
  const limits = { signal: cut.signal, idleMs: warmMs, maxBytes: checkBytes };
  const warmed = await drivers.value[0].warm?.(limits);
  done.abort();
  await timer;
  if (warmed?.ok !== false) return;
  const { message } = warmed.failure;
  tell({
    code: "BRAIN_UNREACHABLE",
    message: `Model "${spec}" could not be loaded: ${message}`,
    value: spec,
    help: "look at the log of the model server",
  });
}
