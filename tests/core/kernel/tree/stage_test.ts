/** The failsafe tree inside the kernel: it acts within the ladder, and never beyond it. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  actionNumber,
  causeNumber,
  countNumbers,
  createKernel,
  createShownTree,
  modeNumber,
  restore,
  shownStatus,
  snapshot,
  sourceNumber,
  step,
  why,
} from "core/kernel/mod.ts";
import { createOutputsEncoder, hasBit, type KernelInputs } from "core/messages/mod.ts";
import { robotLeaves } from "core/tree/mod.ts";
import { treeStatuses } from "core/tree/runtime/mod.ts";
import {
  act,
  ask,
  autoRig,
  healthy,
  operate,
  type Rig,
  run,
  tick,
} from "tests/core/kernel/kernel_fixture.ts";

const set = { "robot.signals": ["horn", "light"] };
const header = "mechos: tree/1\ntree:\n  sequence:\n";
const low = (inputs: KernelInputs): void => {
  inputs.battery.percent = 3;
};
const noLease = (inputs: KernelInputs): void => {
  inputs.mind.lease = 0;
};
const bumped = (inputs: KernelInputs): void => {
  low(inputs);
  inputs.bumper.pressed = 1;
};

/** A robot that drove a metre forward, so that there is a way back. */
function farRig(tree: string | undefined, more: Record<string, unknown> = {}): Rig {
  const rig = autoRig({ set: { ...set, ...more }, ...(tree === undefined ? {} : { tree }) });
  ask(rig, "drive", { x: 0.5, durationMs: 2500 });
  run(rig, 4000);
  return rig;
}

/** What a node said last, by its label. */
function statusOf(rig: Rig, label: string): string {
  const node = rig.compiled.params.tree.labels.indexOf(label);
  return shownStatus(rig.kernel.outputs.treeNodes, node);
}

Deno.test("the built-in tree stops, honks, waits for a return that may move, then goes home", () => {
  const rig = farRig(undefined);
  const farM = rig.kernel.outputs.odomXM;
  assert.ok(farM > 0.8, `${farM}`);
  // The lease lives a second; then the ladder holds for five.
  run(rig, 1100, noLease);
  const horn = rig.compiled.names.relays.indexOf("horn");
  assert.equal(rig.kernel.outputs.mode, modeNumber.failsafe);
  assert.ok(hasBit(rig.kernel.outputs.relays, horn), "it honks");
  assert.equal(statusOf(rig, "Return"), "running");
  assert.match(why(rig.kernel.outputs, rig.compiled.params.tree.labels).line, /tree: Return$/);
  const shown = createShownTree(rig.kernel.outputs, rig.compiled.params.tree);
  assert.deepEqual([shown.active, shown.status, shown.leaf], [true, "running", "Return"]);
  assert.deepEqual(shown.nodes[2], { node: "Honk", depth: 1, status: "success" });
  run(rig, 3500, noLease);
  assert.ok(Math.abs(rig.kernel.outputs.odomXM - farM) < 0.02, "a hold does not move");
  assert.ok(!hasBit(rig.kernel.outputs.relays, horn), "it honked for a second");
  run(rig, 60_000, noLease);
  assert.ok(Math.abs(rig.kernel.outputs.odomXM) < 0.3, `home: ${rig.kernel.outputs.odomXM}`);
  assert.equal(statusOf(rig, "Hold"), "running");
  assert.equal(rig.kernel.outputs.treeAlerts, 1);
  const { alert } = createShownTree(rig.kernel.outputs, rig.compiled.params.tree);
  assert.match(alert ?? "", /^at home after a failsafe/);
  run(rig, 61_000, noLease);
  assert.equal(rig.kernel.outputs.action, actionNumber.disarm);
  assert.equal(rig.kernel.outputs.cause, causeNumber("treeDisarm"));
  assert.equal(rig.kernel.outputs.enable, 0);
  // The brain comes back: nothing moves until an operator has acknowledged and started it.
  run(rig, 1000);
  assert.equal(rig.kernel.outputs.mode, modeNumber.failsafe);
  operate(rig, "ack");
  run(rig, 100);
  assert.equal(rig.kernel.outputs.mode, modeNumber.idle);
});

