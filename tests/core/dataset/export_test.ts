/** Data sets out of recordings: what is in them, what is kept out, and how they say so. */
import assert from "node:assert/strict";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { unwrap } from "core/fault.ts";
import {
  createRedactor,
  type ExportFolder,
  type ExportPlan,
  exportRecording,
  removed,
} from "core/dataset/mod.ts";
import {
  createMcapWriter,
  createMemorySink,
  createRecording,
  defaultMcapOptions,
} from "core/record/mod.ts";
import { encodeDecision, ProtoWriter } from "core/record/foxglove/mod.ts";
import { load, record } from "tests/sim/scenario/simulate.ts";
import { judgeLine } from "./fine_tuning_rules.ts";

const { bytes } = record(load("tests/sim/scenario/open_plain.yaml"));
const canary = "canary-4711-of-the-owner";
const key = "sk-live_abcdefghijklmnop0123456789";

interface Files extends ExportFolder {
  readonly files: Map<string, Uint8Array>;
  text(name: string): string;
}

function memoryFiles(): Files {
  const files = new Map<string, Uint8Array>();
  return {
    files,
    append: (name, piece) => {
      files.set(name, new Uint8Array([...(files.get(name) ?? []), ...piece]));
    },
    text: (name) => new TextDecoder().decode(files.get(name)),
  };
}

function plan(input: Uint8Array, changes: Partial<ExportPlan>): ExportPlan {
  return {
    input,
    format: "jsonl",
    fromNs: 0,
    toNs: Infinity,
    topics: [],
    decisions: "all",
    chatForm: "messages",
    redact: [],
    source: "run.mcap",
    ...changes,
  };
}

/** A recording of two exchanges, the second of which was refused; secrets stand everywhere. */
function conversation(): Uint8Array {
  const sink = createMemorySink();
  const writer = createMcapWriter(sink, defaultMcapOptions);
  const recording = unwrap(createRecording(writer, {
    versions: {
      version: "0",
      git: "test",
      deno: "0",
      v8: "0",
      runtime: "test",
      build: "test",
      kernelSchema: "0",
      scenario: "talk",
      seed: "1",
      createdBy: "test",
    },
    config: { robot: { name: "rover" }, record: { personal: ["Speaker", "badge"] } },
    scenario: { mission: `go to the desk of ${canary}` },
    structs: { inputs: "", outputs: "", keyframe: "" },
  }));
  const proto = new ProtoWriter();
  for (const [index, verdict] of ["accepted", "refused"].entries()) {
    const timeNs = index * 1e9;
    const callId = `c${index}`;
    recording.writeJson(recording.topic("prompt"), timeNs, {
      intentId: "",
      callId,
      model: "test:one",
      speaker: "Ada of the third floor",
      badge: 4711,
      text: `[system]\nYou drive for ${canary}.\n\n[user]\nKey ${key}\n\nnow ${index}`,
    });
    const text = `{"action":"wait","to":"someone@example.org"}`;
    recording.writeJson(recording.topic("response"), timeNs + 1, { intentId: "", callId, text });
    if (index === 0) {
      recording.writeJson(recording.topic("intent"), timeNs + 1, {
        id: "i0",
        source: "brain",
        agent: "model",
        action: "say",
        text: `hello ${canary}`,
        issuedAtNs: 1,
        ttlMs: 1000,
      });
    }
    const length = encodeDecision(proto, {
      timeNs,
      intentId: `i${index}`,
      source: "brain",
      action: "wait",
      verdict,
      code: "",
      rule: "",
      reason: `for ${canary}`,
      limitsApplied: [],
      reasons: [],
    });
    recording.write(recording.topic("decision"), timeNs + 2, proto.bytes, length);
  }
  assert.equal(writer.finish(), null);
  return sink.bytes();
}

