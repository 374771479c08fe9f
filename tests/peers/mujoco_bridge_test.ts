/**
 * The planar physics against MuJoCo behind the bridge: the same kernel drives straight, a circle and
 * a slalom in both, and stops before the same post.
 *
 * @module
 */
import assert from "node:assert/strict";
import { assertStopsAtPost, assertTwins } from "tests/sim/engine/courses.ts";
import { peerPython } from "./peer_tools.ts";

/** Starts the bridge, waits for its port, and ends it after `use`. */
async function withBridge(python: string, use: (url: string) => Promise<void>): Promise<void> {
  const script = new URL("../../sim/bridges/mujoco_bridge.py", import.meta.url).pathname;
  const child = new Deno.Command(python, {
    args: [script, "--port", "0"],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  try {
    const { value = "" } = await reader.read();
    const url = /ws:\/\/[\d.:]+/.exec(value)?.[0];
    assert.ok(url !== undefined, `the bridge said "${value}"`);
    await use(url);
  } finally {
    await reader.cancel();
    child.kill("SIGTERM");
    await child.status;
  }
}

const python = peerPython("mujoco", "websockets");
const behind = (url: string) => ({ "sim.engine": "external", "sim.url": url });

Deno.test({
  name: "MuJoCo behind the bridge agrees with the planar physics on straight, circle and slalom",
  ignore: python === null, // #7: a machine without PyPI passes
  fn: () => withBridge(python ?? "", (url) => assertTwins(behind(url))),
});

Deno.test({
  name: "the same post stops the robot in MuJoCo, twice with the same hash",
  ignore: python === null, // #7: a machine without PyPI passes
  fn: () => withBridge(python ?? "", (url) => assertStopsAtPost(behind(url))),
});