Deno.test("a brain that comes back ends the tree where it is, and drives on", () => {
  const rig = farRig(undefined);
  run(rig, 2000, noLease);
  assert.equal(rig.kernel.outputs.treeActive, 1);
  run(rig, 500);
  assert.equal(rig.kernel.outputs.mode, modeNumber.auto);
  assert.equal(rig.kernel.outputs.treeActive, 0);
  assert.equal(statusOf(rig, "Return"), "halted");
});

Deno.test("backOff drives so far back at half speed, pauses under a hold, goes on after it", () => {
  const tree =
    `${header}    - stop\n    - backOff: { distanceM: 0.4, speedMps: 0.2 }\n    - hold\n`;
  const rig = farRig(tree);
  const from = rig.kernel.outputs.odomXM;
  run(rig, 2500, low);
  const { outputs } = rig.kernel;
  assert.equal(outputs.action, actionNumber.return);
  assert.equal(outputs.authority, sourceNumber.failsafe);
  assert.ok(outputs.linearMps < 0 && outputs.linearMps >= -0.151, `${outputs.linearMps}`);
  run(rig, 600, bumped);
  assert.equal(outputs.action, actionNumber.hold);
  const paused = outputs.odomXM;
  run(rig, 400, bumped);
  assert.ok(Math.abs(outputs.odomXM - paused) < 0.01, "it stands under a hold");
  run(rig, 8000, low);
  assert.ok(Math.abs(from - outputs.odomXM - 0.4) < 0.06, `${from - outputs.odomXM}`);
  assert.equal(statusOf(rig, "BackOff"), "success");
  assert.equal(outputs.linearMps, 0);
});

Deno.test("turn turns by its angle where the ladder lets the failsafe move", () => {
  const rig = farRig(`${header}    - stop\n    - turn: 1.2\n    - hold\n`);
  run(rig, 6000, low);
  assert.ok(Math.abs(rig.kernel.outputs.odomYawRad - 1.2) < 0.1);
  assert.equal(statusOf(rig, "Turn"), "success");
});

Deno.test("a leaf that the gate refuses fails, and the refusal is a decision like any other", () => {
  const tree = `mechos: tree/1\ntree:\n  fallback:\n    - dock\n    - hold\n`;
  const rig = farRig(tree, { "kernel.capabilities.tree": ["stop"] });
  let refused = 0;
  for (let i = 0; i < 200; i++) {
    const out = tick(rig, low);
    const [decision] = out.decisions;
    if (out.decisionCount === 1 && decision?.source === sourceNumber.failsafe) refused += 1;
  }
  assert.equal(refused, 1);
  assert.equal(statusOf(rig, "Hold"), "running");
});

Deno.test("signal and setRelay switch through the gate, and ask waits for an answer", () => {
  const tree = `${header}    - signal: { device: light, for: 500ms }
    - setRelay: { device: hatch }
    - ask: { question: "may I go on?", timeout: 30s }
    - setRelay: { device: hatch, state: "off" }
    - hold
`;
  const rig = farRig(tree);
  run(rig, 300, low);
  const { outputs, state } = rig.kernel;
  const [hatch, light] = ["hatch", "light"].map((name) => rig.compiled.names.relays.indexOf(name));
  assert.ok(hasBit(outputs.relays, hatch ?? 0) && hasBit(outputs.relays, light ?? 0));
  assert.equal(rig.compiled.params.tree.texts[outputs.treeQuestion - 1], "may I go on?");
  run(rig, 1000, low);
  assert.ok(!hasBit(outputs.relays, light ?? 0));
  tick(rig, (inputs) => {
    low(inputs);
    act(inputs, "answerTree", 1);
  });
  run(rig, 100, low);
  assert.equal(outputs.treeQuestion, 0);
  assert.ok(!hasBit(outputs.relays, hatch ?? 0));
  // Nothing is asked any more: another answer changes nothing.
  operate(rig, "answerTree", 2);
  assert.equal(state.tree.answer, 0);
});

Deno.test("an answer that never comes counts as the fallback says", () => {
  const tree = `mechos: tree/1\ntree:\n  fallback:
    - ask: { question: "go?", timeout: 1s }
    - alertOperator: nobody said yes
`;
  const rig = farRig(tree);
  run(rig, 2000, low);
  assert.equal(rig.kernel.outputs.treeAlerts, 1);
  assert.equal(rig.kernel.outputs.treeStatus, treeStatuses.indexOf("success"));
  run(rig, 2000, low);
  assert.equal(rig.kernel.outputs.treeAlerts, 1, "a tree that ended rests");
});

