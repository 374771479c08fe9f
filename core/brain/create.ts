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
import { createDrivers, createEmbeddingDriver } from "./create_drivers.ts";
import { createEmbedder } from "./embedder.ts";
import { createExchange } from "./exchange.ts";
import type { RobotFacts } from "./facts.ts";
import { createLoopGuard } from "./loop_guard.ts";
import {
  checkSkillTrees,
  goalPlan,
  type MissionPlan,
  readMissionWords,
} from "core/missions/mod.ts";
import { pausedByStops } from "./stopped_mission.ts";
import { createMissionBrain } from "./mission_brain.ts";
import { createMissionDesk } from "./mission_desk.ts";
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

/** The queue of missions around whoever carries them out. */
function desk(
  setup: BrainSetup,
  facts: RobotFacts,
  ports: BrainPorts,
  agent: Brain | null,
  first: MissionPlan | null,
): Brain {
  const isVirtual = ports.pacing === "virtual";
  return createMissionDesk(
    {
      agent,
      facts,
      store: isVirtual ? null : ports.store,
      runId: setup.missionId,
      wallMs: (nowNs) => isVirtual ? virtualEpochMs + nowNs * 1e-6 : ports.clock.wallMs(),
    },
    first,
    agent !== null && first !== null && first.steps.length === 0,
  );
}

function scripted(setup: BrainSetup, facts: RobotFacts, ports: BrainPorts): Result<Brain> {
  const { mission, script } = setup;
  if (mission === null && script !== null && script.length > 0) {
    return ok(createScriptBrain(script));
  }
  const plan = typeof mission === "string" ? readMissionWords(mission, facts) : ok(mission);
  if (!plan.ok) return plan;
  if (plan.value !== null && plan.value.steps.length === 0) {
    return fail({
      code: "MISSION_STEP",
      message: `Cannot carry out "${plan.value.name}": a goal without steps needs a model`,
      path: "brain.driver",
      help: "give the mission steps:, or use a brain such as ollama:MODEL",
    });
  }
  return ok(desk(setup, facts, ports, null, plan.value));
}

function mixedSeed(setup: BrainSetup): number {
  return (Math.imul(setup.brain.seed ?? 1, seedStep) + setup.seed) >>> 0;
}

/** What carries the mission on while no model answers: its steps, where they can be read. */
function standInOf(setup: BrainSetup, facts: RobotFacts): Brain | null {
  const { mission } = setup;
  if (!setup.brain.fallback.includes("scripted") || typeof mission !== "string") return null;
  const plan = readMissionWords(mission, facts);
  return plan.ok ? createMissionBrain(plan.value) : null;
}

function loadPrices(setup: BrainSetup, ports: BrainPorts): Result<PriceTable> {
  const { prices } = setup.brain;
  if (prices === undefined) return ok(builtInPrices);
  const bytes = ports.readFile(prices);
  return bytes.ok ? readPrices(bytes.value, prices) : bytes;
}

/** What answers questions, and what it may spend. */
export type Thinking = Pick<AgentParts, "exchange" | "budget">;

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

/** Makes what answers questions: a chain of models, or a recording's answers. */
export function createThinking(
  setup: BrainSetup,
  ports: BrainPorts,
  emit: (event: Omit<BrainEvent, "atNs">) => void,
): Result<Thinking> {
  const file = setup.brain.file ?? "";
  const isRecording = setup.brain.driver === "recorded" && !file.endsWith(".jsonl");
  return isRecording ? recordedParts(ports, file) : modelParts(setup, ports, emit);
}

function agent(setup: BrainSetup, facts: RobotFacts, ports: BrainPorts): Result<Brain> {
  const { brain } = setup;
  const outer: Omit<BrainEvent, "atNs">[] = [];
  const thinking = createThinking(setup, ports, (event) => outer.push(event));
  if (!thinking.ok) return thinking;
  const embedding = createEmbeddingDriver(brain, ports);
  if (!embedding.ok) return embedding;
  const tell = (kind: BrainEvent["kind"], data: BrainEvent["data"]) => outer.push({ kind, data });
  const embedder = embedding.value === null ? null : createEmbedder(
    embedding.value,
    brain.breaker,
    { ports, budget: thinking.value.budget, emit: tell },
  );
  const isVirtual = ports.pacing === "virtual";
  const { mission } = setup;
  const goal = typeof mission === "string"
    ? mission
    : mission?.steps.length === 0
    ? mission.goal
    : "";
  const made = createAgent(
    {
      config: brain,
      facts,
      ...thinking.value,
      guard: createLoopGuard(brain.guard),
      store: ports.store,
      embedder,
      standIn: standInOf(setup, facts),
      schema: answerSchema(facts),
      pacing: ports.pacing,
      seed: mixedSeed(setup),
      missionId: setup.missionId,
      wallMs: (nowNs) => isVirtual ? virtualEpochMs + nowNs * 1e-6 : ports.clock.wallMs(),
    },
    goal,
    outer,
  );
  const first = typeof mission === "string" ? goalPlan(mission) : mission;
  return ok(desk(setup, facts, ports, made, first));
}

/** Makes the brain that config asks for; null where the robot has none. */
export function createBrain(
  setup: BrainSetup,
  facts: RobotFacts,
  ports: BrainPorts,
): Result<Brain | null> {
  const trees = checkSkillTrees(facts.skills, facts.names);
  if (!trees.ok) return trees;
  const made = createDriver(setup, facts, ports);
  return made.ok && made.value !== null ? ok(pausedByStops(made.value)) : made;
}

function createDriver(
  setup: BrainSetup,
  facts: RobotFacts,
  ports: BrainPorts,
): Result<Brain | null> {
  const { brain } = setup;
  switch (brain.driver) {
    case "none":
      return ok(null);
    case "scripted":
      return scripted(setup, facts, ports);
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
