import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import {
  createProviderDriver,
  type Driver,
  type FailureKind,
  parseSpec,
} from "core/brain/protocols/mod.ts";
import { type FaultName, modelFaults } from "tests/fixtures/model_faults.ts";
import { type ModelServer, startModelServer } from "tests/fixtures/model_server.ts";
import { realClock } from "tests/fixtures/real_clock.ts";

const protocols = ["ollama", "openai", "anthropic"] as const;
type Protocol = typeof protocols[number];

const question = {
  messages: [{ role: "system", text: "be brief" }, { role: "user", text: "what now?" }],
  schema: { type: "object" },
  maxTokens: 64,
  temperature: 0.2,
  seed: 7,
} as const;

function driverOf(protocol: Protocol, url: string, model = "test-model"): Driver {
  return unwrap(createProviderDriver(unwrap(parseSpec(`${protocol}:${model}@${url}`)), {
    fetch,
    sleep: realClock.sleep,
    apiKey: "secret-key",
    allowInsecure: false,
    contextTokens: 4096,
  }));
}

interface Bounds {
  readonly deadlineMs: number;
  readonly idleMs: number;
}

/** Bounds that nothing but the fault itself reaches, however busy the machine is. */
const ample: Bounds = { deadlineMs: 10_000, idleMs: 5000 };
/** Faults that only a bound ends, and which. */
const bounded: Partial<Readonly<Record<FaultName, Bounds>>> = {
  noHeaders: { deadlineMs: 400, idleMs: 5000 },
  drip: { deadlineMs: 400, idleMs: 5000 },
  late: { deadlineMs: 400, idleMs: 5000 },
  stall: { deadlineMs: 10_000, idleMs: 250 },
};
/** How much later than its bound a call may end on a busy machine, ms. */
const latenessMs = 3000;

/** Asks once under bounds, and says how long it took. */
async function askOnce(driver: Driver, bounds: Bounds = ample) {
  const signal = AbortSignal.timeout(bounds.deadlineMs);
  const began = performance.now();
  const { idleMs } = bounds;
  const result = await driver.ask(question, { signal, idleMs, maxBytes: 1_000_000 });
  return { result, tookMs: performance.now() - began };
}

async function withServer(test: (server: ModelServer) => Promise<void>): Promise<void> {
  const server = startModelServer();
  try {
    await test(server);
  } finally {
    await server.close();
  }
}

/** What each fault must be told as; an answer where the fault is in the answer's text. */
const expected: Readonly<Record<FaultName, FailureKind | "answer">> = {
  reset: "unreachable",
  slowHeaders: "answer",
  noHeaders: "deadline",
  drip: "deadline",
  stall: "stalled",
  cut: "cut",
  cutBetweenLines: "incomplete",
  garbageLine: "garbage",
  doneFalse: "incomplete",
  wrongType: "contentType",
  notHttp: "unreachable",
  missingModel: "missingModel",
  unauthorized: "auth",
  rateLimited: "rateLimited",
  rateLimitedLong: "rateLimited",
  quota: "quota",
  badRequest: "request",
  serverError: "server",
  busy: "overloaded",
  htmlDown: "overloaded",
  overloaded: "overloaded",
  redirect: "redirect",
  huge: "tooLarge",
  duplicateKeys: "answer",
  prototype: "answer",
  overflow: "answer",
  numberAsText: "answer",
  prose: "answer",
  fenced: "answer",
  empty: "empty",
  emptyBody: "empty",
  repeats: "repeats",
  midStreamError: "server",
  usageMissing: "answer",
  usageAbsurd: "answer",
  late: "deadline",
  cutShort: "length",
  refusal: "refusal",
};

/** Where a protocol shows a fault in another way than the rest, because it has no stream. */
const other: Partial<Readonly<Record<Protocol, Partial<typeof expected>>>> = {
  ollama: { refusal: "answer" },
  openai: { cutBetweenLines: "cut" },
  anthropic: { cutBetweenLines: "cut" },
};

Deno.test("drivers give the answer, its usage and one request a call", async () => {
  await withServer(async (server) => {
    for (const protocol of protocols) {
      server.asked.length = 0;
      const { result } = await askOnce(driverOf(protocol, server.url));
      assert.ok(result.ok, protocol);
      assert.equal(result.value.text, `{"action":"stop"}`);
      assert.deepEqual(result.value.usage, { inputTokens: 100, outputTokens: 20 });
      assert.equal(server.asked.length, 1);
      assert.match(server.asked[0]?.prompt ?? "", /be brief\s+what now\?/);
    }
  });
});