const leafTexts = robotLeaves.map(({ yaml }) => {
  const bodies: Readonly<Record<string, string>> = {
    turn: "turn: 1.5",
    signal: "signal: light",
    setRelay: "setRelay: hatch",
    alertOperator: "alertOperator: hello",
    ask: "ask: { question: well, timeout: 200ms }",
    hold: "hold: 300ms",
  };
  return bodies[yaml] ?? yaml;
});

/** Trees of all leaves under loops and reactive nodes, as YAML flow. */
const hostileTree = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(...leafTexts.map((text) => text.includes(":") ? `{ ${text} }` : text)),
    fc.tuple(
      fc.constantFrom(
        "sequence",
        "fallback",
        "reactiveSequence",
        "reactiveFallback",
        "parallelAll",
      ),
      fc.array(tie("node"), { minLength: 1, maxLength: 4 }),
    ).map(([kind, children]) => `{ ${kind}: [${children.join(", ")}] }`),
    tie("node").map((child) => `{ repeat: { cycles: -1, do: ${child} } }`),
    tie("node").map((child) => `{ timeout: { after: 250ms, do: ${child} } }`),
  ),
})).node;

const harms = ["none", "battery", "lease", "bumper", "scan", "estop", "driver", "mind"] as const;

function harm(inputs: KernelInputs, kinds: readonly (typeof harms[number])[]): void {
  for (const kind of kinds) {
    if (kind === "battery") low(inputs);
    if (kind === "lease") noLease(inputs);
    if (kind === "bumper") inputs.bumper.pressed = 1;
    if (kind === "scan") inputs.scan.fresh = 0;
    if (kind === "estop") inputs.stopWord = 1;
    if (kind === "driver") inputs.ack.healthy = 0;
    if (kind === "mind") inputs.mind.beat = 0;
  }
}

Deno.test("no tree moves the robot more than the ladder allows, and none breaks an invariant", () => {
  const phase = fc.record({
    kinds: fc.array(fc.constantFrom(...harms), { maxLength: 2 }),
    ms: fc.integer({ min: 50, max: 1500 }),
  });
  fc.assert(
    fc.property(hostileTree, fc.array(phase, { minLength: 2, maxLength: 6 }), (text, phases) => {
      const rig = autoRig({ set, tree: `mechos: tree/1\ntree: ${text}\n` });
      ask(rig, "drive", { x: 0.5, durationMs: 600 });
      run(rig, 700);
      const { outputs } = rig.kernel;
      let before = Math.abs(outputs.linearMps) + Math.abs(outputs.angularRadps);
      for (const { kinds, ms } of phases) {
        for (let at = 0; at < ms; at += 5) {
          const out = tick(rig, (inputs) => harm(inputs, kinds));
          const speed = Math.abs(out.linearMps) + Math.abs(out.angularRadps);
          const held = out.mode === modeNumber.failsafe && out.action !== actionNumber.return;
          if (held || out.action >= actionNumber.disarm) assert.ok(speed <= before, text);
          before = speed;
        }
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("a kernel restored in the middle of a tree goes on with the same bytes", () => {
  const tree = `${header}    - stop
    - honk
    - retryUntilSuccessful: { attempts: 3, do: { timeout: { after: 2s, do: return } } }
    - backOff: { distanceM: 0.3 }
    - repeat: { cycles: 3, do: { sequence: [{ signal: { device: light, for: 100ms } }, { wait: 300ms }] } }
    - hold
`;
  fc.assert(
    fc.property(fc.integer({ min: 10, max: 2500 }), (at) => {
      const rig = farRig(tree);
      for (let i = 0; i < at; i++) tick(rig, low);
      const words = new Float64Array(countNumbers(rig.kernel.state));
      snapshot(rig.kernel.state, words);
      const other = createKernel(rig.compiled.params);
      restore(other.state, words);
      const [one, two] = [createOutputsEncoder(), createOutputsEncoder()];
      for (let i = 0; i < 400; i++) {
        healthy(rig);
        low(rig.inputs);
        one.encode(step(rig.kernel, rig.inputs, rig.nowNs));
        two.encode(step(other, rig.inputs, rig.nowNs));
        assert.deepEqual(one.bytes, two.bytes, `tick ${i}`);
        rig.tick += 1;
        rig.nowNs += rig.periodNs;
      }
    }),
    { numRuns: 8 },
  );
});
