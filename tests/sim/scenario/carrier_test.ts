/** Messages between robots: late, lost, bounded, and never more than an outside voice. */
import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import type { BrainPorts } from "core/brain/mod.ts";
import { createRun, finishRun, type Run, settled, stepRun } from "sim/scenario/mod.ts";
import { postMessage } from "sim/scenario/carrier.ts";
import { injections } from "tests/fixtures/injections.ts";
import { tryLoad, tryRun } from "./load_text.ts";
import { thinkingPorts } from "./simulate.ts";

const texts = injections.flatMap((family) => family.texts);
const burger = "../../../sim/robots/turtlebot3_burger.yaml";

function pair(lines: string, a: string, b: string): string {
  return `mechos: scenario/1
name: pair
robot: ${burger}
duration: 8s
invariantsOnly: true
${lines}robots:
  a: { start: { x: 0, y: 0 }, ${a} }
  b: { start: { x: 3, y: 0 }, ${b} }
`;
}

const granted = "set: { kernel.capabilities.mission: [message_peer, broadcast_fleet] }\n";

function member(run: Run, index: number): Run {
  const robot = run.robots[index];
  assert.ok(robot !== undefined);
  return robot;
}

/** When each robot heard a peer, s. */
function heardAt(text: string, seed = 1): number[][] {
  const run = unwrap(tryRun(text, seed));
  const times: number[][] = run.robots.map(() => []);
  while (run.tick <= run.ticks) {
    stepRun(run);
    for (const [index, robot] of run.robots.entries()) {
      if (robot.happened.has("peer.heard")) times[index]?.push(robot.nowNs * 1e-9);
    }
  }
  return times;
}

const says = (count: number): string => {
  const intent = '{ action: message_peer, robotId: b, message: "hi" }';
  const script = Array.from(
    { length: count },
    (_, i) => `{ at: ${500 + i * 100}ms, intent: ${intent} }`,
  );
  return `brain: { driver: scripted, script: [${script.join(", ")}] }`;
};
const silent = "brain: { driver: scripted }";

Deno.test("carryMessages() delivers after the latency of config, and to nobody else", () => {
  const late = granted.replace("}", ", sim.fleet.latencyMs: 250 }");
  const [a, b] = heardAt(
    pair(late.replace("[message_peer, broadcast_fleet]", "[message_peer]"), says(1), silent),
  );
  assert.deepEqual(a, []);
  assert.equal(b?.length, 1);
  const [at = NaN] = b ?? [];
  assert.ok(at >= 0.75 && at < 0.77, `${at}`);
});

Deno.test("carryMessages() of messages in a burst is paced, and what would wait too long is lost", () => {
  const run = unwrap(tryRun(pair(granted, says(14), silent)));
  while (run.tick <= run.ticks) stepRun(run);
  const [, b] = finishRun(run, 1).robots ?? [];
  assert.ok(b !== undefined);
  const { messagesHeard: heard = 0, messagesLost: lost = 0 } = b.counters;
  assert.equal(heard + lost, 14);
  assert.ok(heard >= 8 && heard <= 12, `${heard} heard`);
  const [, times = []] = heardAt(pair(granted, says(14), silent));
  const gaps = times.slice(1).map((at, i) => at - (times[i] ?? 0));
  assert.ok(gaps.every((gap) => gap > 0.499), `${gaps}`);
});

Deno.test("postMessage() loses the share of config, by the run's seed", () => {
  const run = unwrap(tryRun(pair("set: { sim.fleet.lossShare: 0.5 }\n", silent, silent)));
  const { carrier } = member(run, 1);
  for (let i = 0; i < 400; i++) {
    postMessage(carrier, "a", "x", i);
    carrier.inbox.length = 0;
  }
  assert.ok(carrier.lost > 150 && carrier.lost < 250, `${carrier.lost}`);
  assert.equal(
    heardAt(pair(granted.replace("}", ", sim.fleet.lossShare: 1 }"), says(3), silent))[1]?.length,
    0,
  );
});