for (const protocol of protocols) {
  Deno.test(`${protocol} driver names every fault within its deadline`, async () => {
    await withServer(async (server) => {
      for (const name of Object.keys(modelFaults) as FaultName[]) {
        server.fault = () => name;
        const bounds = bounded[name] ?? ample;
        const { result, tookMs } = await askOnce(driverOf(protocol, server.url), bounds);
        const got = result.ok ? "answer" : result.failure.kind;
        assert.equal(got, other[protocol]?.[name] ?? expected[name], `${protocol} ${name}`);
        const mostMs = Math.min(bounds.deadlineMs, bounds.idleMs) + latenessMs;
        assert.ok(tookMs < mostMs, `${protocol} ${name} took ${tookMs.toFixed(0)} ms`);
        if (name === "usageMissing" || name === "usageAbsurd") {
          assert.ok(result.ok && result.value.usage.outputTokens === null, name);
        }
        if (name === "rateLimited") assert.equal(!result.ok && result.failure.retryAfterMs, 1000);
      }
    });
  });
}

Deno.test("drivers say that nobody listens", async () => {
  const server = startModelServer();
  await server.close();
  for (const protocol of protocols) {
    const { result } = await askOnce(driverOf(protocol, server.url));
    assert.equal(result.ok ? "answer" : result.failure.kind, "unreachable");
  }
});

Deno.test("ollama driver sends limits that keep the model loaded and the answer short", async () => {
  await withServer(async (server) => {
    await askOnce(driverOf("ollama", server.url));
    const body = server.asked[0]?.body ?? {};
    assert.deepEqual(body["options"], {
      num_ctx: 4096,
      num_predict: 64,
      temperature: 0.2,
      seed: 7,
    });
    assert.equal(body["think"], false);
    assert.deepEqual(body["format"], { type: "object" });
  });
});

Deno.test("openai and anthropic drivers send their key and a bound on the answer", async () => {
  await withServer(async (server) => {
    await askOnce(driverOf("openai", server.url));
    await askOnce(driverOf("anthropic", server.url));
    const [openai, anthropic] = server.asked;
    assert.equal(openai?.path, "/v1/chat/completions");
    assert.equal(openai?.headers["authorization"], "Bearer secret-key");
    assert.equal(openai?.body["max_tokens"], 64);
    assert.equal(anthropic?.path, "/v1/messages");
    assert.equal(anthropic?.headers["x-api-key"], "secret-key");
    assert.equal(anthropic?.body["max_tokens"], 64);
  });
});

Deno.test("check() says whether the model is installed, and its context", async () => {
  await withServer(async (server) => {
    const limits = { signal: AbortSignal.timeout(1000), idleMs: 500, maxBytes: 1e6 };
    const here = await driverOf("ollama", server.url).check(limits);
    assert.ok(here.ok && here.value.isThere);
    assert.equal(here.value.contextTokens, 8192);
    const absent = await driverOf("ollama", server.url, "other").check(limits);
    assert.ok(absent.ok && !absent.value.isThere);
    server.models = ["test-model:latest"];
    const latest = await driverOf("ollama", server.url).check(limits);
    assert.ok(latest.ok && latest.value.isThere);
  });
});

Deno.test("ask() frees the connection when its signal ends the call", async () => {
  await withServer(async (server) => {
    server.fault = () => "noHeaders";
    const cancel = new AbortController();
    const limits = { signal: cancel.signal, idleMs: 5000, maxBytes: 1e6 };
    const asking = driverOf("ollama", server.url).ask(question, limits);
    while (server.open() === 0) await realClock.sleep(1, cancel.signal);
    cancel.abort("canceled");
    const result = await asking;
    assert.equal(result.ok ? "answer" : result.failure.kind, "canceled");
    const patience = AbortSignal.timeout(2000);
    while (server.open() > 0) await realClock.sleep(1, patience);
  });
});

Deno.test("createProviderDriver() refuses plain http beyond this machine and other schemes", () => {
  const context = {
    fetch,
    sleep: realClock.sleep,
    apiKey: null,
    allowInsecure: false,
    contextTokens: 4096,
  };
  const spec = { protocol: "openai", model: "m" } as const;
  for (const url of ["http://models.example/v1", "ftp://127.0.0.1/", "http://u:p@127.0.0.1/"]) {
    assert.equal(createProviderDriver({ ...spec, url }, context).ok, false, url);
  }
  const allowed = { ...context, allowInsecure: true };
  assert.equal(
    createProviderDriver({ ...spec, url: "http://models.example/v1" }, allowed).ok,
    true,
  );
  assert.equal(createProviderDriver({ ...spec, url: "http://[::1]:8000" }, context).ok, true);
});
