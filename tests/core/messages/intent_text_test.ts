/** The lane's reading of an intent: INTERFACES.md section 3, field by field, and what hostile senders try. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  agents,
  hasDuration,
  hasYaw,
  idText,
  intentActions,
  makeId,
  noTarget,
  numberOf,
  parseIdText,
  readIntent,
  reasonCode,
  sources,
} from "core/messages/mod.ts";
import { runs } from "tests/tier.ts";

const names = { places: ["bay", "dock"], relays: ["hatch", "horn"] };
const id = makeId(1000, 1, 2, 3);
const lane = {
  source: numberOf(sources, "brain"),
  agent: numberOf(agents, "model"),
  nowNs: 5e9,
  id,
};
const read = (raw: unknown) => readIntent(raw, lane, names);
const code = (raw: unknown) => reasonCode(read(raw).record.defect);
const other = "01900000-0000-7000-8000-000000000009";

/** One good intent for each action. */
const good: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  stop: {},
  cancel: { intentId: other },
  wait: { durationMs: 100 },
  drive: { linearMps: 0.1, angularRadps: -0.2, durationMs: 300 },
  goto: { x: 1, y: 2 },
  turn: { angleRad: 1.5 },
  dock: {},
  move_end_effector: { x: 1, y: 2, z: 3 },
  gripper: { widthM: 0.1 },
  set_joint: { joint: "elbow", positionRad: 1 },
  trigger_relay: { relayId: "horn", state: "on" },
  say: { text: "hello" },
  look: { camera: "front" },
  ask_human: { question: "which?", timeoutMs: 1000, fallback: "none" },
  remember: { subject: "a", predicate: "b", value: "c" },
  message_peer: { robotId: "r2", message: "hi" },
  broadcast_fleet: { message: { any: 1 } },
  post_task: { title: "t", description: "d" },
  mission: { state: "done", reason: "all seen" },
};

Deno.test("readIntent() knows every action of the vocabulary", () => {
  assert.deepEqual(Object.keys(good).sort(), intentActions.slice(1).slice().sort());
});

for (const [action, fields] of Object.entries(good)) {
  Deno.test(`readIntent() takes ${action} with the fields it needs`, () => {
    const { record, field } = read({ action, ...fields });
    assert.deepEqual([reasonCode(record.defect), field], ["NONE", ""]);
    assert.equal(record.action, numberOf(intentActions, action));
    assert.deepEqual([record.source, record.agent], [lane.source, lane.agent]);
    assert.deepEqual([record.id0, record.id3], [id.id0, id.id3]);
    assert.deepEqual([record.issuedAtNs, record.ttlMs], [5e9, 1000]);
  });

  Deno.test(`readIntent() refuses ${action} with a field that is not its own`, () => {
    for (const extra of ["speed", "Action", "linear_mps", "x ", "constructor", "toString"]) {
      const { record, field } = read({ action, ...fields, [extra]: 1 });
      assert.equal(reasonCode(record.defect), "GATE_UNKNOWN_FIELD", extra);
      assert.equal(field, extra);
    }
  });

  Deno.test(`readIntent() refuses ${action} without one of its fields, or with another type`, () => {
    for (const key of Object.keys(fields)) {
      const rest = Object.entries({ action, ...fields }).filter(([name]) => name !== key);
      assert.equal(code(Object.fromEntries(rest)), "GATE_MISSING_FIELD", key);
      assert.equal(code({ action, ...fields, [key]: undefined }), "GATE_MISSING_FIELD", key);
      for (const wrong of [null, [], true, Symbol.iterator.toString]) {
        assert.notEqual(code({ action, ...fields, [key]: wrong }), "NONE", `${key} ${wrong}`);
      }
      if (typeof fields[key] !== "number") continue;
      assert.equal(code({ action, ...fields, [key]: String(fields[key]) }), "GATE_FIELD_TYPE", key);
      for (const bad of [NaN, Infinity, -Infinity]) {
        assert.equal(code({ action, ...fields, [key]: bad }), "GATE_NOT_FINITE", key);
      }
    }
  });
}

Deno.test("readIntent() refuses a sender that stamps itself", () => {
  assert.equal(code({ action: "stop", source: "operator" }), "GATE_STAMPED_FIELD");
  assert.equal(code({ action: "stop", agent: 4 }), "GATE_STAMPED_FIELD");
});

