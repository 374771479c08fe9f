import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import { createPrng } from "core/math/mod.ts";
import { createMemoryStore, type Store } from "core/store/mod.ts";
import { type Budget, createBudget } from "core/brain/budget.ts";
import { createExchange, type Exchange } from "core/brain/exchange.ts";
import type { BrainPorts } from "core/brain/mod.ts";
import { builtInPrices } from "core/brain/prices.ts";
import {
  createProviderDriver,
  createTapeDriver,
  parseSpec,
  parseTape,
} from "core/brain/protocols/mod.ts";
import type { Driver } from "core/brain/protocols/mod.ts";
import { type FaultName, modelFaults } from "tests/fixtures/model_faults.ts";
import { startModelServer } from "tests/fixtures/model_server.ts";
import { realClock } from "tests/fixtures/real_clock.ts";
import { brainConfig } from "tests/fixtures/brain_config.ts";

const question = {
  messages: [{ role: "user", text: "what now?" }],
  schema: { type: "object" },
  maxTokens: 64,
  temperature: 0,
  seed: 1,
} as const;

interface Told {
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
}

interface Bench {
  readonly exchange: Exchange;
  readonly told: Told[];
  readonly store: Store;
  readonly budget: Budget;
}

function bench(
  drivers: readonly [Driver, ...Driver[]],
  more: Readonly<Record<string, unknown>> = {},
  pacing: "real" | "virtual" = "virtual",
): Bench {
  const config = brainConfig({ driver: "ollama", deadlineMs: 400, idleMs: 250, ...more });
  const told: Told[] = [];
  const store = unwrap(createMemoryStore());
  const ports: BrainPorts = {
    fetch,
    clock: realClock,
    pacing,
    store,
    readFile: () => {
      throw new Error("no file is read");
    },
  };
  const emit = (kind: string, data: Told["data"]) => told.push({ kind, data });
  const budget = createBudget(config.budget, {
    prices: builtInPrices,
    store,
    life: "",
    missionId: "m",
    emit,
  });
  const exchange = createExchange(drivers, {
    deadlineMs: config.deadlineMs,
    idleMs: config.idleMs,
    retries: config.retries,
    latencyMs: config.latencyMs ?? null,
    breaker: config.breaker,
  }, { ports, budget, random: createPrng(1, "test"), emit });
  return { exchange, told, store, budget };
}

/** A driver over lines of a tape. */
function tape(...lines: readonly object[]): Driver {
  const text = lines.map((line) => JSON.stringify(line)).join("\n");
  return createTapeDriver("test.jsonl", unwrap(parseTape(text, "test.jsonl")));
}

const good = { text: `{"action":"stop"}`, latencyMs: 20, inputTokens: 10, outputTokens: 5 };
const second = 1e9;

Deno.test("ask() tries once more where that may help, and never past its deadline", async () => {
  const busy = { failure: "overloaded", latencyMs: 20 };
  const helped = bench([tape(busy, good)]);
  const first = await helped.exchange.ask(question, "c1", 0);
  assert.ok(first.result.ok);
  assert.equal(first.attempts, 2);
  assert.ok(first.latencyMs > 40 && first.latencyMs < 400);
  const slow = bench([tape({ failure: "overloaded", latencyMs: 399.9 }, good)]);
  const late = await slow.exchange.ask(question, "c1", 0);
  assert.ok(!late.result.ok);
  assert.equal(late.attempts, 1);
  const never = bench([tape({ failure: "auth", latencyMs: 5 }, good)]);
  assert.equal((await never.exchange.ask(question, "c1", 0)).attempts, 1);
});

Deno.test("ask() drops an answer that comes after its deadline", async () => {
  const { exchange } = bench([tape({ ...good, latencyMs: 900 })]);
  const outcome = await exchange.ask(question, "c1", 0);
  assert.equal(outcome.result.ok ? "answer" : outcome.result.failure.kind, "deadline");
  assert.equal(outcome.latencyMs, 400);
});