Deno.test("createRedactor() takes out keys, tokens, addresses and named words", () => {
  const redactor = createRedactor(["Mister X"]);
  const text = redactor.text(`a ${key} b Bearer abc.def.ghijkl c a@b.de d MISTER X e`);
  assert.equal(text, `a ${removed} b ${removed} c ${removed} d ${removed} e`);
  assert.deepEqual(redactor.value({ apiKey: "x", deep: [{ password: "y" }], n: 1 }), {
    apiKey: removed,
    deep: [{ password: removed }],
    n: 1,
  });
  assert.equal(redactor.count, 6);
  const personal = createRedactor([], ["Name"]);
  assert.deepEqual(personal.value({ name: 7, names: "x", deep: [{ NAME: { a: 1 } }], n: null }), {
    name: removed,
    names: "x",
    deep: [{ NAME: removed }],
    n: null,
  });
});

for (const format of ["jsonl", "csv", "chat"] as const) {
  Deno.test(`exportRecording() to ${format} holds no planted secret, and says how many it took out`, () => {
    const folder = memoryFiles();
    const manifest = unwrap(
      exportRecording(plan(conversation(), { format, redact: [canary] }), folder),
    );
    for (const name of folder.files.keys()) {
      const text = folder.text(name);
      for (const secret of [canary, key, "example.org", "third floor", "4711,", ":4711"]) {
        assert.ok(!text.includes(secret), `${secret} in ${name}`);
      }
    }
    assert.ok(manifest.redactions >= 4);
    assert.deepEqual(manifest.filters.personal, ["Speaker", "badge"]);
    assert.deepEqual(JSON.parse(folder.text("manifest.json")), manifest);
  });
}

Deno.test("exportRecording() to chat gives one conversation a line, filtered by the verdict", () => {
  for (const [decisions, expected] of [["all", 2], ["accepted", 1], ["refused", 1]] as const) {
    const folder = memoryFiles();
    const manifest = unwrap(
      exportRecording(plan(conversation(), { format: "chat", decisions }), folder),
    );
    assert.equal(manifest.rows, expected, decisions);
    const lines = folder.text("chat.jsonl").trim().split("\n").map((line) => JSON.parse(line));
    assert.equal(lines.length, expected);
    for (const { messages } of lines) {
      const roles = messages.map(({ role }: { role: string }) => role);
      assert.deepEqual(roles, ["system", "user", "assistant"]);
      assert.match(messages[1].content, /now \d$/);
    }
    if (decisions === "refused") assert.match(lines[0].messages[1].content, /now 1/);
  }
});

Deno.test("exportRecording() to chat with tools gives calls that name listed tools, filtered and redacted", () => {
  const folder = memoryFiles();
  const asked = { format: "chat", chatForm: "tools", redact: [canary] } as const;
  const manifest = unwrap(exportRecording(plan(conversation(), asked), folder));
  // The second answer led to no intent that was recorded.
  assert.equal(manifest.rows, 1);
  assert.deepEqual(manifest.leftOut, ["1 answers of which no intent came"]);
  assert.equal(manifest.filters.chatForm, "tools");
  const line = JSON.parse(folder.text("chat.jsonl"));
  const { role, tool_calls: [call] } = line.messages.at(-1);
  assert.equal(role, "assistant");
  assert.equal(call.type, "function");
  assert.deepEqual(JSON.parse(call.function.arguments), { text: `hello ${removed}` });
  const names = line.tools.map((tool: { function: { name: string } }) => tool.function.name);
  assert.ok(names.includes(call.function.name) && names.includes("goto"));
  const refused = exportRecording(plan(conversation(), { ...asked, decisions: "refused" }), {
    append: () => {},
  });
  assert.equal(refused.ok ? "" : refused.fault.code, "RECORD_EMPTY");
});

for (const chatForm of ["messages", "tools"] as const) {
  Deno.test(`exportRecording() to chat keeps the rules of fine-tuning files (${chatForm})`, () => {
    const folder = memoryFiles();
    unwrap(exportRecording(plan(conversation(), { format: "chat", chatForm }), folder));
    const text = folder.text("chat.jsonl");
    assert.ok(text.endsWith("\n") && !text.includes("\n\n"));
    for (const line of text.trimEnd().split("\n")) assert.deepEqual(judgeLine(line), [], line);
  });
}