Deno.test("readIntent() puts each argument where the kernel looks for it", () => {
  const drive = read({
    action: "drive",
    linearMps: 0.1,
    lateralMps: 0.2,
    angularRadps: 0.3,
    durationMs: 400,
  }).record;
  assert.deepEqual([drive.x, drive.y, drive.z, drive.durationMs], [0.1, 0.2, 0.3, 400]);
  assert.equal(drive.has & hasDuration, hasDuration);
  const point = read({ action: "goto", x: 1, y: 2, yawRad: 3, frame: "map" }).record;
  assert.deepEqual([point.x, point.y, point.yawRad, point.has & hasYaw], [1, 2, 3, hasYaw]);
  assert.equal(point.target, noTarget);
  const place = read({ action: "goto", place: "dock" }).record;
  assert.deepEqual([place.target, place.has & hasYaw], [1, 0]);
  const relay = read({ action: "trigger_relay", relayId: "horn", state: "off" }).record;
  assert.deepEqual([relay.target, relay.x, relay.has], [1, 0, 0]);
  const cancel = read({ action: "cancel", intentId: other }).record;
  assert.deepEqual([cancel.ref0, cancel.ref3], [0x01900000, 9]);
  const mission = read({ action: "mission", state: "failed", reason: "lost" }).record;
  assert.equal(mission.x, 0);
});

Deno.test("readIntent() takes the common fields, each with its type", () => {
  const { record } = read({
    action: "stop",
    id: other,
    issuedAtNs: 77,
    ttlMs: 88,
    missionId: "m1",
  });
  assert.deepEqual([record.defect, record.id3, record.issuedAtNs, record.ttlMs], [0, 9, 77, 88]);
  for (
    const [field, bad] of [["id", "x"], ["id", 5], ["ttlMs", "9"], ["issuedAtNs", null]] as const
  ) {
    assert.equal(code({ action: "stop", [field]: bad }), "GATE_FIELD_TYPE", field);
  }
  for (const bad of [5, {}, "m".repeat(5000)]) {
    assert.equal(code({ action: "stop", missionId: bad }), "GATE_FIELD_TYPE");
  }
});

const odd: readonly (readonly [string, unknown, string])[] = [
  ["no object", null, "GATE_SCHEMA"],
  ["a list", [{ action: "stop" }], "GATE_SCHEMA"],
  ["a text", "stop", "GATE_SCHEMA"],
  ["no action", {}, "GATE_MISSING_FIELD"],
  ["an action that is none", { action: "fly" }, "GATE_UNKNOWN_ACTION"],
  ["an action of another type", { action: 1 }, "GATE_FIELD_TYPE"],
  ["an action out of the prototype", { action: "constructor" }, "GATE_UNKNOWN_ACTION"],
  ["__proto__ as an action", { action: "__proto__" }, "GATE_UNKNOWN_ACTION"],
  ["the empty action of the vocabulary", { action: "none" }, "GATE_UNKNOWN_ACTION"],
  ["a goto to nowhere", { action: "goto" }, "GATE_MISSING_FIELD"],
  ["half a point", { action: "goto", x: 1 }, "GATE_MISSING_FIELD"],
  ["place and point", { action: "goto", x: 1, y: 1, place: "bay" }, "GATE_SCHEMA"],
  ["place and half a point", { action: "goto", y: 1, place: "bay" }, "GATE_SCHEMA"],
  ["a place that is none", { action: "goto", place: "moon" }, "GATE_UNKNOWN_NAME"],
  ["a place out of the prototype", { action: "goto", place: "length" }, "GATE_UNKNOWN_NAME"],
  ["another frame", { action: "goto", x: 1, y: 1, frame: "odom" }, "GATE_UNKNOWN_NAME"],
  [
    "a relay that is none",
    { ...good["trigger_relay"], action: "trigger_relay", relayId: "x" },
    "GATE_UNKNOWN_NAME",
  ],
  [
    "a state that is none",
    { action: "trigger_relay", relayId: "horn", state: "ON" },
    "GATE_FIELD_TYPE",
  ],
  ["too long a text", { action: "say", text: "x".repeat(4097) }, "GATE_FIELD_TYPE"],
  [
    "too many options",
    { ...good["ask_human"], action: "ask_human", options: Array(17).fill("a") },
    "GATE_FIELD_TYPE",
  ],
  ["a cancel of no id", { action: "cancel", intentId: "all" }, "GATE_FIELD_TYPE"],
];
for (const [says, raw, expected] of odd) {
  Deno.test(`readIntent() of ${says} is ${expected}`, () => assert.equal(code(raw), expected));
}