Deno.test("ask() honours Retry-After within the deadline, and rests the provider beyond it", async () => {
  const soon = bench([tape({ failure: "rateLimited", retryAfterMs: 200, latencyMs: 5 }, good)]);
  const outcome = await soon.exchange.ask(question, "c1", 0);
  assert.ok(outcome.result.ok && outcome.latencyMs >= 225);
  const long = bench([tape({ failure: "rateLimited", retryAfterMs: 60_000, latencyMs: 5 }, good)]);
  const given = await long.exchange.ask(question, "c1", 0);
  assert.equal(given.attempts, 1);
  assert.ok((given.restMs ?? 0) >= 59_000);
  const early = await long.exchange.ask(question, "c2", 30 * second);
  assert.equal(early.attempts, 0);
  assert.equal(early.result.ok ? "" : early.result.failure.kind, "noProvider");
  assert.ok((await long.exchange.ask(question, "c3", 61 * second)).result.ok);
});

Deno.test("the chain is gone down at a failure and back up by one probe, each hop told", async () => {
  const bad = { failure: "server", latencyMs: 5 };
  const primary = tape(bad, bad, bad, bad, bad, bad, good);
  const { exchange, told } = bench([primary, tape(good)], { retries: 0 });
  for (let i = 0; i < 3; i++) {
    const outcome = await exchange.ask(question, `c${i}`, i * second);
    assert.ok(outcome.result.ok);
    assert.match(outcome.provider, /test\.jsonl/);
    assert.equal(outcome.attempts, 2);
  }
  // It rests now: only the second is asked, until the rest is over.
  assert.equal((await exchange.ask(question, "c3", 4 * second)).attempts, 1);
  let at = 14;
  let outcome = await exchange.ask(question, "probe", at * second);
  assert.equal(outcome.attempts, 2, "one probe, then the second");
  while (outcome.attempts !== 1 || !outcome.result.ok || told.at(-1)?.data["what"] !== "back") {
    at += 100;
    assert.ok(at < 2000, "it never came back");
    outcome = await exchange.ask(question, `c${at}`, at * second);
  }
  const hops = told.filter((one) => one.kind === "hop").map((one) => one.data["what"]);
  assert.ok(hops.includes("fallback") && hops.includes("rests") && hops.includes("back"));
});

Deno.test("a spent quota rests the provider at once and is not retried", async () => {
  const { exchange } = bench([tape({ failure: "quota", latencyMs: 5 }, good)]);
  const outcome = await exchange.ask(question, "c1", 0);
  assert.equal(outcome.attempts, 1);
  assert.equal((await exchange.ask(question, "c2", second)).attempts, 0);
});

Deno.test("the budget refuses before the call, warns at its share, and opens when the window rolls", async () => {
  const budget = { minute: { requests: 5 } };
  const { exchange, told } = bench([tape(good)], { budget });
  for (let i = 0; i < 5; i++) {
    assert.ok((await exchange.ask(question, `c${i}`, i * second)).result.ok);
  }
  assert.equal(told.find((one) => one.kind === "budget")?.data["what"], "warning");
  const refused = await exchange.ask(question, "c5", 6 * second);
  assert.equal(refused.result.ok ? "" : refused.result.failure.kind, "budget");
  assert.ok((await exchange.ask(question, "c6", 70 * second)).result.ok);
});

Deno.test("a model without a price is refused where money is capped", async () => {
  const server = startModelServer();
  const driver = unwrap(createProviderDriver(unwrap(parseSpec(`openai:unheard-of@${server.url}`)), {
    fetch,
    sleep: realClock.sleep,
    apiKey: null,
    allowInsecure: false,
    contextTokens: 4096,
  }));
  const { exchange } = bench([driver], { budget: { day: { usd: 1 } } });
  const outcome = await exchange.ask(question, "c1", 0);
  assert.match(outcome.result.ok ? "" : outcome.result.failure.message, /no price is known/);
  assert.equal(server.asked.length, 0);
  await server.close();
});

