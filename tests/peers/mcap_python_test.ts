/** The official Python reader takes our files: whole, cut, merged, recovered and in parts. */
import assert from "node:assert/strict";
import { quickInfo } from "core/record/mod.ts";
import { peerPython } from "./peer_tools.ts";
import { recordingSamples } from "./recording_samples.ts";

const script = `
import json, sys
from mcap.reader import make_reader
from mcap_protobuf.decoder import DecoderFactory
found = []
for name in sys.argv[1:]:
    with open(name, "rb") as file:
        reader = make_reader(file, decoder_factories=[DecoderFactory()], validate_crcs=True)
        summary = reader.get_summary()
        count = sum(1 for _ in reader.iter_messages())
        topics = [c.topic for c in summary.channels.values() if c.message_encoding == "protobuf"]
        kinds = {type(d).__name__ for _, _, _, d in reader.iter_decoded_messages(topics=topics)}
        found.append({"counted": summary.statistics.message_count, "read": count,
                      "kinds": sorted(kinds), "texts": [m.name for m in reader.iter_metadata()]})
print(json.dumps(found))
`;

async function run(command: string, args: readonly string[]): Promise<string> {
  const output = await new Deno.Command(command, { args: [...args], stdin: "null" }).output();
  const said = new TextDecoder().decode(output.stderr);
  assert.ok(
    output.success,
    `${command} ${args.slice(0, 3).join(" ")} failed: ${said.slice(-2000)}`,
  );
  return new TextDecoder().decode(output.stdout);
}

const python = peerPython("mcap", "mcap_protobuf");

async function readsOurFiles(reader: string): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const files = recordingSamples();
    for (const [name, bytes] of files) await Deno.writeFile(`${folder}/${name}`, bytes);
    const paths = [...files.keys()].map((name) => `${folder}/${name}`);
    const found = JSON.parse(await run(reader, ["-c", script, ...paths]));
    assert.equal(found.length, files.size);
    for (const [index, [name, bytes]] of [...files].entries()) {
      const one = found[index];
      assert.equal(one.read, one.counted, name);
      assert.equal(one.read, quickInfo(bytes).messages, name);
      assert.ok(one.kinds.includes("LaserScan") && one.kinds.includes("PoseInFrame"), name);
      assert.ok(one.texts.includes("mechos") && one.texts.includes("config"), name);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name: "the Python packages mcap and mcap-protobuf-support read our files with valid CRCs",
  ignore: python === null, // #6: a machine without PyPI passes
  fn: () => readsOurFiles(python ?? ""),
});
