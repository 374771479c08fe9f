/** Reports of a campaign as others read them: JUnit by two parsers, the page by Chromium. */
import assert from "node:assert/strict";
import { runMechos } from "tests/cli/run_cli.ts";
import { chromium } from "./chromium.ts";
import { peerPython } from "./peer_tools.ts";

const robot = new URL("../../sim/robots/turtlebot3_burger.yaml", import.meta.url).pathname;

function scenario(name: string, expect: string): string {
  return `mechos: scenario/1
name: "${name}"
robot: ${robot}
duration: 3s
world: { obstacles: [ { circle: { x: 2, y: 0, radiusM: 0.2 } } ] }
brain: { driver: scripted, script: [ { at: 500ms, intent: { action: drive, linearMps: 0.2, angularRadps: 0, durationMs: 2000 } } ] }
expect: [ { name: "<a> & \\"b\\"", ${expect} } ]
`;
}

interface Reports {
  readonly folder: string;
  readonly junit: string;
  readonly page: string;
}

/** Two seeds that pass, two that fail, one file that is broken. */
async function makeReports(): Promise<Reports> {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/good.yaml`, scenario("good", "never: collision"));
  await Deno.writeTextFile(`${folder}/bad.yaml`, scenario("bad", 'never: "robot.x > 0.1"'));
  await Deno.writeTextFile(`${folder}/broken.yaml`, scenario("broken", "never: colision"));
  const args = ["sim", "good.yaml", "bad.yaml", "broken.yaml", "--seeds", "1..2"];
  const more = ["--junit", "j.xml", "--report", "page"];
  const { code, err } = await runMechos([...args, ...more], { cwd: folder });
  assert.equal(code, 3, err);
  return { folder, junit: `${folder}/j.xml`, page: `${folder}/page/index.html` };
}

async function run(program: string, args: readonly string[], cwd?: string): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    ...(cwd === undefined ? {} : { cwd }),
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  assert.equal(code, 0, `${program} ${args.join(" ")}: ${text.decode(stderr).slice(-2000)}`);
  return text.decode(stdout) + text.decode(stderr);
}

const pythonReader = `
import json, sys
from junitparser import JUnitXml
xml = JUnitXml.fromfile(sys.argv[1])
cases = [case for suite in xml for case in suite]
print(json.dumps({
  "tests": xml.tests, "failures": xml.failures, "errors": xml.errors,
  "names": [case.name for case in cases],
  "messages": [part.message for case in cases for part in case.result],
}))
`;

const nodeReader = `
import { readFileSync } from "node:fs";
import { parse } from "junit2json";
const read = await parse(readFileSync(process.argv[2]));
const cases = read.testsuite.flatMap((suite) => suite.testcase);
console.log(JSON.stringify({
  tests: read.tests, failures: read.failures, errors: read.errors,
  names: cases.map((one) => one.name),
  messages: cases.flatMap((one) => [...(one.failure ?? []), ...(one.error ?? [])])
    .map((one) => one.message),
}));
`;

const pythonOfPeers = peerPython("junitparser");

async function readAlike(reader: string): Promise<void> {
  const reports = await makeReports();
  const { folder, junit } = reports;
  const python = await run(reader, ["-c", pythonReader, junit]);
  await run("npm", ["install", "--silent", "--prefix", folder, "junit2json"]);
  await Deno.writeTextFile(`${folder}/read.mjs`, nodeReader);
  const node = await run("node", ["read.mjs", junit], folder);
  const [one, two]: unknown[] = [JSON.parse(python), JSON.parse(node)];
  assert.deepEqual(one, two);
  assert.ok(typeof one === "object" && one !== null && "names" in one && "tests" in one);
  assert.equal(one.tests, 5);
  const names = ["good seed 1", "good seed 2", "bad seed 1", "bad seed 2"];
  assert.ok(
    Array.isArray(one.names) && names.every((name) => JSON.stringify(one.names).includes(name)),
  );
  await Deno.remove(folder, { recursive: true });
}

Deno.test({
  name: "JUnit is read alike by junitparser (PyPI) and junit2json (npm)",
  ignore: pythonOfPeers === null, // #7: a machine without PyPI passes
  fn: () => readAlike(pythonOfPeers ?? ""),
});

Deno.test("the report opens in Chromium without a network and without a console error", async () => {
  const { folder, page } = await makeReports();
  const text = await Deno.readTextFile(page);
  assert.ok(!/(src|href)="(?!#)/.test(text), "nothing is loaded from elsewhere");
  const said = await run(await chromium(), [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--enable-logging=stderr",
    "--virtual-time-budget=3000",
    "--dump-dom",
    `file://${page}`,
  ]);
  assert.ok(
    !/CONSOLE/.test(said),
    said.split("\n").filter((line) => /CONSOLE/.test(line)).join("\n"),
  );
  // The script went to the moment of the first failure of the failed run.
  assert.match(said, /<p class="now">[\d.]+ s: auto, failsafe none, 0\.\d+ m\/s, clearance/);
  assert.match(said, /2 passed, 3 failed/);
  await Deno.remove(folder, { recursive: true });
});
