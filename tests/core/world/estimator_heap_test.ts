import assert from "node:assert/strict";

Deno.test("steps of the estimator keep nothing on the heap, and what V8 boxes on the way is bounded", async () => {
  const probe = new URL("estimator_heap_probe.ts", import.meta.url).pathname;
  const { stdout, success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--v8-flags=--expose-gc,--min-semi-space-size=64", probe],
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  const [keptBytes, bytesPerStep] = new TextDecoder().decode(stdout).split(" ").map(Number);
  assert.ok((keptBytes ?? Infinity) < 65_536, `keeps ${keptBytes} bytes after 200,000 steps`);
  // No object is made; fractions handed from function to function are boxed, some 20 a step.
  assert.ok((bytesPerStep ?? Infinity) < 600, `makes ${bytesPerStep} bytes of garbage a step`);
});
