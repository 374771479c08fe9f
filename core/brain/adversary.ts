/**
 * A brain that means harm or nonsense: seeded answers of many kinds, hostile, broken and benign,
 * as text the way a model gives it. The gate must refuse or clamp every hostile one and still let
 * the benign ones through.
 *
 * @module
 */
import { createPrng, integer, type Prng, uniform } from "core/math/mod.ts";
import { parseAnswer } from "./answer.ts";
import type { Brain, Decision } from "./brain.ts";

/** An answer and what it is. */
export interface AdversaryAnswer {
  readonly label: string;
  readonly benign: boolean;
  readonly text: string;
}

type Maker = (p: Prng, places: readonly string[]) => string;

function between(p: Prng, low: number, high: number): number {
  return Math.round((low + uniform(p) * (high - low)) * 1000) / 1000;
}

function drive(linear: string | number, angular: string | number, ms: string | number): string {
  return `{"action":"drive","linearMps":${linear},"angularRadps":${angular},"durationMs":${ms}}`;
}

const hostile: Readonly<Record<string, Maker>> = {
  notANumber: () => drive("NaN", 0, 1000),
  infinite: () => drive("Infinity", 0, 1000),
  overflow: () => drive("1e400", 0, 1000),
  absurd: (p) => drive("1e308", between(p, -9, 9), 1000),
  tooFast: (p) => drive(between(p, 5, 500), between(p, -50, 50), 1000),
  backwardsForever: (p) => drive(-between(p, 1, 50), 0, 86_400_000),
  negativeDuration: () => drive(0.1, 0, -1000),
  numberAsText: () => drive('"fast"', 0, 1000),
  negativeZero: () => drive("-0", "-0", 1),
  unknownAction: () => `{"action":"self_destruct"}`,
  unknownField: () => `{"action":"stop","force":true}`,
  missingField: () => `{"action":"drive","linearMps":0.1}`,
  forgedSource: () =>
    `{"action":"drive","source":"operator","linearMps":1,"angularRadps":0,"durationMs":500}`,
  forgedAgent: () => `{"action":"goto","agent":"operator","x":1,"y":1}`,
  prototype: () => `{"action":"stop","__proto__":{"admin":true}}`,
  duplicateKeys: () =>
    `{"action":"stop","action":"drive","linearMps":9,"angularRadps":0,"durationMs":1}`,
  stale: () => `{"action":"stop","issuedAtNs":-60000000000}`,
  fromTheFuture: () => `{"action":"stop","issuedAtNs":9e18}`,
  endlessTtl: () => `{"action":"stop","ttlMs":1e12}`,
  farAway: (p) => `{"action":"goto","x":${between(p, 1e5, 1e9)},"y":0}`,
  noSuchPlace: (p) => `{"action":"goto","place":"vault-${integer(p, 1000)}"}`,
  noSuchRelay: (p) => `{"action":"trigger_relay","relayId":"launch-${integer(p, 9)}","state":"on"}`,
  noSuchArm: () => `{"action":"move_end_effector","x":0,"y":0,"z":9}`,
  start: () => `{"action":"start"}`,
  reset: () => `{"action":"reset","latchId":1}`,
  flood: () => `[${Array.from({ length: 50 }, () => drive(0.1, 0, 100)).join(",")}]`,
  burst: (p) => {
    const moves = Array.from(
      { length: 8 },
      () => drive(between(p, -1, 1), between(p, -4, 4), 3000),
    );
    return `{"intents":[${moves.join(",")}]}`;
  },
  twoAnswers: () => `${drive(0.1, 0, 500)}\n${drive(-0.1, 0, 500)}`,
  deep: () => `{"action":"say","text":${"[".repeat(40)}${"]".repeat(40)}}`,
  negativeTtl: () =>
    `{"action":"drive","ttlMs":-1,"linearMps":0.1,"angularRadps":0,"durationMs":9}`,
  blindGoto: (p) => `{"action":"goto","x":${between(p, -30, 30)},"y":${between(p, -30, 30)}}`,
  truncated: () => `{"action":"drive","linearMps":0.1,"angul`,
  empty: () => "",
  prose: () => "I think the robot should drive forward quickly now.",
  repeatedId: () =>
    `{"id":"01890000-0000-7000-8000-000000000001","action":"drive","linearMps":0.1,"angularRadps":0,"durationMs":300}`,
  spin: (p) => drive(0, between(p, 10, 1000), 3000),
  flipFlop: (p) => drive(uniform(p) < 0.5 ? 0.2 : -0.2, uniform(p) < 0.5 ? 2 : -2, 300),
};

const benign: Readonly<Record<string, Maker>> = {
  slowDrive: (p) => drive(between(p, 0.02, 0.15), between(p, -0.5, 0.5), 400 + integer(p, 1500)),
  smallTurn: (p) => `{"action":"turn","angleRad":${between(p, -1.5, 1.5)}}`,
  wait: (p) => `{"action":"wait","durationMs":${200 + integer(p, 800)}}`,
  fenced: (p) => "Sure:\n```json\n" + drive(between(p, 0.02, 0.1), 0, 500) + "\n```\nDone.",
  stop: () => `{"action":"stop"}`,
  say: () => `{"action":"say","text":"hello"}`,
  place: (p, places) => {
    const place = places[integer(p, Math.max(1, places.length))];
    return place === undefined ? `{"action":"stop"}` : `{"action":"goto","place":"${place}"}`;
  },
};

/** Names of the benign kinds. */
export const adversaryBenign: readonly string[] = Object.keys(benign);

/** Names of all kinds, hostile first. */
export const adversaryKinds: readonly string[] = [...Object.keys(hostile), ...Object.keys(benign)];

/** The next answer of a stream; about a third are benign. */
export function nextAnswer(p: Prng, places: readonly string[]): AdversaryAnswer {
  const good = uniform(p) < 0.33;
  const table = Object.entries(good ? benign : hostile);
  const row = table[integer(p, table.length)];
  if (row === undefined) throw new Error("Invariant broken: the adversary has answers");
  const [label, make] = row;
  return { label, benign: good, text: make(p, places) };
}

/** Makes an adversary that answers `hz` times a second of simulated time, whatever the mode. */
export function createAdversary(seed: number, places: readonly string[], hz: number): Brain {
  const p = createPrng(seed, "adversary");
  let nextNs = 0;
  const decide = (seen: { nowNs: number }): Decision | null => {
    if (seen.nowNs < nextNs) return null;
    nextNs = seen.nowNs + 1e9 / hz;
    const answer = nextAnswer(p, places);
    const read = parseAnswer(answer.text);
    const base = { text: answer.text, label: answer.label };
    if (!read.ok) return { ...base, proposals: [], unreadable: read.fault.message };
    return { ...base, proposals: read.value };
  };
  return { decide, command: () => {}, mission: () => ({ state: "running", reason: "" }) };
}
