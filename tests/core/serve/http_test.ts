import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import { createHub, type Hub, serveViewers, type ViewServer } from "core/serve/mod.ts";

const content = new Uint8Array(700_000).map((_, i) => (i * 2654435761) >>> 13);
const access = { token: "t", origins: ["https://viewer.example"] };

async function serving(job: (server: ViewServer, hub: Hub) => Promise<void>): Promise<void> {
  const hub = createHub({
    info: { name: "n", sessionId: "s", capabilities: ["time"], spanNs: null, metadata: {} },
    maxViewers: 1,
    maxWaitingBytes: 1e6,
    onDemand: () => {},
    onPlayback: null,
  });
  const file = {
    name: "a run.mcap",
    size: content.length,
    read: (offset: number, into: Uint8Array) => {
      const piece = content.subarray(offset, offset + into.length);
      into.set(piece);
      return piece.length;
    },
  };
  const server = unwrap(serveViewers({ port: 0, access, hub, files: [file] }));
  try {
    await job(server, hub);
  } finally {
    await server.close();
  }
}

Deno.test("serveViewers() serves a file whole and in ranges, with what browsers ask for", async () => {
  await serving(async ({ port }) => {
    const url = `http://127.0.0.1:${port}/a%20run.mcap?token=t`;
    const whole = await fetch(url);
    assert.deepEqual(new Uint8Array(await whole.arrayBuffer()), content);
    assert.equal(whole.headers.get("accept-ranges"), "bytes");
    const headers = { range: "bytes=300000-599999", origin: "https://viewer.example" };
    const part = await fetch(url, { headers });
    assert.equal(part.status, 206);
    assert.equal(part.headers.get("content-range"), "bytes 300000-599999/700000");
    assert.equal(part.headers.get("access-control-allow-origin"), "https://viewer.example");
    assert.match(part.headers.get("access-control-expose-headers") ?? "", /accept-ranges/);
    assert.deepEqual(new Uint8Array(await part.arrayBuffer()), content.subarray(300_000, 600_000));
    const outside = await fetch(url, { headers: { range: "bytes=700000-" } });
    assert.equal(outside.status, 416);
    await outside.body?.cancel();
    const head = await fetch(url, { method: "HEAD" });
    assert.equal(head.headers.get("content-length"), "700000");
    await head.body?.cancel();
  });
});

Deno.test("serveViewers() refuses without token and from foreign pages", async () => {
  await serving(async ({ port }) => {
    const url = `http://127.0.0.1:${port}/a%20run.mcap`;
    const statuses: number[] = [];
    for (
      const [address, origin] of [
        [url, null],
        [`${url}?token=x`, null],
        [`${url}?token=t`, "https://evil.example"],
        [`http://127.0.0.1:${port}/other?token=t`, null],
        [`http://127.0.0.1:${port}/?token=t`, null],
      ] as const
    ) {
      const answer = await fetch(address, origin === null ? {} : { headers: { origin } });
      statuses.push(answer.status);
      await answer.body?.cancel();
    }
    assert.deepEqual(statuses, [401, 401, 403, 404, 200]);
  });
});

function open(port: number, protocols: string[]): Promise<WebSocket | null> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/?token=t`, protocols);
  socket.binaryType = "arraybuffer";
  return new Promise((resolve) => {
    socket.onopen = () => resolve(socket);
    socket.onerror = () => resolve(null);
  });
}

function closed(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => {
    socket.onclose = ({ code }) => resolve(code);
  });
}

Deno.test("serveViewers() speaks to clients of both names of the protocol", async () => {
  await serving(async ({ port }, hub) => {
    assert.equal(await open(port, ["other"]), null);
    for (const name of ["foxglove.sdk.v1", "foxglove.websocket.v1"]) {
      const socket = await open(port, [name]);
      assert.ok(socket !== null);
      assert.equal(socket.protocol, name);
      const first = await new Promise((resolve) => {
        socket.onmessage = ({ data }) => resolve(data);
      });
      assert.match(String(first), /"op":"serverInfo"/);
      const second = await open(port, [name]);
      assert.ok(second !== null);
      assert.equal(await closed(second), 1013);
      socket.close();
      await closed(socket);
    }
    assert.equal(hub.counts.viewers, 0);
  });
});

Deno.test("serveViewers() says that a port is taken", async () => {
  await serving(({ port }, hub) => {
    const second = serveViewers({ port, access, hub, files: [] });
    assert.ok(!second.ok);
    assert.equal(second.fault.code, "LINK_PORT");
    return Promise.resolve();
  });
});