Deno.test("the rules of fine-tuning files find what breaks them", () => {
  const answer = { role: "assistant", content: "yes" };
  const call = { id: "a", type: "function", function: { name: "fly", arguments: "{}" } };
  const broken: readonly unknown[] = [
    {},
    { messages: [] },
    { messages: [{ role: "user", content: "x" }] },
    { messages: [{ role: "robot", content: "x" }, answer] },
    { messages: [{ role: "user", content: "" }, answer] },
    { messages: [answer], note: 1 },
    { messages: [{ role: "assistant", tool_calls: [call] }], tools: [] },
    { messages: [answer], parallel_tool_calls: true },
  ];
  for (const line of broken) assert.notDeepEqual(judgeLine(JSON.stringify(line)), []);
  assert.deepEqual(judgeLine(JSON.stringify({ messages: [answer] })), []);
});

Deno.test("exportRecording() to chat of a run without a model says so", () => {
  const found = exportRecording(plan(bytes, { format: "chat" }), memoryFiles());
  assert.equal(found.ok ? "" : found.fault.code, "RECORD_EMPTY");
});

Deno.test("exportRecording() to jsonl and csv gives every message of the span, topic by topic", () => {
  const span = { fromNs: 1e9, toNs: 2e9 };
  const lines = memoryFiles();
  unwrap(exportRecording(plan(bytes, { ...span, topics: ["/kernel"] }), lines));
  assert.ok([...lines.files.keys()].every((name) => /^(kernel_|manifest)/.test(name)));
  const outputs = lines.text("kernel_outputs.jsonl").trim().split("\n").map((one) =>
    JSON.parse(one)
  );
  assert.equal(outputs.length, 201);
  assert.equal(outputs[0].timeS, 1);
  assert.equal(outputs[0].data.tick, 200);
  const table = memoryFiles();
  const manifest = unwrap(exportRecording(plan(bytes, { ...span, format: "csv" }), table));
  const rows = table.text("kernel_outputs.csv").trim().split("\n");
  assert.equal(rows.length, 202);
  assert.match(rows[0] ?? "", /^timeS,tick,mode/);
  assert.deepEqual(manifest.leftOut, ["/kernel/inputs", "/kernel/keyframe"]);
  assert.equal(manifest.filters.toS, 2);
});

Deno.test("exportRecording() to lerobot writes v3.0 with lists of float32", async () => {
  const folder = memoryFiles();
  const manifest = unwrap(exportRecording(plan(bytes, { format: "lerobot" }), folder));
  const read = (name: string): ArrayBuffer =>
    (folder.files.get(name) ?? new Uint8Array(0)).slice().buffer as ArrayBuffer;
  const info = JSON.parse(folder.text("meta/info.json"));
  assert.equal(info.codebase_version, "v3.0");
  assert.equal(info.total_frames, manifest.rows);
  const file = read("data/chunk-000/file-000.parquet");
  const schema = parquetMetadata(file).schema;
  const state = schema.findIndex(({ name }) => name === "observation.state");
  assert.equal(schema[state]?.converted_type, "LIST");
  assert.equal(schema[state + 2]?.type, "FLOAT");
  const rows = await parquetReadObjects({ file });
  assert.equal(rows.length, info.total_frames);
  assert.equal(rows[20]?.["frame_index"], 20n);
  assert.equal(rows[20]?.["timestamp"], 1);
  assert.equal(rows[20]?.["observation.state"].length, info.features["observation.state"].shape[0]);
  const [episode] = await parquetReadObjects({
    file: read("meta/episodes/chunk-000/file-000.parquet"),
  });
  assert.equal(episode?.["dataset_to_index"], BigInt(rows.length));
  const [task] = await parquetReadObjects({ file: read("meta/tasks.parquet") });
  assert.equal(task?.["task_index"], 0n);
});
