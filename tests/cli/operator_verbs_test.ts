import assert from "node:assert/strict";
import { type Host, startHost, withFolder, withHost } from "tests/core/operator/start_host.ts";
import { type CliRun, runMechos } from "tests/cli/run_cli.ts";

function field(value: unknown, ...path: (string | number)[]): unknown {
  let found = value;
  for (const key of path) {
    assert.ok(typeof found === "object" && found !== null, `no "${key}"`);
    found = Reflect.get(found, key);
  }
  return found;
}

const mechos = (folder: string, ...args: string[]): Promise<CliRun> =>
  runMechos(args, { env: { XDG_RUNTIME_DIR: folder } });

async function good(folder: string, ...args: string[]): Promise<string> {
  const { code, out, err } = await mechos(folder, ...args);
  assert.equal(code, 0, `${args.join(" ")}: ${out}${err}`);
  return out;
}

async function refused(
  folder: string,
  exit: number,
  code: string,
  ...args: string[]
): Promise<string> {
  const run = await mechos(folder, ...args);
  assert.ok(run.err.startsWith(`error[${code}]`), `${args.join(" ")}: ${run.out}${run.err}`);
  assert.equal(run.code, exit, args.join(" "));
  return run.err;
}

async function until(host: Host, name: string, wanted: unknown): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if ((await host.look())[name] === wanted) return;
  }
  assert.fail(`${name} did not become ${wanted}`);
}

Deno.test("start, why, status, stop, wait and estop work on a running robot from the shell", async () => {
  await withHost(async (host, folder) => {
    await good(folder, "wait", "--mode", "idle", "--timeout", "10s");
    assert.match(await good(folder, "why"), /^idle; an operator must start it/);
    assert.match(await good(folder, "start"), /^started: mode auto/);
    await host.drive(0.2);
    const status = JSON.parse(await good(folder, "status", "--json"));
    assert.deepEqual([status.robot, status.mode], ["test", "auto"]);
    const screen = await good(folder, "status");
    assert.match(screen, /^test: auto, up \d+ s\n/);
    assert.match(screen, /Left or right\? \[left, right\]: mechos answer q1 TEXT/);
    assert.match(await good(folder, "stop"), /^stopping: mode idle/);
    await refused(folder, 1, "OPERATOR_TIMEOUT", "wait", "--mode", "auto", "--timeout", "50ms");
    await good(folder, "start");
    const pressed = JSON.parse(await good(folder, "estop", "--json"));
    assert.deepEqual(
      [field(pressed, "stopped", 0, "latched"), field(pressed, "stopped", 0, "latchId")],
      [true, 1],
    );
    const said = await refused(folder, 1, "OPERATOR_NOT_ARMED", "start");
    assert.match(said, /E-stop 1 is latched/);
    const json = await mechos(folder, "start", "--json");
    assert.deepEqual(
      [json.code, field(JSON.parse(json.out), "error", "unmet", 0, "check")],
      [1, "estop"],
    );
    await refused(folder, 1, "OPERATOR_LATCH_ID", "reset", "7");
    await refused(folder, 2, "CLI_BAD_VALUE", "reset", "now");
    assert.match(await good(folder, "reset", "1"), /mode idle/);
    assert.deepEqual((await host.look())["violations"], []);
  });
});

Deno.test("take, teleop, release, mission, tell, answer, grant, revoke and ack work from the shell", async () => {
  await withHost(async (host, folder) => {
    await good(folder, "wait", "--mode", "idle");
    assert.match(await good(folder, "take"), /^taken: mode manual/);
    assert.match(await good(folder, "release"), /^released: mode idle/);
    const before = Number((await host.look())["x"]);
    await good(folder, "teleop", "--linear", "9", "--for", "700ms");
    const { mode, x, violations } = await host.look();
    assert.equal(mode, "idle");
    assert.ok(Number(x) - before > 0.03, `${Number(x) - before} m`);
    assert.deepEqual(violations, []);
    await refused(folder, 2, "CLI_USAGE", "teleop");
    await refused(folder, 2, "CLI_USAGE", "teleop", "--for", "1s");
    await refused(folder, 2, "CLI_USAGE", "teleop", "--lateral", "0.1", "--for", "1s");
    await good(folder, "mission", "pause");
    await good(folder, "mission", "resume");
    await good(folder, "tell", "look", "left");
    await good(folder, "answer", "q1", "left");
    await refused(folder, 2, "OPERATOR_UNKNOWN", "answer", "q2", "left");
    const told = (await host.look())["told"];
    assert.ok(Array.isArray(told) && told.length === 4);
    assert.equal(field(told, 2, "text"), "look left");
    await good(folder, "revoke", "mission", "drive");
    await good(folder, "grant", "mission", "drive");
    const near = await refused(folder, 2, "OPERATOR_UNKNOWN", "grant", "mission", "drivee");
    assert.match(near, /did you mean "drive"\?/);
    await good(folder, "ack");
    await refused(folder, 2, "OPERATOR_UNKNOWN", "ack", "followingErorr");
  });
});

