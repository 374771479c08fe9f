/** A recording process is killed at 50 random moments: at most one flush period and 5 ms are lost. */
import assert from "node:assert/strict";
import { readMessages } from "core/record/mod.ts";

const kills = 50;
const boundMs = 20 + 5;
const worker = new URL("./record_kill_worker.ts", import.meta.url).pathname;

/** Kills a recording at a random moment; returns the time of the last message that it was told. */
async function killOne(folder: string): Promise<number> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", worker, folder],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let told = new Uint8Array(0);
  let timer: ReturnType<typeof setTimeout> | null = null;
  for await (const piece of child.stdout) {
    if (told.length === 0) {
      timer = setTimeout(() => child.kill("SIGKILL"), 50 + Math.random() * 200);
    }
    told = new Uint8Array([...told, ...piece]);
  }
  await child.status;
  if (timer !== null) clearTimeout(timer);
  const whole = told.length - told.length % 8;
  return new DataView(told.buffer).getFloat64(whole - 8);
}

Deno.test(`${kills} kills of a recording process lose at most ${boundMs} ms, and leave no gap`, async () => {
  for (let kill = 0; kill < kills; kill++) {
    const folder = await Deno.makeTempDir();
    const toldMs = await killOne(folder);
    const bytes = await Deno.readFile(`${folder}/20260101T000000Z-kill-000.mcap`);
    await Deno.remove(folder, { recursive: true });
    let lastMs = 0;
    let count = 0;
    for (const { data, damaged } of readMessages(bytes, { topics: ["/log"] })) {
      const view = new DataView(data.buffer, data.byteOffset);
      assert.equal(damaged, false);
      assert.equal(view.getUint32(8), count, `kill ${kill}: a gap`);
      lastMs = view.getFloat64(0);
      count++;
    }
    assert.ok(toldMs - lastMs <= boundMs, `kill ${kill} lost ${toldMs - lastMs} ms`);
  }
});
