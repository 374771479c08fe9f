import assert from "node:assert/strict";
import { configureLog, createLog, intentIdField, type LogOptions } from "core/telemetry/mod.ts";

function lines(options: Partial<LogOptions>, say: (log: ReturnType<typeof createLog>) => void) {
  const written: string[] = [];
  configureLog({
    level: "info",
    format: "json",
    color: false,
    thread: "main",
    write: (line) => written.push(line),
    ...options,
  });
  say(createLog());
  return written;
}

Deno.test("log lines have one schema as JSON", () => {
  const [line = "", ...more] = lines({}, (log) => {
    log.info("gate.refused", 'Intent "x" refused', { [intentIdField]: "0190", limit: 2 });
    log.debug("quiet", "not shown");
  });
  assert.equal(more.length, 0);
  const { ts, ...rest }: Record<string, unknown> = JSON.parse(line);
  assert.match(String(ts), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.deepEqual(rest, {
    level: "info",
    thread: "main",
    event: "gate.refused",
    msg: 'Intent "x" refused',
    fields: { "mechos.intent.id": "0190", limit: 2 },
  });
});

Deno.test("log lines in pretty form are one line without control characters", () => {
  const [line = ""] = lines(
    { format: "pretty" },
    (log) => log.warning("e", "a\nb\x1b[2J", { k: 1 }),
  );
  assert.match(line, /^\d\d:\d\d:\d\d\.\d{3} warning main e: a·b·\[2J k=1$/);
});

Deno.test("log lines stay under 8 kB and stay JSON", () => {
  const [line = ""] = lines({}, (log) => log.error("e", "x".repeat(20_000)));
  assert.ok(line.length <= 8192);
  assert.equal(JSON.parse(line).event, "e");
});
