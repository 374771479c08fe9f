/**
 * A real model, small and often wrong, drives a simulated robot through the same protocol as any
 * other: whatever it says, the kernel's invariants hold. Skipped, and loudly, where the engine or
 * the weights cannot be fetched.
 */
import assert from "node:assert/strict";
import { say } from ".ci/say.ts";
import { parseAnswer } from "core/brain/mod.ts";
import { unwrap } from "core/fault.ts";
import { agents, numberOf, operatorActs, readIntent, sources } from "core/messages/mod.ts";
import { createRun, loadScenario, type Run, settled, stepRun } from "sim/scenario/mod.ts";
import { readFile } from "cli/read_file.ts";
import { thinkingPorts } from "tests/sim/scenario/simulate.ts";
import { askOfficialClients } from "./official_clients.ts";
import { installSmallModel, type SmallModel } from "./small_model/install.ts";

const decisions = 20;
/** Asked of a machine that has other work than this: a model then takes ten times as long. */
const busyDecisions = 3;
/** Answers through the second protocol: enough to show that it carries them. */
const secondDecisions = 2;
/** The test ends here with what it has: a loaded machine makes a model slow. */
const patienceMs = 420_000;
const file = "sim/scenarios/small-model.yaml";
const scenario = `
mechos: scenario/1
name: small-model
robot: ../robots/rover.yaml
world:
  start: { x: 1, y: 1, yawDeg: 0 }
  places: { bay: { x: 2.5, y: 1, toleranceM: 0.2 }, shelf: { x: 1, y: 3, toleranceM: 0.2 } }
duration: 1h
mission: "go to the bay, then to the shelf, again and again"
invariantsOnly: true
`;

interface Server {
  readonly url: string;
  close(): Promise<void>;
}

async function serve({ library, weights }: SmallModel): Promise<Server> {
  const script = new URL("./small_model/llama_server.mjs", import.meta.url).pathname;
  const child = new Deno.Command("node", {
    args: [script, library, weights],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.getReader();
  const url = new TextDecoder().decode((await reader.read()).value).trim();
  assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
  const close = async () => {
    await child.stdin.close();
    await reader.cancel();
    await child.status;
  };
  return { url, close };
}

interface Tally {
  answers: number;
  readable: number;
  intents: number;
  valid: number;
  readonly latencies: number[];
  readonly failures: string[];
}

function prepare(url: string, spec: string): Run {
  const text = new TextEncoder().encode(scenario);
  const set = (path: string, value: unknown) => ({ path, value, label: "test", place: null });
  const loaded = unwrap(loadScenario(file, {
    readFile: (path) => path === file ? { ok: true, value: text } : readFile(path),
    env: {},
    sets: [
      set("brain.url", url),
      set("brain.contextTokens", 4096),
      set("brain.maxTokens", 200),
      set("brain.deadlineMs", 100_000),
      set("brain.idleMs", 100_000),
      set("brain.latencyMs", 300),
    ],
    brain: spec,
  }));
  return unwrap(createRun(loaded, 1, { ...thinkingPorts(), fetch }));
}

const stamp = {
  source: numberOf(sources, "brain"),
  agent: numberOf(agents, "model"),
  nowNs: 0,
  id: { id0: 1, id1: 2, id2: 3, id3: 4 },
};

/** Counts the responses that arrived at this tick. */
function count(tally: Tally, run: Run): void {
  for (const event of run.mind.events) {
    if (event.kind !== "response") continue;
    tally.answers += 1;
    if (event.data["failure"] !== undefined) {
      tally.failures.push(String(event.data["failure"]));
      continue;
    }
    const read = parseAnswer(String(event.data["text"]));
    if (!read.ok) continue;
    tally.readable += 1;
    for (const raw of read.value) {
      tally.intents += 1;
      const { record } = readIntent(raw, stamp, run.loaded.kernel.names);
      if (record.defect === 0) tally.valid += 1;
    }
  }
}

/** The operator answers every question and begins a mission anew when one ended. */
function attend(run: Run): void {
  const { brain } = run.mind;
  const question = brain?.report?.().question ?? null;
  if (question !== null) {
    const said = question.options[0] ?? "go on";
    brain?.hear?.({ kind: "answer", from: "operator", text: said, questionId: question.id });
  }
  const { state } = brain?.mission() ?? { state: "none" };
  if (state !== "done" && state !== "failed" && state !== "canceled") return;
  brain?.hear?.({ kind: "tell", from: "operator", text: "go to the bay, then to the shelf" });
  const act = numberOf(operatorActs, "start");
  run.lane.queue.push({ name: "start", act, agent: 0, value: 0 });
}

async function drive(
  url: string,
  spec: string,
  wanted: number,
): Promise<Tally & { refused: number }> {
  const run = prepare(url, spec);
  const tally: Tally = {
    answers: 0,
    readable: 0,
    intents: 0,
    valid: 0,
    latencies: [],
    failures: [],
  };
  const beganMs = performance.now();
  while (tally.answers < wanted && performance.now() - beganMs < patienceMs) {
    stepRun(run);
    const answer = settled(run);
    if (answer !== null) {
      const askedMs = performance.now();
      await answer;
      tally.latencies.push(performance.now() - askedMs);
    }
    count(tally, run);
    attend(run);
  }
  assert.deepEqual(run.invariants.violations, []);
  return { ...tally, refused: run.kernel.outputs.refused };
}

function told(spec: string, tally: Tally & { refused: number }): string {
  const sorted = [...tally.latencies].sort((a, b) => a - b);
  const p50 = sorted[Math.floor(sorted.length / 2)] ?? NaN;
  return `${spec}: ${tally.answers} answers, ${tally.readable} readable, ${tally.valid} of ` +
    `${tally.intents} intents valid, ${tally.refused} refused, latency p50 ${p50.toFixed(0)} ms, ` +
    `max ${sorted.at(-1)?.toFixed(0)} ms, failures: ${tally.failures.join(" ") || "none"}`;
}

/** True where others keep every core busy. */
function isBusy(): boolean {
  const [minute = 0] = Deno.loadavg();
  return minute > 2 * navigator.hardwareConcurrency;
}

Deno.test("a real small model drives for 20 decisions and breaks no invariant", async () => {
  const model = await installSmallModel();
  if (typeof model === "string") return say(`SKIPPED the real small model: ${model}`);
  const wanted = isBusy() ? busyDecisions : decisions;
  if (wanted < decisions) say(`BUSY MACHINE: the small model drives for ${wanted} decisions only`);
  const server = await serve(model);
  try {
    const tally = await drive(server.url, "ollama:smollm2:135m", wanted);
    say(told("ollama", tally));
    assert.ok(tally.answers >= wanted, `only ${tally.answers} answers in time`);
    assert.ok(tally.readable > 0 || wanted < decisions, "not one answer could be read");
    assert.ok(tally.valid > 0 || wanted < decisions, "not one intent was valid");
    const second = await drive(server.url, "openai:smollm2:135m", secondDecisions);
    say(told("openai", second));
    assert.ok(second.answers >= secondDecisions);
    const read = await askOfficialClients(server.url, "smollm2:135m");
    if (typeof read === "string") return say(`SKIPPED the official clients: ${read}`);
    for (const [name, { text, output, models }] of Object.entries(read)) {
      say(`the official client of ${name} read ${output} tokens: ${JSON.stringify(text)}`);
      assert.ok(text.length > 0 && output > 0, name);
      assert.deepEqual(models, ["smollm2:135m"], name);
    }
  } finally {
    await server.close();
  }
});
