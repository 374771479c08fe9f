/** `mechos teleop` by keys, on a real terminal: socat gives it a pty of its own. */
import assert from "node:assert/strict";
import { type Host, withHost } from "tests/core/operator/start_host.ts";
import { cliFile, runMechos } from "tests/cli/run_cli.ts";
import { hasProgram } from "./peer_tools.ts";

/** The command on a pty: what is written are its keys, what is read is its screen. */
function onTerminal(folder: string) {
  const command = `${Deno.execPath()} run -A --quiet ${cliFile} teleop`;
  const child = new Deno.Command("socat", {
    args: ["-t", "5", "STDIO", `EXEC:"${command}",pty,setsid,ctty,stderr`],
    env: { XDG_RUNTIME_DIR: folder },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const keys = child.stdin.getWriter();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let screen = "";
  return {
    until: async (what: RegExp): Promise<void> => {
      while (!what.test(screen)) {
        const { done, value } = await reader.read();
        assert.ok(!done, `not on the screen: ${what}\n${screen}`);
        screen += value;
      }
    },
    press: async (key: string): Promise<void> => {
      await keys.write(new TextEncoder().encode(key));
    },
    end: async (): Promise<void> => {
      await keys.close();
      await reader.cancel();
      await child.status;
    },
  };
}

async function until(what: string, host: Host, seen: (look: Record<string, unknown>) => boolean) {
  let look = await host.look();
  const end = performance.now() + 10_000;
  while (!seen(look) && performance.now() < end) look = await host.look();
  assert.ok(seen(look), `${what}: ${JSON.stringify(look)}`);
}

Deno.test({
  name: "teleop by keys: a press drives for 400 ms, x gives the lease back, E latches",
  ignore: !hasProgram("socat"), // #4: a machine without Debian's packages passes
  fn: async () => {
    await withHost(async (host, folder) => {
      const env = { XDG_RUNTIME_DIR: folder };
      assert.equal((await runMechos(["wait", "--mode", "idle"], { env })).code, 0);
      const terminal = onTerminal(folder);
      await terminal.until(/Keys are no dead-man switch/);
      await until("the lease", host, ({ mode }) => mode === "manual");
      await terminal.press("w");
      await until("it drives", host, ({ speedMps }) => Number(speedMps) > 0.05);
      // Nobody presses any more: it stands by itself, at the capped speed until then.
      await until("it stands", host, ({ speedMps }) => Math.abs(Number(speedMps)) < 1e-3);
      const { x } = await host.look();
      await terminal.press("\x1b[B");
      await until("it backs", host, (look) => Number(look["x"]) < Number(x) - 0.01);
      await terminal.press("x");
      await until("the lease is back", host, ({ mode }) => mode === "idle");
      await terminal.end();
      assert.deepEqual((await host.look())["violations"], []);

      const again = onTerminal(folder);
      await again.until(/Keys are no dead-man switch/);
      await until("the lease", host, ({ mode }) => mode === "manual");
      await again.press("E");
      await again.until(/E-stop 1/);
      await until("latched", host, ({ mode }) => mode === "estop");
      await again.press("x");
      await again.end();
    });
  },
});
