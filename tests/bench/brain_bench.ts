/**
 * What thinking costs beside the model: the driver against a bare fetch, the ledger, the memory.
 * Each figure is taken against the parts themselves; the server is on loopback.
 *
 * @module
 */
import { unwrap } from "core/fault.ts";
import { createPrng, nextU32, type Prng } from "core/math/mod.ts";
import { createMemoryStore, openStore, type Store } from "core/store/mod.ts";
import { createProviderDriver, parseSpec } from "core/brain/protocols/mod.ts";
import { runGauntlet } from "tests/fixtures/gauntlet.ts";
import { episodeText } from "tests/fixtures/episodes.ts";
import { startModelServer } from "tests/fixtures/model_server.ts";
import { realClock } from "tests/fixtures/real_clock.ts";
import { storeFiles } from "tests/fixtures/store_files.ts";
import { type BenchResult, judge, percentile } from "./result.ts";

const calls = 300;

function median(values: number[]): number {
  return percentile(values.sort((a, b) => a - b), 0.5);
}

/** The driver's time over that of a raw fetch that sends and reads the same, both in one run. */
export async function brainOverhead(): Promise<readonly BenchResult[]> {
  const server = startModelServer();
  const driver = unwrap(createProviderDriver(unwrap(parseSpec(`ollama:test-model@${server.url}`)), {
    fetch,
    sleep: realClock.sleep,
    apiKey: null,
    allowInsecure: false,
    contextTokens: 4096,
  }));
  const messages = [{ role: "user", text: "what now? ".repeat(200) }] as const;
  const question = { messages, schema: { type: "object" }, maxTokens: 64, temperature: 0, seed: 1 };
  const ask = async () => {
    const limits = { signal: AbortSignal.timeout(5000), idleMs: 3000, maxBytes: 1_000_000 };
    const { ok } = await driver.ask(question, limits);
    if (!ok) throw new Error("The bench server gave no answer");
  };
  await ask();
  const body = JSON.stringify(server.asked[0]?.body);
  const raw = async () => {
    const headers = { "content-type": "application/json" };
    const url = `${server.url}/api/chat`;
    const response = await fetch(url, { method: "POST", headers, body });
    await response.text();
  };
  const ours: number[] = [];
  const bare: number[] = [];
  for (let i = 0; i < calls; i++) {
    for (const [work, into] of [[ask, ours], [raw, bare]] as const) {
      const began = performance.now();
      await work();
      if (i >= 20) into.push(performance.now() - began);
    }
  }
  await server.close();
  return [judge("brain.overheadVsFetchMs", median(ours) - median(bare), "ms", "lower", 2)];
}

/** A reservation and its settlement on disk, each synced. */
export async function ledgerTimes(): Promise<readonly BenchResult[]> {
  const folder = await Deno.makeTempDir();
  const store = unwrap(openStore(`${folder}/store.db`, storeFiles));
  const caps = { minute: { requests: 1e6 }, day: { tokens: 1e12, nanoUsd: 1e15 } };
  const times: number[] = [];
  for (let i = 0; i < calls; i++) {
    const nowMs = 1.8e12 + i * 200;
    const began = performance.now();
    unwrap(
      await store.request("ledger.reserve", {
        callId: `c${i}`,
        provider: "openai:test",
        missionId: "m",
        tokens: 900,
        nanoUsd: 1e6,
        deadlineMs: nowMs + 10_000,
        nowMs,
        caps,
      }),
    );
    unwrap(
      await store.request("ledger.settle", {
        callId: `c${i}`,
        tokens: 700,
        nanoUsd: 7e5,
        mostTokens: 2000,
        nowMs,
      }),
    );
    times.push(performance.now() - began);
  }
  store.close();
  await Deno.remove(folder, { recursive: true });
  return [judge("ledger.reserveSettleP50Ms", median(times), "ms", "lower", 5)];
}

async function fill(store: Store, episodes: number): Promise<void> {
  for (let i = 0; i < episodes; i++) {
    await store.request("memory.addEpisode", {
      atMs: 1.8e12 + i * 1000,
      kind: "step",
      text: episodeText(i),
      trust: "robot",
      missionId: `m${i % 50}`,
      x: (i * 7) % 40,
      y: (i * 3) % 25,
      importance: (i % 10) / 10,
    });
  }
}

/** Retrieval among 100,000 episodes. */
export async function memoryTimes(): Promise<readonly BenchResult[]> {
  const store = unwrap(createMemoryStore());
  await fill(store, 100_000);
  const times: number[] = [];
  for (let i = 0; i < 200; i++) {
    const text = episodeText(i * 499).split(" ").slice(0, 7).join(" ");
    const began = performance.now();
    unwrap(
      await store.request("memory.recall", {
        text,
        nowMs: 1.9e12,
        x: i % 40,
        y: i % 25,
        limit: 6,
      }),
    );
    times.push(performance.now() - began);
  }
  store.close();
  const p95 = percentile(times.sort((a, b) => a - b), 0.95);
  return [judge("memory.retrievalP95Ms", p95, "ms", "lower", 20)];
}

/** A vector such as a model of embeddings gives, near none of the others. */
function someVector(random: Prng): Float32Array {
  const numbers = 384;
  return Float32Array.from({ length: numbers }, () => nextU32(random) / 2 ** 32 - 0.5);
}

/** Retrieval among 100,000 episodes by words and by vectors of 384 numbers. */
export async function meaningTimes(): Promise<readonly BenchResult[]> {
  const store = unwrap(createMemoryStore());
  const episodes = 100_000;
  await fill(store, episodes);
  const random = createPrng(1, "bench.meaning");
  const model = "bench";
  for (let from = 1; from <= episodes; from += 500) {
    const rows = Array.from({ length: 500 }, (_item, i) => {
      return { id: from + i, vector: someVector(random) };
    });
    unwrap(await store.request("memory.addMeanings", { model, rows }));
  }
  const times: number[] = [];
  for (let i = 0; i < 200; i++) {
    const text = episodeText(i * 499).split(" ").slice(0, 7).join(" ");
    const meaning = { model, vector: someVector(random) };
    const recall = { text, meaning, nowMs: 1.9e12, x: i % 40, y: i % 25, limit: 6 };
    const began = performance.now();
    unwrap(await store.request("memory.recall", recall));
    times.push(performance.now() - began);
  }
  store.close();
  const p95 = percentile(times.sort((a, b) => a - b), 0.95);
  return [judge("memory.meaningP95Ms", p95, "ms", "lower", 20)];
}

/** Hostile and benign answers against the gate. */
export function adversaryRates(): Promise<readonly BenchResult[]> {
  const count = runGauntlet(10_000, 2000);
  return Promise.resolve([
    judge("adversary.unsafe", count.unsafe, "commands", "lower", 0),
    judge("adversary.safePass", count.passed / count.benign, "share", "higher", 0.95),
  ]);
}