Deno.test("postMessage() lets no sender fill the queue of another", () => {
  const { carrier } = member(unwrap(tryRun(pair("", silent, silent))), 0);
  for (let i = 0; i < 100; i++) postMessage(carrier, "b", "flood", 0);
  postMessage(carrier, "c", "hello", 0);
  assert.deepEqual(carrier.inbox.filter(({ from }) => from === "c").length, 1);
  assert.equal(carrier.inbox.length, 9);
  // Also a text without end is bounded.
  postMessage(carrier, "d", "x".repeat(100_000), 0);
  assert.ok(carrier.inbox.every(({ text }) => text.length <= 1000));
});

Deno.test("a message is refused without the capability, and without a robot of that name", () => {
  const run = unwrap(tryRun(pair("", says(2), silent)));
  while (run.tick <= run.ticks) stepRun(run);
  const [a, b] = finishRun(run, 1).robots ?? [];
  assert.equal(a?.counters["refused"], 2);
  assert.equal(b?.counters["messagesHeard"], 0);
});

Deno.test("loadScenario() refuses a peer that is no robot of the scenario", () => {
  const made = tryLoad(pair("set: { fleet.peers: [c] }\n", silent, silent));
  assert.ok(!made.ok);
  assert.equal(made.fault.code, "CONFIG_REFERENCE");
  assert.match(made.fault.message, /"c"/);
});

/** A model server that answers `wait` and keeps what it was asked. */
function listeningPorts(asked: unknown[]): BrainPorts {
  const answer = JSON.stringify({ intents: [{ action: "wait", durationMs: 200 }] });
  const serve = (_: unknown, init?: RequestInit): Promise<Response> => {
    const body: unknown = JSON.parse(String(init?.body));
    asked.push(body);
    const message = { role: "assistant", content: answer };
    const usage = { prompt_tokens: 10, completion_tokens: 10, total_tokens: 20 };
    return Promise.resolve(Response.json({
      id: "1",
      object: "chat.completion",
      created: 0,
      model: "m",
      choices: [{ index: 0, message, finish_reason: "stop" }],
      usage,
    }));
  };
  return { ...thinkingPorts(), fetch: serve as typeof fetch };
}

interface Asked {
  readonly messages: readonly { readonly role: string; readonly content: string }[];
}

Deno.test("sixty hostile texts of a peer reach a model as data of an outside voice, and change no rule", async () => {
  const script = texts.map((text, i) =>
    `        - { at: ${500 + i * 600}ms, intent: { action: message_peer, robotId: b, message: ${
      JSON.stringify(text.slice(0, 400))
    } } }`
  ).join("\n");
  const text = `mechos: scenario/1
name: hostile-peer
robot: ${burger}
duration: 40s
invariantsOnly: true
robots:
  a:
    set: { kernel.capabilities.mission: [message_peer] }
    brain:
      driver: scripted
      script:
${script}
  b:
    start: { x: 3, y: 0 }
    brain: { driver: openai, model: m, url: "http://127.0.0.1:1", latencyMs: 50 }
    mission: "keep still and wait"
`;
  const asked: unknown[] = [];
  const loaded = unwrap(tryLoad(text));
  const run = unwrap(createRun(loaded, 1, thinkingPorts(), null, () => listeningPorts(asked)));
  while (run.tick <= run.ticks) {
    stepRun(run);
    const answer = settled(run);
    if (answer !== null) await answer;
  }
  const robot = finishRun(run, 1).robots?.[1];
  assert.ok((robot?.counters["messagesHeard"] ?? 0) >= 55, JSON.stringify(robot?.counters));
  assert.ok(asked.length > 20, `${asked.length} calls`);
  const prompts = asked as readonly Asked[];
  // The loop guard's notes are ours, and not from a text.
  const rules = new Set(prompts.map(({ messages }) => messages[0]?.content.split("\nNote: ")[0]));
  assert.equal(rules.size, 1, "the rules are the same in every prompt");
  let voices = 0;
  for (const { messages } of prompts) {
    assert.deepEqual(messages.map(({ role }) => role), ["system", "user"]);
    const data: { heard?: readonly { from: string; trust: string }[] } = JSON.parse(
      messages[1]?.content.split("\n")[1] ?? "{}",
    );
    for (const voice of data.heard ?? []) {
      voices += 1;
      assert.deepEqual([voice.from, voice.trust], ["a", "outside"]);
    }
  }
  assert.ok(voices > 55, `${voices} voices`);
});
