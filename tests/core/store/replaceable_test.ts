import assert from "node:assert/strict";
import { createReplaceableStore, type Store } from "core/store/mod.ts";
import { realClock } from "tests/fixtures/real_clock.ts";

function codeOf(answer: Awaited<ReturnType<Store["request"]>>): string {
  return answer.ok ? "ok" : answer.fault.code;
}

Deno.test("createReplaceableStore() refuses at once without a worker, and moves to a new one", async () => {
  const { store, connect } = createReplaceableStore(realClock.sleep, 60_000);
  const ask = () => store.request("task.list", {});
  assert.equal(codeOf(await ask()), "STORE_TIMEOUT");
  const old = new MessageChannel();
  connect(old.port1);
  const lost = ask();
  const fresh = new MessageChannel();
  fresh.port2.onmessage = ({ data }) => {
    fresh.port2.postMessage({ call: data.call, result: { ok: true, value: [] } });
  };
  connect(fresh.port1);
  assert.equal(codeOf(await lost), "STORE_TIMEOUT", "a request to the worker that went");
  assert.equal(codeOf(await ask()), "ok");
  store.close();
  assert.equal(codeOf(await ask()), "STORE_TIMEOUT");
  for (const port of [old.port2, fresh.port2]) port.close();
});
