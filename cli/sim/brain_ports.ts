/** What a simulated run's brain gets of the outside: network only where the command line asks. @module */
import { type BrainPorts, checkBrain } from "core/brain/mod.ts";
import { type Fault, ok, type Result } from "core/fault.ts";
import { createLazyMemoryStore } from "core/store/mod.ts";
import type { LoadedScenario } from "sim/scenario/mod.ts";
import { brainClock } from "cli/brain_clock.ts";
import { readFile } from "cli/read_file.ts";

/** Specs of `--brain` that need a server. */
const networkSpec = /^(?:ollama|openai|anthropic)(?::|$)/;

/** Settings that may reach out, so that only the command line can ask for them. */
const networkSettings = new Set([
  "brain.driver",
  "brain.fallback",
  "brain.embeddings",
  "sim.engine",
]);

/**
 * Whether the user asked for a brain behind a network. A scenario cannot: it may come from a pull
 * request, and a simulation gives up the network before it reads one.
 */
export function asksForNetwork(brain: string | null, sets: readonly { path: string }[]): boolean {
  return (brain !== null && networkSpec.test(brain)) ||
    sets.some(({ path }) => networkSettings.has(path));
}

/** The ports of a run. */
export function simPorts(network: boolean): BrainPorts {
  return {
    fetch: network ? fetch : null,
    clock: brainClock,
    pacing: "virtual",
    store: createLazyMemoryStore(),
    readFile,
  };
}

/** Looks once at the model server of a scenario's brain; a fault where it cannot serve. */
export async function checkSimBrain(
  loaded: LoadedScenario,
  ports: BrainPorts,
): Promise<Fault | null> {
  if (loaded.config.brain.fallback.length > 0) return null;
  const checked: Result<unknown> = ports.fetch === null
    ? ok(null)
    : await checkBrain(loaded.config.brain, ports);
  return checked.ok ? null : checked.fault;
}