const json: readonly (readonly [string, string, string])[] = [
  ["1e400", '{"action":"turn","angleRad":1e400}', "GATE_NOT_FINITE"],
  ["-1e400", '{"action":"turn","angleRad":-1e400}', "GATE_NOT_FINITE"],
  ["a key __proto__", '{"action":"stop","__proto__":{"x":1}}', "GATE_UNKNOWN_FIELD"],
  ["fields inside __proto__", '{"action":"turn","__proto__":{"angleRad":1}}', "GATE_UNKNOWN_FIELD"],
  ["a number as text", '{"action":"turn","angleRad":"1"}', "GATE_FIELD_TYPE"],
  [
    "a repeated key, of which the last counts",
    '{"action":"say","action":"turn","angleRad":1}',
    "NONE",
  ],
];
for (const [says, text, expected] of json) {
  Deno.test(`readIntent() of JSON with ${says} is ${expected}`, () => {
    assert.equal(code(JSON.parse(text)), expected);
    assert.equal(Reflect.get({}, "x"), undefined, "nothing leaks into prototypes");
  });
}

Deno.test("readIntent() never throws and never lets a number through that is not finite", () => {
  const field = fc.constantFrom(
    "action",
    "id",
    "ttlMs",
    "issuedAtNs",
    "x",
    "y",
    "z",
    "place",
    "linearMps",
    "angularRadps",
    "durationMs",
    "intentId",
    "angleRad",
    "source",
    "relayId",
    "state",
    "text",
    "__proto__",
  );
  const value = fc.oneof(
    fc.anything(),
    fc.constantFrom(...intentActions, "bay", "on", other, NaN, Infinity, 1e308),
  );
  const raw = fc.oneof(fc.anything(), fc.dictionary(field, value));
  const check = (given: unknown) => {
    const { record } = read(given);
    const sum = record.x + record.y + record.z + record.yawRad + record.durationMs +
      record.ttlMs + record.issuedAtNs;
    assert.ok(record.defect !== 0 || !Number.isNaN(sum));
    assert.deepEqual([record.source, record.agent], [lane.source, lane.agent]);
  };
  fc.assert(fc.property(raw, check), runs(1500, 30_000));
});

Deno.test("idText() and parseIdText() are each other's reverse, for any id", () => {
  const word = fc.integer({ min: 0, max: 0xffffffff });
  const check = (id0: number, id1: number, id2: number, id3: number) => {
    const words = { id0, id1, id2, id3 };
    assert.deepEqual(parseIdText(idText(words)), words);
    assert.deepEqual(parseIdText(idText(words).toUpperCase()), words);
  };
  fc.assert(fc.property(word, word, word, word, check), runs(300, 5000));
});

Deno.test("makeId() gives UUIDs of version 7 that sort by their time", () => {
  const time = fc.integer({ min: 0, max: 2 ** 47 });
  const word = fc.integer({ min: 0, max: 0xffffffff });
  const check = (ms: number, a: number, b: number, c: number) => {
    const text = idText(makeId(ms, a, b, c));
    assert.match(text, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(parseInt(text.slice(0, 8) + text.slice(9, 13), 16), ms);
    assert.ok(idText(makeId(ms + 1, 0, 0, 0)) > text);
  };
  fc.assert(fc.property(time, word, word, word, check), runs(300, 5000));
});

Deno.test("parseIdText() takes no other text for an id", () => {
  for (
    const bad of [
      "",
      other.slice(1),
      `${other}0`,
      other.replaceAll("-", ""),
      `{${other}}`,
      other.replace("0", "g"),
    ]
  ) {
    assert.equal(parseIdText(bad), null, bad);
  }
});

Deno.test("readIntent() refuses to look without a camera and to speak where nobody hears", () => {
  const of = (raw: unknown, more: object) =>
    reasonCode(readIntent(raw, lane, { ...names, ...more }).record.defect);
  const none = { cameras: [], peers: [] };
  const some = { cameras: ["front"], peers: ["r2"] };
  const look = { action: "look", camera: "front" };
  const tell = { action: "message_peer", robotId: "r2", message: "hi" };
  const all = { action: "broadcast_fleet", message: "hi" };
  for (const raw of [look, tell, all]) {
    assert.equal(of(raw, none), "GATE_NOT_SUPPORTED");
    assert.equal(of(raw, some), reasonCode(0));
  }
  assert.equal(of({ ...look, camera: "rear" }, some), "GATE_UNKNOWN_NAME");
  assert.equal(of({ ...tell, robotId: "r3" }, some), "GATE_UNKNOWN_NAME");
});