Deno.test("every fault of a server: within the deadline, budget right, fallback entered and left", async () => {
  const server = startModelServer();
  const backup = startModelServer();
  const driverAt = (url: string) =>
    unwrap(createProviderDriver(unwrap(parseSpec(`ollama:test-model@${url}`)), {
      fetch,
      sleep: realClock.sleep,
      apiKey: null,
      allowInsecure: false,
      contextTokens: 4096,
    }));
  const drivers: [Driver, Driver] = [driverAt(server.url), driverAt(backup.url)];
  for (const name of Object.keys(modelFaults) as FaultName[]) {
    const breaker = { failures: 1, restMs: 10, windowMs: 60_000, maxRestMs: 10 };
    // Only what never ends by itself meets a short bound: a busy machine must not look like a fault.
    const deadlineMs = ["noHeaders", "drip", "late"].includes(name) ? 400 : 10_000;
    const idleMs = name === "stall" ? 250 : 5000;
    const law = { retries: 0, breaker, deadlineMs, idleMs };
    const { exchange, told, store } = bench(drivers, law, "real");
    server.fault = () => name;
    const began = performance.now();
    const outcome = await exchange.ask(question, "c1", 0);
    const tookMs = performance.now() - began;
    const mostMs = Math.min(deadlineMs, 5000) + 3000;
    assert.ok(tookMs < mostMs, `${name} took ${tookMs.toFixed(0)} ms`);
    const left = unwrap(
      await store.request("ledger.use", { nowMs: Date.now(), missionId: "m", caps: {} }),
    );
    assert.equal(left[4]?.requests, outcome.attempts, name);
    const failures = told.filter((one) => one.data["what"] === "failed");
    if (failures.length === 0) continue;
    const kind = failures[0]?.data["failure"];
    // A deadline leaves no time for the second; every other failure is caught by it.
    if (kind !== "deadline") assert.ok(outcome.result.ok, `${name}: ${String(kind)}`);
    server.fault = () => null;
    await realClock.sleep(
      typeof outcome.restMs === "number" ? outcome.restMs + 5 : 15,
      AbortSignal.timeout(5000),
    );
    if (kind === "rateLimited") continue;
    const back = await exchange.ask(question, "c2", 0);
    assert.ok(back.result.ok && back.attempts === 1, `${name} came not back`);
  }
  await server.close();
  await backup.close();
});

Deno.test("a provider that reports more than the call can take is stopped until an operator resumes", async () => {
  const greedy = { ...good, inputTokens: 500_000 };
  const { exchange, told, budget } = bench([tape(greedy, good, good)]);
  const first = await exchange.ask(question, "c1", 0);
  assert.ok(first.result.ok, "its answer is an answer");
  assert.equal(budget.spent().tokens, 500_005, "what was reported is what was spent");
  assert.match(budget.warning() ?? "", /reported 500005 tokens/);
  const second = await exchange.ask(question, "c2", 1e9);
  assert.equal(second.result.ok ? "" : second.result.failure.kind, "budget");
  assert.ok(told.some(({ kind, data }) => kind === "budget" && data["what"] === "over"));
  budget.release();
  assert.equal(budget.warning(), null);
  assert.ok((await exchange.ask(question, "c3", 2e9)).result.ok);
});

Deno.test("tokens a little above the estimate are booked, and the next reservation is larger", async () => {
  const dense = { ...good, inputTokens: 30 };
  const { exchange, store, told } = bench([tape(dense, { failure: "unreachable", latencyMs: 5 })], {
    retries: 0,
    budget: { day: { tokens: 100_000 } },
  });
  assert.ok((await exchange.ask(question, "c1", 0)).result.ok);
  assert.ok(!told.some(({ data }) => data["what"] === "over"));
  const used = async () => {
    const args = { nowMs: 0, missionId: "m", caps: {} };
    return unwrap(await store.request("ledger.use", args)).find(({ window }) =>
      window === "lifetime"
    )?.tokens ?? 0;
  };
  assert.equal(await used(), 35);
});
