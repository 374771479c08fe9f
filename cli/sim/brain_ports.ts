/** What a simulated run's brain gets of the outside: network only where the command line asks. @module */
import { type BrainPorts, checkBrain } from "core/brain/mod.ts";
import type { Fault } from "core/fault.ts";
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

/** Values of `sim.engine` that stay in this process. */
const ownEngines = new Set<unknown>(["planar", "mujoco"]);

/**
 * Whether the user asked for a brain behind a network. A scenario cannot: it may come from a pull
 * request, and a simulation gives up the network before it reads one.
 */
export function asksForNetwork(
  brain: string | null,
  sets: readonly { readonly path: string; readonly value: unknown }[],
): boolean {
  return (brain !== null && networkSpec.test(brain)) ||
    sets.some(({ path, value }) => networkSettings.has(path) && !ownEngines.has(value));
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

/** Looks once at each model server of a scenario's brains; a fault where one cannot serve. */
export async function checkSimBrain(
  loaded: LoadedScenario,
  ports: BrainPorts,
): Promise<Fault | null> {
  if (ports.fetch === null) return null;
  const seen = new Set<string>();
  for (const { config } of [loaded, ...loaded.others]) {
    const { brain } = config;
    const key = JSON.stringify([brain.driver, brain.model, brain.url]);
    if (brain.fallback.length > 0 || seen.has(key)) continue;
    seen.add(key);
    const checked = await checkBrain(brain, ports);
    if (!checked.ok) return checked.fault;
  }
  return null;
}
