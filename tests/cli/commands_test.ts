import assert from "node:assert/strict";
import { commandRows } from "cli/commands/mod.ts";
import { runMechos } from "tests/cli/run_cli.ts";

function errorOf(text: string): Record<string, unknown> {
  const document: unknown = JSON.parse(text);
  assert.ok(typeof document === "object" && document !== null && "error" in document);
  const { error } = document;
  assert.ok(typeof error === "object" && error !== null);
  return { ...error };
}

const rover = "sim/robots/rover.yaml";

Deno.test("mechos --help lists every command of the table and every global option", async () => {
  const { code, out } = await runMechos(["--help"]);
  assert.equal(code, 0);
  for (const row of commandRows) assert.match(out, new RegExp(`^ {2}${row.name}\\b`, "m"));
  const options =
    "config set robot socket log-level log-format json jsonl no-color quiet version help";
  for (const option of options.split(" ")) assert.match(out, new RegExp(`--${option}\\b`));
});

Deno.test("mechos --version prints version, git, deno, v8 and runtime, also behind a --", async () => {
  const { code, out } = await runMechos(["--", "--version"]);
  assert.equal(code, 0);
  assert.match(out, /^mechos \d+\.\d+\.\d+\ngit: \w+\ndeno: \S+\nv8: \S+\nruntime: source\n$/);
  const json = JSON.parse((await runMechos(["--version", "--json"])).out);
  assert.deepEqual(Object.keys(json).sort(), [
    "build",
    "deno",
    "git",
    "name",
    "runtime",
    "v8",
    "version",
  ]);
});

Deno.test("mechos names the nearest of a mistyped command or option, exit 2", async () => {
  const cases = [
    [["confg", "show"], "CLI_UNKNOWN_COMMAND", "config"],
    [["config", "shwo"], "CLI_UNKNOWN_COMMAND", "show"],
    [["config", "check", "--jsno"], "CLI_UNKNOWN_OPTION", "--json"],
    [["--confgi", "x", "config", "check"], "CLI_UNKNOWN_OPTION", "--config"],
  ] as const;
  for (const [args, wanted, near] of cases) {
    const { code, err, out } = await runMechos(args);
    assert.deepEqual([code, out], [2, ""], args.join(" "));
    assert.ok(err.startsWith(`error[${wanted}]: `), err);
    assert.ok(err.includes(`did you mean "${near}"?`), err);
  }
  const json = await runMechos(["confg", "--json"]);
  const error = errorOf(json.out);
  assert.deepEqual([json.code, error["code"], error["value"]], [2, "CLI_UNKNOWN_COMMAND", "confg"]);
});

Deno.test("mechos without a command, or with a bad value, exits 2", async () => {
  assert.equal((await runMechos([])).code, 2);
  const level = await runMechos(["--log-level", "loud", "config", "check"]);
  assert.equal(level.code, 2);
  assert.match(level.err, /^error\[CLI_BAD_VALUE\]/);
  const set = await runMechos(["config", "check", rover, "--set", "kernel.tickHz"]);
  assert.deepEqual([set.code, /^error\[CLI_BAD_VALUE\]/.test(set.err)], [2, true]);
});

Deno.test("mechos config alone says that it wants a command; mechos help is --help", async () => {
  const alone = await runMechos(["config"]);
  assert.deepEqual([alone.code, alone.out], [2, ""]);
  assert.match(alone.err, /^error\[CLI_USAGE\]: Cannot run "config" alone/);
  assert.deepEqual(await runMechos(["help"]), await runMechos(["--help"]));
  assert.match((await runMechos(["help", "sim"])).out, /^Usage: mechos sim/);
});

Deno.test("replay and record info of a file that is not there exit 4, of another file 3", async () => {
  for (const command of [["replay"], ["record", "info"]]) {
    const missing = await runMechos([...command, "nowhere.mcap", "--json"]);
    assert.deepEqual([missing.code, errorOf(missing.out)["code"]], [4, "RECORD_NOT_FOUND"]);
    const page = await runMechos([...command, "README.md", "--json"]);
    assert.deepEqual([page.code, errorOf(page.out)["code"]], [3, "RECORD_FORMAT"]);
  }
  const replayed = JSON.parse((await runMechos(["replay", "README.md", "--json"])).out);
  assert.equal(replayed.outcome, "invalid");
});

Deno.test("mechos says of a part that has not arrived so, exit 2", async () => {
  const row = commandRows.find((each) => each.load === undefined);
  if (row === undefined) return;
  const { code, err } = await runMechos([row.name, "--whatever", "x"]);
  assert.deepEqual([code, /^error\[CLI_NOT_YET\]/.test(err)], [2, true]);
});

Deno.test("config check accepts both robots; a missing file exits 4", async () => {
  const good = await runMechos(["config", "check", rover, "sim/robots/turtlebot3_burger.yaml"]);
  assert.deepEqual([good.code, good.err], [0, ""]);
  const missing = await runMechos(["config", "check", "--config", "nowhere.yaml", "--json"]);
  assert.deepEqual([missing.code, errorOf(missing.out)["code"]], [4, "CONFIG_NOT_FOUND"]);
});

Deno.test("config check --json says where a value is wrong", async () => {
  const { code, out, err } = await runMechos([
    "config",
    "check",
    "tests/cli/broken/range.yaml",
    "--json",
  ]);
  assert.deepEqual([code, err], [3, ""]);
  assert.deepEqual(errorOf(out), {
    code: "CONFIG_RANGE",
    message: 'Cannot use 5000 for "tickHz": its range is 10..1000 Hz',
    file: "tests/cli/broken/range.yaml",
    line: 8,
    column: 11,
    path: "kernel.tickHz",
    value: "5000",
    help: "give a value in 10..1000 Hz",
  });
});

