/**
 * The one factory of brains, for scenarios and for the mind process.
 *
 * ```ts ignore
 * const brain = createBrain(setup, robotFacts(config, names), ports);
 * ```
 *
 * @module
 */
import { fail, ok, type Result } from "core/fault.ts";
import { createPrng } from "core/math/mod.ts";
import { createAdversary } from "./adversary.ts";
import { createAgent } from "./agent.ts";
import type { AgentParts } from "./agent_state.ts";
import { answerSchema } from "./answer_schema.ts";
import type { Brain, BrainEvent } from "./brain.ts";
import { createBudget } from "./budget.ts";
import { createDrivers } from "./create_drivers.ts";
import { createExchange } from "./exchange.ts";
import type { RobotFacts } from "./facts.ts";
import { createLoopGuard } from "./loop_guard.ts";
import { createMissionBrain } from "./mission_brain.ts";
import { parseMissionText } from "./mission_text.ts";
import type { BrainPorts, BrainSetup } from "./ports.ts";
import { builtInPrices, type PriceTable, readPrices } from "./prices.ts";
import {
  createCountingBudget,
  createRecordedExchange,
  readResponses,
} from "./recorded_exchange.ts";
import { createScriptBrain } from "./script_brain.ts";
import { virtualEpochMs } from "./timeline.ts";

/** Spreads a run's seed over a brain's own (the golden ratio in 32 bits). */
const seedStep = 0x9e3779b1;

function placeNames(facts: RobotFacts): string[] {
  return facts.places.map((place) => place.name);
}

function scripted(setup: BrainSetup, facts: RobotFacts): Result<Brain> {
  if (setup.mission === null) return ok(createScriptBrain(setup.script ?? []));
  const steps = parseMissionText(setup.mission, placeNames(facts));
  return steps.ok ? ok(createMissionBrain(steps.value)) : steps;
}

function mixedSeed(setup: BrainSetup): number {
  return (Math.imul(setup.brain.seed ?? 1, seedStep) + setup.seed) >>> 0;
}

/** What carries the mission on while no model answers: its steps, where they can be read. */
function standInOf(setup: BrainSetup, facts: RobotFacts): Brain | null {
  if (!setup.brain.fallback.includes("scripted") || setup.mission === null) return null;
  const steps = parseMissionText(setup.mission, placeNames(facts));
  return steps.ok ? createMissionBrain(steps.value) : null;
}

function loadPrices(setup: BrainSetup, ports: BrainPorts): Result<PriceTable> {
  const { prices } = setup.brain;
  if (prices === undefined) return ok(builtInPrices);
  const bytes = ports.readFile(prices);
  return bytes.ok ? readPrices(bytes.value, prices) : bytes;
}

type Thinking = Pick<AgentParts, "exchange" | "budget">;

/** A recording instead of a model: its answers, latency and failures. */
function recordedParts(ports: BrainPorts, file: string): Result<Thinking> {
  const bytes = ports.readFile(file);
  if (!bytes.ok) return bytes;
  const responses = readResponses(bytes.value, file);
  if (!responses.ok) return responses;
  const budget = createCountingBudget();
  return ok({ exchange: createRecordedExchange(responses.value, budget), budget });
}

function modelParts(
  setup: BrainSetup,
  ports: BrainPorts,
  emit: (event: Omit<BrainEvent, "atNs">) => void,
): Result<Thinking> {
  const { brain } = setup;
  const drivers = createDrivers(brain, ports);
  if (!drivers.ok) return drivers;
  const prices = loadPrices(setup, ports);
  if (!prices.ok) return prices;
  const tell = (kind: BrainEvent["kind"], data: BrainEvent["data"]) => emit({ kind, data });
  const { missionId } = setup;
  const budget = createBudget(brain.budget, {
    prices: prices.value,
    store: ports.store,
    missionId,
    // Call numbers begin anew with each life of the process; the ledger outlives it.
    life: ports.pacing === "virtual" ? "" : `${Math.floor(ports.clock.wallMs()).toString(36)}.`,
    emit: tell,
  });
  const random = createPrng(mixedSeed(setup), "brain.retry");
  const exchange = createExchange(drivers.value, {
    deadlineMs: brain.deadlineMs,
    idleMs: brain.idleMs,
    retries: brain.retries,
    latencyMs: brain.latencyMs ?? null,
    breaker: brain.breaker,
  }, { ports, budget, random, emit: tell });
  return ok({ exchange, budget });
}

function agent(setup: BrainSetup, facts: RobotFacts, ports: BrainPorts): Result<Brain> {
  const { brain } = setup;
  const outer: Omit<BrainEvent, "atNs">[] = [];
  const file = brain.file ?? "";
  const isRecording = brain.driver === "recorded" && !file.endsWith(".jsonl");
  const thinking = isRecording
    ? recordedParts(ports, file)
    : modelParts(setup, ports, (event) => outer.push(event));
  if (!thinking.ok) return thinking;
  const isVirtual = ports.pacing === "virtual";
  return ok(createAgent(
    {
      config: brain,
      facts,
      ...thinking.value,
      guard: createLoopGuard(brain.guard),
      store: ports.store,
      standIn: standInOf(setup, facts),
      schema: answerSchema(facts),
      pacing: ports.pacing,
      seed: mixedSeed(setup),
      missionId: setup.missionId,
      wallMs: (nowNs) => isVirtual ? virtualEpochMs + nowNs * 1e-6 : ports.clock.wallMs(),
    },
    setup.mission ?? "",
    outer,
  ));
}

/** Makes the brain that config asks for; null where the robot has none. */
export function createBrain(
  setup: BrainSetup,
  facts: RobotFacts,
  ports: BrainPorts,
): Result<Brain | null> {
  const { brain } = setup;
  switch (brain.driver) {
    case "none":
      return ok(null);
    case "scripted":
      return scripted(setup, facts);
    case "adversary":
      return ok(createAdversary(mixedSeed(setup), placeNames(facts), brain.hz));
    case "ollama":
    case "openai":
    case "anthropic":
    case "recorded":
      return agent(setup, facts, ports);
  }
  return fail({
    code: "BRAIN_UNSUPPORTED",
    message: `Cannot use brain "${String(brain.driver)}"`,
    path: "brain.driver",
  });
}
