/** "Why is it not moving?" and the journal of what was done. */
import assert from "node:assert/strict";
import {
  causeNames,
  causeRow,
  createJournal,
  enterTick,
  journalHash,
  modeNumber,
  why,
} from "core/kernel/mod.ts";
import { createOutputs } from "core/messages/mod.ts";
import { createRig, drivingRig, idleRig, operate, run, tick } from "./kernel_fixture.ts";

Deno.test("why() always has an answer, in one line", () => {
  for (let mode = 0; mode < 7; mode++) {
    for (let cause = 0; cause < causeNames.length; cause++) {
      for (let action = 0; action < 8; action++) {
        const out = Object.assign(createOutputs(), { mode, cause, action });
        const { line } = why(out);
        assert.ok(line.length > 10 && !line.includes("\n"), `${mode} ${cause} ${action}`);
      }
    }
  }
});

Deno.test("why() names cause, rung, what clears it and who must act", () => {
  const rig = drivingRig();
  run(rig, 400, (inputs) => void (inputs.scan.fresh = 0));
  const { line, cause, action } = why(rig.kernel.outputs);
  assert.deepEqual([cause, action], ["lidarStale", "hold"]);
  for (const part of ["lidar is stale", "lidarStale", "hold", "fresh scans for 2 s"]) {
    assert.ok(line.includes(part), line);
  }
});

Deno.test("every cause says what is wrong and what clears it", () => {
  for (let i = 1; i < causeNames.length; i++) {
    assert.ok(causeRow(i).text.length > 5 && causeRow(i).remedy.length > 5, causeNames[i]);
  }
});

Deno.test("why() of an E-stop names the id that its reset must carry", () => {
  const rig = drivingRig();
  operate(rig, "estop");
  const id = rig.kernel.outputs.latchId;
  assert.ok(why(rig.kernel.outputs).line.includes(`reset ${id}`));
});

Deno.test("why() of an idle robot names the operator", () => {
  assert.match(why(idleRig().kernel.outputs).line, /operator/);
  assert.match(why(createRig().kernel.outputs).line, /self-test/);
});

Deno.test("enterTick() takes a keyframe each second, and its hash tells runs apart", () => {
  const hashes = [0.5, 0.5, 0.4].map((x) => {
    const rig = idleRig();
    const journal = createJournal(rig.kernel);
    let keyframes = 0;
    for (let i = 0; i < 1000; i++) {
      tick(rig, (inputs) => {
        if (i !== 10) return;
        Object.assign(inputs.params, { count: 1 });
        inputs.params.value[0] = x;
      });
      if (enterTick(journal, rig.kernel)) keyframes += 1;
    }
    assert.equal(keyframes, 5);
    assert.equal(rig.kernel.outputs.mode, modeNumber.idle);
    return journalHash(journal);
  });
  assert.equal(hashes[0], hashes[1]);
  assert.notEqual(hashes[0], hashes[2], "a parameter in the memory shows in the keyframe");
  assert.match(hashes[0] ?? "", /^[0-9a-f]{16}$/);
});
