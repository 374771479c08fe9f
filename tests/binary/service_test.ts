/**
 * The binary under a service manager: it says when it is up, feeds the watchdog while it lives and
 * not while its supervisor hangs, and says that it stops; with rights for two paths alone.
 */
import assert from "node:assert/strict";
import { ServiceManager } from "tests/fixtures/service_manager.ts";
import { LiveRobot, until } from "./live_robot.ts";

/** The manager's patience: three feeds fit into it. */
const watchdogMs = 900;

async function underManager(
  args: readonly string[],
  body: (robot: LiveRobot, manager: ServiceManager) => Promise<void>,
): Promise<void> {
  const managers: ServiceManager[] = [];
  const robot = await LiveRobot.start({
    args,
    env: (folder) => {
      const path = `${folder}/manager.sock`;
      managers.push(new ServiceManager(path));
      return { NOTIFY_SOCKET: path, WATCHDOG_USEC: String(watchdogMs * 1000) };
    },
  });
  const [manager] = managers;
  assert.ok(manager !== undefined);
  try {
    await body(robot, manager);
  } finally {
    await robot.remove();
    await manager.close();
  }
}

Deno.test("mechos run tells systemd that it is up, lives, waits for an operator, and stops", async () => {
  await underManager([], async (robot, manager) => {
    await until("READY=1", () => manager.texts("READY=1").length === 1);
    await until("five feeds", () => manager.texts("WATCHDOG=1").length >= 5);
    const times = manager.times("WATCHDOG=1");
    const gaps = times.slice(1).map((atMs, i) => atMs - (times[i] ?? 0));
    assert.ok(Math.max(...gaps) < watchdogMs, `${gaps}`);
    await until("the why-line", () => manager.texts("STATUS=idle; an operator").length > 0);
    robot.signal("SIGTERM");
    assert.equal(await robot.exit(), 0);
    await until("STOPPING=1", () => manager.texts("STOPPING=1\nSTATUS=SIGTERM").length === 1);
    assert.equal(manager.texts("READY=1").length, 1);
    assert.deepEqual(robot.log.filter(({ event }) => event === "service.unheard"), []);
  });
});

Deno.test("mechos run does not feed while its supervisor hangs", async () => {
  await underManager(["--drill", "supervisor.hang@2s"], async (_robot, manager) => {
    await until("feeds after the drill", () => {
      const times = manager.times("WATCHDOG=1");
      return times.some((atMs, i) => i > 0 && atMs - (times[i - 1] ?? 0) > 2000);
    });
  });
});
