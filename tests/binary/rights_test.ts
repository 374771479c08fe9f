/** The table of rights, proven in the binary by trying what each thread may not do. */
import assert from "node:assert/strict";
import { mechos } from "./mechos.ts";

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

Deno.test("doctor: each thread tries what is forbidden to it, and is refused", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const { stdout } = await mechos([
      "doctor",
      "--quick",
      "--json",
      "--config",
      "sim/robots/rover.yaml",
      "--set",
      `record.folder=${folder}/recordings`,
      "--set",
      `run.stateFolder=${folder}/state`,
      "--set",
      `run.socket=${folder}/rover.sock`,
      "--allow-path",
      folder,
    ]);
    const found: unknown = JSON.parse(stdout);
    assert.ok(isRecord(found) && Array.isArray(found["threads"]), stdout);
    const names = found["threads"].map((thread) => isRecord(thread) ? thread["thread"] : "");
    const all = "supervisor,kernel,hal,recorder,operator,link,brain,store";
    for (const name of all.split(",")) {
      assert.ok(names.includes(name), `${name} was tried`);
    }
    for (const thread of found["threads"]) {
      assert.ok(isRecord(thread) && isRecord(thread["tried"]));
      for (const [deed, outcome] of Object.entries(thread["tried"])) {
        assert.equal(outcome, "denied", `${String(thread["thread"])} may ${deed}`);
      }
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
