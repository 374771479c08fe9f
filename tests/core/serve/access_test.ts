import assert from "node:assert/strict";
import { judgeAccess, tokenOf } from "core/serve/access.ts";
import { readByteRange } from "core/serve/byte_range.ts";

const rules = { token: "secret", origins: ["https://viewer.example"] };
const facts = { host: "127.0.0.1:8765", origin: null, authorization: null, token: "secret" };

Deno.test("judgeAccess() lets in who shows the token, in the address or as a header", () => {
  assert.equal(judgeAccess(rules, facts), null);
  const header = { ...facts, token: null, authorization: "Bearer secret" };
  assert.equal(judgeAccess(rules, header), null);
  assert.equal(judgeAccess(rules, { ...facts, host: "[::1]:1" }), null);
});

Deno.test("judgeAccess() refuses wrong tokens, foreign pages and rebound names", () => {
  for (const token of [null, "", "secre", "secretx", "Secret"]) {
    assert.equal(judgeAccess(rules, { ...facts, token })?.status, 401);
  }
  assert.equal(judgeAccess({ ...rules, token: "" }, { ...facts, token: "" })?.status, 401);
  const origins = [
    "https://evil.example",
    "https://viewer.example.evil",
    "null",
    "http://10.0.0.1",
  ];
  for (const origin of [...origins, "http://127.0.0.1.evil.example"]) {
    assert.equal(judgeAccess(rules, { ...facts, origin })?.status, 403, origin);
  }
  for (const host of [null, "evil.example", "127.0.0.1.evil.example:8765"]) {
    assert.equal(judgeAccess(rules, { ...facts, host })?.status, 403, String(host));
  }
});

Deno.test("judgeAccess() lets in listed pages and pages of this machine", () => {
  for (const origin of ["https://viewer.example", "http://localhost:8080", "http://[::1]:5"]) {
    assert.equal(judgeAccess(rules, { ...facts, origin }), null, origin);
  }
});

Deno.test("tokenOf() writes every byte", () => {
  assert.equal(tokenOf(new Uint8Array([0, 15, 255])), "000fff");
});

Deno.test("readByteRange() reads one range as the standard has it", () => {
  const part = (start: number, end: number) => ({ kind: "part", start, end });
  assert.deepEqual(readByteRange("bytes=0-7", 100), part(0, 8));
  assert.deepEqual(readByteRange("bytes=90-", 100), part(90, 100));
  assert.deepEqual(readByteRange("bytes=90-1000", 100), part(90, 100));
  assert.deepEqual(readByteRange("bytes=-5", 100), part(95, 100));
  assert.deepEqual(readByteRange("bytes=-500", 100), part(0, 100));
  assert.deepEqual(readByteRange("bytes=100-", 100), { kind: "outside" });
  assert.deepEqual(readByteRange("bytes=-0", 100), { kind: "outside" });
  for (const header of [null, "bytes=-", "bytes=5-2", "items=0-1", "bytes=0-1,4-5"]) {
    assert.deepEqual(readByteRange(header, 100), { kind: "all" }, String(header));
  }
});
