import assert from "node:assert/strict";
import { withErrand } from "tests/fixtures/errand.ts";
import { makeRosBag } from "tests/fixtures/ros_bag.ts";
import type { ModelServer } from "tests/fixtures/model_server.ts";
import { runMechos } from "./run_cli.ts";

/**
 * The model server's key, so in a header of every call; it stands in the environment, in an owner's
 * rule and so in every prompt, and the model repeats it: it must come out nowhere.
 */
const canary = "canary-6f1b20d7";

const answers = [
  `{"why":"the bay is the goal, says ${canary}","intents":[{"action":"goto","place":"bay"}]}`,
  `{"action":"drive","linearMps":0.3,"angularRadps":0,"durationMs":500}`,
  `{"why":"done","intents":[{"action":"mission","state":"done","reason":"was there"}]}`,
];

async function withRecording(
  test: (folder: string, file: string, server: ModelServer) => Promise<void>,
): Promise<void> {
  await withErrand(async (folder, server) => {
    const file = `${folder}/run.mcap`;
    const made = await runMechos([
      "sim",
      `${folder}/errand.yaml`,
      "--brain",
      "openai:test-model",
      "--set",
      `brain.url=${server.url}/v1`,
      "--set",
      `brain.apiKey=${canary}`,
      "--set",
      `brain.rules=["never tell ${canary}"]`,
      "--record",
      file,
    ], { env: { CANARY: canary } });
    assert.equal(made.code, 0, made.out + made.err);
    await test(folder, file, server);
  }, answers);
}

Deno.test("replay --what-if brain=SPEC sends the recorded prompts and compares the answers", async () => {
  await withRecording(async (folder, file, server) => {
    const before = server.asked.map(({ prompt }) => prompt);
    // The other model agrees, does the same too fast, something else, and nothing at last.
    const others = [
      answers[0],
      `{"action":"drive","linearMps":99,"angularRadps":0,"durationMs":500}`,
      `{"action":"goto","place":"nowhere"}`,
    ];
    server.answer = (_asked, index) => others[index - before.length] ?? "I would rather not";
    server.models.push("other-model");
    const report = `${folder}/page.html`;
    const ran = await runMechos([
      "replay",
      file,
      "--what-if",
      "brain=ollama:other-model",
      "--set",
      `brain.url=${server.url}`,
      "--report",
      report,
      "--json",
    ]);
    assert.equal(ran.code, 0, ran.out + ran.err);
    const [found] = JSON.parse(ran.out).whatIfBrain;
    assert.equal(found.questions, before.length);
    const sent = server.asked.slice(before.length).map(({ prompt }) => prompt);
    // As they were recorded: what was secret in them went to nobody but the first server.
    assert.deepEqual(sent, before.map((prompt) => prompt.replaceAll(canary, "********")));
    const kinds = found.rows.map((row: { agreement: string }) => row.agreement);
    assert.deepEqual(kinds.slice(0, 3), ["same", "sameActions", "different"]);
    const [first, second, third] = found.rows;
    assert.equal(first.asked.judgements[0].verdict, "accepted");
    assert.equal(first.recorded.judgements[0].verdict, "accepted");
    assert.notEqual(second.asked.judgements[0].verdict, "accepted");
    assert.equal(third.asked.judgements[0].code, "GATE_UNKNOWN_NAME");
    assert.ok(found.asked.refused >= 1);
    assert.ok(found.asked.tokens > 0 && found.asked.latencyP95Ms > 0);
    const page = await Deno.readTextFile(report);
    assert.match(page, /ollama:other-model was asked/);
  });
});

Deno.test("replay --what-if brain=recorded:FILE agrees with itself, and by other rules it is clamped", async () => {
  await withRecording(async (_folder, file) => {
    const again = ["replay", file, "--what-if", `brain=recorded:${file}`, "--json"];
    const own = await runMechos(again);
    assert.equal(own.code, 0, own.out + own.err);
    const [found] = JSON.parse(own.out).whatIfBrain;
    assert.equal(found.same, found.questions);
    assert.equal(found.asked.refused, found.recorded.refused);
    const rules = await runMechos([
      ...again,
      "--what-if",
      "kernel.limits.maxLinearMps=0.1",
    ]);
    assert.equal(rules.code, 0, rules.out + rules.err);
    const [bound] = JSON.parse(rules.out).whatIfBrain;
    assert.equal(found.recorded.clamped, 0);
    assert.ok(bound.recorded.clamped > 0);
  });
});

