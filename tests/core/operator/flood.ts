/**
 * A process that floods sockets and reads nothing, until it is ended: `flood.ts PATH LINE COUNT
 * [PATH LINE COUNT ...]`. A peer that is let go comes back.
 *
 * @module
 */

async function floodOnce(path: string, bytes: Uint8Array): Promise<void> {
  const conn = await Deno.connect({ transport: "unix", path });
  try {
    for (;;) await conn.write(bytes);
  } finally {
    conn.close();
  }
}

async function flood(path: string, bytes: Uint8Array): Promise<never> {
  for (let ended = 0;; ended++) {
    await floodOnce(path, bytes).catch(() => ended);
    await new Promise<void>((done) => setTimeout(done, 20));
  }
}

if (import.meta.main) {
  const words = [...Deno.args];
  while (words.length >= 3) {
    const [path = "", line = "", count = "1"] = words.splice(0, 3);
    const bytes = new TextEncoder().encode(`${line}\n`.repeat(200));
    for (let i = 0; i < Number(count); i++) flood(path, bytes);
  }
}
