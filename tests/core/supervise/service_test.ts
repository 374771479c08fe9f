/** What a service manager is told, when it is fed, and that it really hears it. */
import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import { createServiceMemory, openSpeaker, tellsOf } from "core/supervise/mod.ts";
import { findService } from "cli/service_manager.ts";
import { ServiceManager } from "tests/fixtures/service_manager.ts";

const alive = (nowMs: number, tick = nowMs, halBeat = nowMs) => ({
  tick,
  halBeat,
  whyLine: "idle; an operator must start it",
  nowMs,
});

Deno.test("tellsOf() feeds as often as is wanted, while kernel and driver go on", () => {
  const memory = createServiceMemory(100);
  const fed: number[] = [];
  for (let nowMs = 0; nowMs <= 1000; nowMs += 50) {
    if (tellsOf(memory, alive(nowMs)).includes("WATCHDOG=1")) fed.push(nowMs);
  }
  assert.deepEqual(fed, [0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
});

for (const [part, frozen] of Object.entries({ kernel: [7, -1], driver: [-1, 7] } as const)) {
  Deno.test(`tellsOf() does not feed while the ${part} stands still, and does once it goes on`, () => {
    const memory = createServiceMemory(100);
    const [tick, halBeat] = frozen;
    const look = (nowMs: number) =>
      alive(nowMs, tick < 0 ? nowMs : tick, halBeat < 0 ? nowMs : halBeat);
    assert.ok(tellsOf(memory, look(0)).includes("WATCHDOG=1"));
    for (let nowMs = 50; nowMs < 2000; nowMs += 50) {
      assert.deepEqual(tellsOf(memory, look(nowMs)).filter((text) => text === "WATCHDOG=1"), []);
    }
    assert.ok(tellsOf(memory, alive(2000)).includes("WATCHDOG=1"));
  });
}

Deno.test("tellsOf() tells the why-line where it changed, in one line, once a second at most", () => {
  const memory = createServiceMemory(Infinity);
  const look = (nowMs: number, whyLine: string) => tellsOf(memory, { ...alive(nowMs), whyLine });
  assert.deepEqual(look(0, "a\nb"), ["STATUS=a b"]);
  assert.deepEqual(look(500, "c"), []);
  assert.deepEqual(look(1000, "c"), ["STATUS=c"]);
  assert.deepEqual(look(3000, "c"), []);
});

Deno.test("findService() reads what systemd sets, and says what it cannot reach", () => {
  const find = (env: Record<string, string>) => findService(env, 42, "/r/own");
  const paths = { own: "/r/own", manager: "/run/n" };
  const socket = { NOTIFY_SOCKET: "/run/n" };
  assert.deepEqual(find({}), { plan: null, warning: null });
  assert.deepEqual(find(socket), { plan: { paths, feedMs: Infinity }, warning: null });
  const feedMs = (env: Record<string, string>) => find({ ...socket, ...env }).plan?.feedMs;
  assert.equal(feedMs({ WATCHDOG_USEC: "3000000" }), 1000);
  assert.equal(feedMs({ WATCHDOG_USEC: "3000000", WATCHDOG_PID: "42" }), 1000);
  assert.equal(feedMs({ WATCHDOG_USEC: "3000000", WATCHDOG_PID: "41" }), Infinity);
  assert.equal(feedMs({ WATCHDOG_USEC: "9000" }), 50);
  for (const bad of ["", "0", "-1", "soon", "Infinity"]) {
    assert.equal(feedMs({ WATCHDOG_USEC: bad }), Infinity, bad);
  }
  const abstract = find({ NOTIFY_SOCKET: "@/org/n" });
  assert.equal(abstract.plan, null);
  assert.match(abstract.warning ?? "", /"@\/org\/n"/);
});

Deno.test("openSpeaker() is heard in order, in place of a socket that was left behind", async () => {
  const folder = await Deno.makeTempDir({ prefix: "mechos-notify-" });
  const paths = { own: `${folder}/own`, manager: `${folder}/manager` };
  await Deno.writeTextFile(paths.own, "left behind");
  const manager = new ServiceManager(paths.manager);
  const speaker = unwrap(openSpeaker(paths));
  const texts = ["READY=1", "STATUS=idle", "WATCHDOG=1", "STOPPING=1\nSTATUS=SIGTERM"];
  const faults = await Promise.all(texts.map((text) => speaker.tell(text)));
  assert.deepEqual(faults, [null, null, null, null]);
  while (manager.told.length < 4) await new Promise((resolve) => setTimeout(resolve, 1));
  assert.deepEqual(manager.texts(""), texts);
  await manager.close();
  const unheard = await speaker.tell("WATCHDOG=1");
  assert.equal(unheard?.code, "RUN_NOTIFY");
  speaker.close();
  await Deno.remove(folder, { recursive: true });
});
