/**
 * Our recordings in the official Python reader: it checks every CRC, knows every topic and decodes
 * every protobuf message by the descriptors in the file.
 *
 * @module
 */
import assert from "node:assert/strict";
import { recordingInfo } from "core/record/mod.ts";
import { load, record } from "tests/sim/scenario/simulate.ts";
import { peerPython } from "./peer_tools.ts";

/** Prints, as JSON, what the reader finds: messages a topic, and some decoded fields. */
const program = `
import json, sys
from mcap.reader import make_reader
from mcap_protobuf.decoder import DecoderFactory

counts, first = {}, {}
with open(sys.argv[1], "rb") as file:
    reader = make_reader(file, validate_crcs=True)
    for schema, channel, message in reader.iter_messages():
        counts[channel.topic] = counts.get(channel.topic, 0) + 1
with open(sys.argv[1], "rb") as file:
    reader = make_reader(file, validate_crcs=True, decoder_factories=[DecoderFactory()])
    topics = [t for t in counts if t.startswith("/sensors/lidar/") or t == "/kernel/command"]
    for schema, channel, message, decoded in reader.iter_decoded_messages(topics=topics):
        if channel.topic.startswith("/sensors/lidar/"):
            first.setdefault("scan", [schema.name, len(decoded.ranges), decoded.frame_id])
        else:
            first.setdefault("command", [schema.name])
print(json.dumps({"counts": counts, "first": first}))
`;

// Left out only where PyPI is out of reach (#4): .ci/peers.ts says so.
const python = peerPython("mcap", "mcap_protobuf");

Deno.test({
  name: "recordings read in the official Python reader as our own says",
  ignore: python === null, // #4: a machine without PyPI passes
  fn: async () => {
    const { bytes } = record(load("tests/sim/scenario/open_plain.yaml"));
    const path = await Deno.makeTempFile({ suffix: ".mcap" });
    try {
      await Deno.writeFile(path, bytes);
      const { success, stdout, stderr } = await new Deno.Command(python ?? "", {
        args: ["-c", program, path],
        stdin: "null",
      }).output();
      assert.ok(success, new TextDecoder().decode(stderr));
      const found = JSON.parse(new TextDecoder().decode(stdout));
      const info = recordingInfo(bytes);
      assert.ok(info.ok);
      const counts = info.value.topics.map((topic) => [topic.topic, topic.count]);
      assert.deepEqual(found.counts, Object.fromEntries(counts));
      assert.equal(found.first.scan[0], "foxglove.LaserScan");
      assert.equal(found.first.scan[1], 400);
      assert.deepEqual(found.first.command, ["mechos.Command"]);
    } finally {
      await Deno.remove(path);
    }
  },
});
