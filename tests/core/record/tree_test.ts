/** The failsafe tree in a recording: every change of a node, its alerts, and its file for replay. */
import assert from "node:assert/strict";
import { readMessages } from "core/record/mod.ts";
import { readSite } from "core/replay/mod.ts";
import { unwrap } from "core/fault.ts";
import { load, record } from "tests/sim/scenario/simulate.ts";

interface Change {
  readonly node: string;
  readonly index: number;
  readonly status: string;
}

Deno.test("recordTree() writes each change of a node under /tree, and alerts as log lines", () => {
  const { bytes } = record(load("sim/scenarios/tree/careful-xml.yaml"));
  const changes: Change[] = [];
  const logs: string[] = [];
  for (const message of readMessages(bytes, { topics: ["/tree", "/log"] })) {
    const data = JSON.parse(new TextDecoder().decode(message.data));
    if (message.channel.topic === "/tree") changes.push(data);
    else if (data.name === "tree") logs.push(data.message);
  }
  const life = (node: string) => changes.filter((c) => c.node === node).map((c) => c.status);
  assert.deepEqual(life("Ask"), ["running", "success"]);
  assert.deepEqual(life("BackOff"), ["running", "success"]);
  assert.deepEqual(life("Return"), ["running", "success"]);
  assert.deepEqual(life('SubTree "Permission"'), ["running", "success"]);
  assert.deepEqual(logs, ["asks: may I go home?"]);
});

Deno.test("readSite() finds the owner's tree in the recording", () => {
  const { bytes } = record(load("sim/scenarios/tree/careful-yaml.yaml"));
  const site = unwrap(readSite(bytes, []));
  assert.match(site.tree?.file ?? "", /careful\.yaml$/);
  assert.match(site.tree?.text ?? "", /^# What this robot does/);
});
