import assert from "node:assert/strict";
import { cliFile, runMechos } from "./run_cli.ts";

Deno.test("sim --realtime --serve shows the run to whoever has the token", async () => {
  const args = ["sim", "sim/scenarios/demo.yaml", "--realtime", "--serve", "0"];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", cliFile, ...args],
    cwd: new URL("../../", import.meta.url).pathname,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const lines = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  try {
    let said = "";
    while (!said.includes("token=")) {
      const { value, done } = await lines.read();
      assert.ok(!done, said);
      said += value;
    }
    const url = /ws:\/\/\S+?token=[0-9a-f]{32}/.exec(said)?.[0] ?? "";
    const socket = new WebSocket(url, ["foxglove.websocket.v1"]);
    socket.binaryType = "arraybuffer";
    const topics = new Map<number, string>();
    const heard = new Set<string>();
    await new Promise<void>((resolve, reject) => {
      socket.onerror = () => reject(new Error("the viewer was refused"));
      socket.onmessage = ({ data }) => {
        if (typeof data === "string") {
          const subscriptions: { id: number; channelId: number }[] = [];
          for (const { id, topic } of JSON.parse(data).channels ?? []) {
            topics.set(id, topic);
            subscriptions.push({ id, channelId: id });
          }
          if (subscriptions.length > 0) {
            socket.send(JSON.stringify({ op: "subscribe", subscriptions }));
          }
          return;
        }
        const view = new DataView(data);
        if (view.getUint8(0) === 1) heard.add(topics.get(view.getUint32(1, true)) ?? "");
        if (heard.has("/world/map") && heard.has("/tf") && heard.has("/kernel/command")) resolve();
      };
    });
    socket.close();
  } finally {
    child.kill("SIGKILL");
    await lines.cancel();
    await child.status;
  }
});

Deno.test("sim --serve refuses what it cannot show", async () => {
  for (const more of [[], ["--realtime", "--seeds", "1..2"]]) {
    const run = await runMechos(["sim", "sim/scenarios/demo.yaml", "--serve", "0", ...more]);
    assert.equal(run.code, 2, run.err);
    assert.match(run.err, /CLI_USAGE/);
  }
});
