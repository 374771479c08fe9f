import assert from "node:assert/strict";

const probe = `
import { dropRights } from "cli/rights.ts";
dropRights(["read"]);
const kinds = ["read", "write", "net", "run", "ffi", "sys"];
const states = kinds.map((name) => name + "=" + Deno.permissions.querySync({ name }).state);
console.log(states.join(" "));
dropRights(["read"]);
`;

async function runProbe(flags: readonly string[]): Promise<string> {
  const root = new URL("../../", import.meta.url).pathname;
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(file, probe);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--config", `${root}deno.json`, ...flags, file],
    cwd: root,
  }).output();
  await Deno.remove(file);
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim();
}

Deno.test("dropRights() leaves nothing but what is kept", async () => {
  // "prompt" is what a revoked right reads as; with --no-prompt using it is refused.
  const kept = "read=granted write=prompt net=prompt run=prompt ffi=prompt sys=prompt";
  assert.equal(await runProbe(["-A"]), kept);
  assert.equal(await runProbe(["--allow-read", "--allow-net"]), kept);
});