Deno.test("tune changes, saves with its comments kept, and reloads from the shell", async () => {
  await withFolder(async (folder) => {
    const file = `${folder}/mechos.yaml`;
    const robot = await Deno.readTextFile("sim/robots/turtlebot3_burger.yaml");
    await Deno.writeTextFile(file, robot);
    const { host } = await startHost(folder, "test", [file]);
    const speed = "kernel.limits.maxLinearMps";
    try {
      await good(folder, "wait", "--mode", "idle");
      assert.match(await good(folder, "tune", "list"), /^kernel\.wheelPid\.kp /m);
      await good(folder, "tune", "set", speed, "0.15");
      await until(host, "maxLinearMps", 0.15);
      await refused(folder, 3, "CONFIG_LIMIT_ABOVE_ROBOT", "tune", "set", `${speed}=5`);
      await refused(folder, 3, "CONFIG_UNKNOWN_KEY", "tune", "get", "kernel.limits.maxSpeed");
      await refused(folder, 2, "CLI_BAD_VALUE", "tune", "set", speed, "fast");
      const got = JSON.parse(await good(folder, "tune", "get", speed, "--json"));
      assert.deepEqual([got.value, got.configured, got.unit], [0.15, 0.22, "m/s"]);
      assert.match(await good(folder, "tune", "save"), /saved into .*\nkernel.limits/);
      const saved = await Deno.readTextFile(file);
      for (const line of robot.trimEnd().split("\n")) assert.ok(saved.includes(line), line);
      assert.match(saved, /\nkernel:\n {2}limits:\n {4}maxLinearMps: 0\.15\n/);
      assert.match(await good(folder, "tune", "save"), /^nothing to save/);
      await Deno.writeTextFile(file, saved.replace("0.15", "0.12"));
      await good(folder, "tune", "reload");
      await until(host, "maxLinearMps", 0.12);
      await Deno.writeTextFile(file, saved.replace("0.15", "0.12").slice(0, -30));
      assert.notEqual((await mechos(folder, "tune", "reload")).code, 0);
      await until(host, "maxLinearMps", 0.12);
    } finally {
      await host.end();
    }
  });
});

Deno.test("estop stops every running robot; the others ask which one is meant", async () => {
  await withFolder(async (folder) => {
    const hosts = await Promise.all(["one", "two"].map((name) => startHost(folder, name)));
    try {
      for (const name of ["one", "two"]) {
        await good(folder, "--robot", name, "wait", "--mode", "idle");
        await good(folder, "--robot", name, "start");
      }
      await refused(folder, 2, "OPERATOR_SEVERAL", "start");
      const robots = JSON.parse(await good(folder, "status", "--json")).robots;
      assert.equal(robots.length, 2);
      assert.match(await good(folder, "estop"), /one: E-stop 1.*\ntwo: E-stop 1|two.*\none/);
      for (const { host } of hosts) assert.equal((await host.look())["mode"], "estop");
      const near = await refused(folder, 4, "OPERATOR_NO_SOCKET", "--robot", "tow", "status");
      assert.match(near, /did you mean "two"\?/);
    } finally {
      await Promise.all(hosts.map(({ host }) => host.end()));
    }
  });
});

Deno.test("without a running robot each verb says so and exits 4", async () => {
  await withFolder(async (folder) => {
    const verbs = [["status"], ["estop"], ["start"], ["tune", "list"], ["reset", "1"]];
    for (const verb of verbs) await refused(folder, 4, "OPERATOR_NO_SOCKET", ...verb);
    const named = `${folder}/nowhere.sock`;
    await refused(folder, 4, "OPERATOR_NO_SOCKET", "--socket", named, "stop");
  });
});

Deno.test("a robot that was killed is latched when it comes back, under a new id", async () => {
  await withFolder(async (folder) => {
    const first = await startHost(folder);
    assert.equal(first.host.ready, "firstStart");
    await good(folder, "wait", "--mode", "idle");
    await first.host.end("kill");
    await refused(folder, 4, "OPERATOR_NO_SOCKET", "estop");
    const second = await startHost(folder);
    assert.equal(second.host.ready, "unclean");
    assert.match(await good(folder, "why"), /^E-stop 1 is latched/);
    await good(folder, "reset", "1");
    await second.host.end();
    const third = await startHost(folder);
    assert.equal(third.host.ready, "clear");
    const pressed = JSON.parse(await good(folder, "estop", "--json"));
    assert.equal(field(pressed, "stopped", 0, "latchId"), 2);
    await third.host.end();
    const fourth = await startHost(folder);
    assert.equal(fourth.host.ready, "latched");
    await fourth.host.end();
  });
});