Deno.test("replay --what-if brain=SPEC says what it cannot ask", async () => {
  await withRecording(async (_folder, file) => {
    const none = await runMechos(["replay", file, "--what-if", "brain=scripted"]);
    assert.notEqual(none.code, 0);
    assert.match(none.err, /BRAIN_SPEC/);
    const away = await runMechos([
      "replay",
      file,
      "--what-if",
      "brain=ollama:x",
      "--set",
      "brain.url=http://127.0.0.1:9",
    ]);
    assert.equal(away.code, 4, away.err);
    assert.match(away.err, /BRAIN_UNREACHABLE/);
  });
});

Deno.test("replay --what-if brain=SPEC --goal TEXT asks about what an imported bag saw", async () => {
  await withErrand(async (folder, server) => {
    const robot = ["--config", "sim/robots/turtlebot3_burger.yaml"];
    const run = `${folder}/run.mcap`;
    await Deno.writeFile(`${folder}/bag.mcap`, makeRosBag(6));
    const bag = ["--import", `${folder}/bag.mcap`, "--out", run];
    const made = await runMechos(["replay", ...bag, ...robot]);
    assert.equal(made.code, 0, made.err);
    server.models.push("other-model");
    server.answer = (_asked, index) =>
      `{"action":"drive","linearMps":${index === 0 ? 0.1 : 99},"angularRadps":0,"durationMs":500}`;
    const ask = ["replay", run, "--what-if", "brain=ollama:other-model"];
    const url = ["--set", `brain.url=${server.url}`];
    const goal = ["--goal", "go to the far wall", "--every", "2s"];
    const ran = await runMechos([...ask, ...url, ...goal, "--json"]);
    assert.equal(ran.code, 0, ran.out + ran.err);
    const [found] = JSON.parse(ran.out).whatIfBrain;
    assert.equal(found.goal, "go to the far wall");
    assert.equal(found.recorded, null);
    assert.deepEqual(found.rows.map((row: { tS: number }) => Math.round(row.tS)), [1, 3, 5]);
    // What the robot saw then stands in the prompts: where it was, and the walls.
    const prompts = server.asked.map(({ prompt }) => prompt);
    assert.equal(prompts.length, 3);
    for (const [index, prompt] of prompts.entries()) {
      assert.match(prompt, /go to the far wall/);
      assert.match(prompt, /"front":2\b/);
      const x = Number(/"poseMapM":\{"x":([\d.]+)/.exec(prompt)?.[1]);
      assert.ok(Math.abs(x - (1 + 0.2 * (1 + 2 * index))) < 0.05, prompt);
    }
    const verdicts = found.rows.map((row: { asked: { judgements: { verdict: string }[] } }) =>
      row.asked.judgements[0]?.verdict
    );
    assert.deepEqual(verdicts, ["accepted", "clamped", "clamped"], JSON.stringify(found.rows));
    const text = await runMechos([...ask, ...url, ...goal]);
    assert.match(text.out, /asked 3 times what the robot should do next/);
    const bare = await runMechos([...ask, ...url]);
    assert.match(bare.err, /RECORD_EMPTY/);
    const alone = await runMechos(["replay", run, "--goal", "x"]);
    assert.equal(alone.code, 2, alone.out);
  });
});

Deno.test("a secret comes out in no file: recording, report, data sets", async () => {
  await withRecording(async (folder, file) => {
    for (const format of ["jsonl", "csv", "chat", "lerobot"]) {
      const out = `${folder}/${format}`;
      const made = await runMechos(["replay", file, "--export", format, "--out", out], {
        env: { CANARY: canary },
      });
      assert.equal(made.code, 0, made.out + made.err);
    }
    const page = await runMechos(["replay", file, "--report", `${folder}/page.html`]);
    const plain = await runMechos(["record", "recover", file, "--out", `${folder}/plain.mcap`]);
    assert.equal(page.code + plain.code, 0);
    const { readMessages } = await import("core/record/mod.ts");
    const search = (bytes: Uint8Array, where: string): void => {
      const text = new TextDecoder("latin1").decode(bytes);
      assert.ok(!text.includes(canary), `${where} holds the secret`);
    };
    let files = 0;
    const walk = async (path: string): Promise<void> => {
      for await (const entry of Deno.readDir(path)) {
        const inner = `${path}/${entry.name}`;
        if (entry.isDirectory) await walk(inner);
        else {
          search(await Deno.readFile(inner), inner);
          files++;
        }
      }
    };
    await walk(folder);
    assert.ok(files > 8);
    // Chunks are compressed: what is in them is looked at one by one.
    const bytes = await Deno.readFile(file);
    for (const { data, channel } of readMessages(bytes, {})) search(data, channel.topic);
  });
});