Deno.test("config show --origin says which layer each value came from", async () => {
  const { code, out } = await runMechos(
    ["config", "show", "--origin", "--config", rover, "--set", "kernel.tickHz=100"],
    { env: { MECHOS_SIM__FRICTION: "0.5" } },
  );
  assert.equal(code, 0);
  assert.match(out, /^ {2}tickHz: 100 +# --set$/m);
  assert.match(out, /^ {2}friction: 0\.5 +# env MECHOS_SIM__FRICTION$/m);
  assert.match(out, /^ {4}wheelRadiusM: 0\.06 +# sim\/robots\/rover\.yaml:10$/m);
  assert.match(out, /^ {4}kp: 0\.3 +# default$/m);
});

Deno.test("config show prints a config that config check accepts, and no secret", async () => {
  const folder = await Deno.makeTempDir();
  const canary = "sk-canary-77";
  const env = { MECHOS_BRAIN__API_KEY: canary };
  const shown = await runMechos(["config", "show", "--config", rover], { env });
  assert.ok(!(shown.out + shown.err).includes(canary));
  await Deno.writeTextFile(`${folder}/again.yaml`, shown.out);
  const again = await runMechos(["config", "check", `${folder}/again.yaml`]);
  assert.deepEqual([again.code, again.err], [0, ""]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("config warns of an unknown MECHOS_ variable on stderr, in either log format", async () => {
  const env = { MECHOS_KERNL__TICK_HZ: "100" };
  const args = ["config", "check", rover, "--json", "--log-format", "json"];
  const { code, out, err } = await runMechos(args, { env });
  assert.equal(code, 0);
  assert.equal(JSON.parse(out).outcome, "valid");
  assert.match(JSON.parse(err).msg, /did you mean MECHOS_KERNEL__TICK_HZ\?/);
  assert.equal((await runMechos([...args, "--quiet"], { env })).err, "");
});

Deno.test("config without any file says what to do, exit 4", async () => {
  const folder = await Deno.makeTempDir();
  const { code, err } = await runMechos(["config", "check"], { cwd: folder });
  assert.deepEqual([code, /^error\[CONFIG_NOT_FOUND\]/.test(err)], [4, true]);
  await Deno.copyFile(rover, `${folder}/mechos.yaml`);
  assert.equal((await runMechos(["config", "check"], { cwd: folder })).code, 0);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("config explain says meaning, unit and range, or the nearest path", async () => {
  const { code, out } = await runMechos(["config", "explain", "kernel.tickHz"]);
  assert.equal(code, 0);
  assert.match(out, /range {4}10\.\.1000 Hz/);
  const lidar = await runMechos(["config", "explain", "robot.sensors[0].beams", "--json"]);
  assert.equal(JSON.parse(lidar.out).path, "robot.sensors[].beams");
  const wrong = await runMechos(["config", "explain", "kernel.tickHx"]);
  assert.deepEqual([wrong.code, wrong.err.includes('"kernel.tickHz"')], [2, true]);
});

Deno.test("config schema prints a JSON Schema with ranges", async () => {
  const schema = JSON.parse((await runMechos(["config", "schema"])).out);
  const { tickHz } = schema.properties.kernel.properties;
  assert.deepEqual([tickHz.minimum, tickHz.maximum, tickHz.default], [10, 1000, 200]);
  assert.ok("extends" in schema.properties);
});

Deno.test("completions prints a script for each shell, and complete answers it", async () => {
  for (const shell of ["bash", "zsh", "fish", "powershell"]) {
    const { code, out } = await runMechos(["completions", shell]);
    assert.deepEqual([code, /mechos/.test(out)], [0, true], shell);
  }
  assert.match((await runMechos(["complete", "--", "con"])).out, /^config\t/m);
  assert.match((await runMechos(["complete", "--", "config", "sh"])).out, /^show\t/m);
});

Deno.test("each command that has arrived has its page", async () => {
  for (const row of commandRows.filter((each) => each.load !== undefined)) {
    const page = new URL(`../../cli/commands/${row.name}.md`, import.meta.url);
    assert.match(await Deno.readTextFile(page), new RegExp(`^# mechos ${row.name}`));
  }
});

Deno.test("sim selects files by *, **, ?, [a-z] and {one,two}, and nothing of what is no folder", async () => {
  const faults = "sim/scenarios/faults";
  const listed = async (glob: string) => {
    const run = await runMechos(["sim", glob, "--list"]);
    return [run.code, run.out.trim().split("\n").map((file) => file.split("/").at(-1)).join(" ")];
  };
  const [range, choice, star, none] = await Promise.all([
    listed(`${faults}/E0[1-2]-*.yaml`),
    listed(`${faults}/{B03,S05}-nan*.yaml`),
    listed("sim/**/E0?-til?.yaml"),
    listed(`${faults}/E05-tilt.yaml/*`),
  ]);
  assert.deepEqual(range, [0, "E01-static-obstacle.yaml E02-pedestrian.yaml"]);
  assert.deepEqual(choice, [0, "B03-nan.yaml"]);
  assert.deepEqual(star, [0, "E05-tilt.yaml"]);
  assert.equal(none[0], 2);
});
