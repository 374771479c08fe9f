/**
 * Missions in simple words: "go to bay, then wait 10 s, then come home". Only the listed forms
 * are read; anything else is refused by name instead of being guessed.
 *
 * @module
 */
import { fail, ok, type Result } from "core/fault.ts";
import { didYouMean } from "core/nearest.ts";

/** One step of a mission. */
export type MissionStep =
  | { readonly action: "goto"; readonly place: string }
  | { readonly action: "goto"; readonly x: number; readonly y: number }
  | { readonly action: "wait"; readonly durationMs: number }
  | { readonly action: "stop" };

/** The place that "home" means. */
const homePlace = "dock";
/** Longest mission, steps. */
const maxSteps = 100;
const forms =
  'say "go to PLACE", "go to X, Y", "patrol A, B, C", "come home", "wait N s", "stop", joined by "then" or commas';

function bad(phrase: string, help: string): Result<never> {
  return fail({
    code: "MISSION_TEXT",
    message: `Cannot read "${phrase}" in the mission`,
    value: phrase,
    help,
  });
}

interface Reader {
  readonly places: readonly string[];
  readonly steps: MissionStep[];
}

function placeStep(r: Reader, name: string, phrase: string): Result<void> {
  const same = (wanted: string) =>
    r.places.find((place) => place.toLowerCase() === wanted.toLowerCase());
  const known = r.places.includes(name) ? name : same(name) ?? same(name.replace(/^the\s+/i, ""));
  if (known === undefined) {
    const hint = r.places.length === 0 ? "there are none" : didYouMean(name, r.places);
    return bad(phrase, `unknown place "${name}": ${hint}`);
  }
  r.steps.push({ action: "goto", place: known });
  return ok(undefined);
}

const number = "-?\\d{1,15}(?:\\.\\d{1,15})?";
const pointForm = new RegExp(
  `^(?:go|drive|move) to (?:x )?(${number}) ?,? ?(?:y )?(${number})$`,
  "i",
);
const waitForm = new RegExp(
  `^wait (?:for )?(${number}) ?(ms|s|sec|secs|seconds?|m|min|minutes?)$`,
  "i",
);
const msPerUnit: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/** Reads one phrase that is not a list. */
function readPhrase(r: Reader, phrase: string): Result<void> {
  const point = pointForm.exec(phrase);
  if (point !== null) {
    r.steps.push({ action: "goto", x: Number(point[1]), y: Number(point[2]) });
    return ok(undefined);
  }
  const wait = waitForm.exec(phrase);
  if (wait !== null) {
    const unit = (wait[2] ?? "s").toLowerCase();
    const factor = msPerUnit[unit] ?? msPerUnit[unit[0] ?? "s"] ?? 1000;
    const durationMs = Number(wait[1]) * factor;
    if (!(durationMs >= 1)) return bad(phrase, "wait at least 1 ms");
    r.steps.push({ action: "wait", durationMs });
    return ok(undefined);
  }
  if (/^(?:come|go|return|drive) (?:back )?home$/i.test(phrase)) {
    if (!r.places.includes(homePlace)) return bad(phrase, "there is no dock: give world.dock");
    return placeStep(r, homePlace, phrase);
  }
  if (/^stop$/i.test(phrase)) {
    r.steps.push({ action: "stop" });
    return ok(undefined);
  }
  const go = /^(?:go|drive|move) to (.+)$/i.exec(phrase);
  return go === null ? bad(phrase, forms) : placeStep(r, (go[1] ?? "").trim(), phrase);
}

/** Splits at "then" and at commas, but keeps "go to 7, 7" and "patrol a, b, c" together. */
function split(text: string): string[] {
  const phrases: string[] = [];
  for (
    const part of text.trim().replace(/[.!]\s*$/, "").split(/\s*,?\s+(?:and\s+)?then\s+|\s*;\s*/i)
  ) {
    const pieces = part.split(/\s*,\s*(?:and\s+)?/).map((piece) => piece.trim());
    let patrol = false;
    for (const piece of pieces) {
      const last = phrases.length - 1;
      const joins = last >= 0 && /^-?\d+(\.\d+)?$/.test(piece) &&
        /^(?:go|drive|move) to -?\d+(\.\d+)?$/i.test(phrases[last] ?? "");
      const starts = /^(?:go|drive|move|come|return|wait|stop|patrol)\b/i.test(piece);
      if (joins || (patrol && !starts)) phrases[last] = `${phrases[last]}, ${piece}`;
      else phrases.push(piece);
      patrol = /^patrol\b/i.test(phrases[phrases.length - 1] ?? "");
    }
  }
  return phrases.filter((phrase) => phrase !== "");
}

function readPatrol(r: Reader, phrase: string): Result<void> {
  const names = phrase.replace(/^patrol\s+/i, "").split(/\s*,\s*|\s+and\s+/);
  for (const name of names) {
    const step = placeStep(r, name.trim(), phrase);
    if (!step.ok) return step;
  }
  return ok(undefined);
}

/** Reads a mission; `places` are the names that exist (the dock is "dock"). */
export function parseMissionText(
  text: string,
  places: readonly string[],
): Result<readonly MissionStep[]> {
  const reader: Reader = { places, steps: [] };
  const phrases = split(text);
  if (phrases.length === 0) return bad(text, forms);
  for (const phrase of phrases) {
    const read = /^patrol\s/i.test(phrase)
      ? readPatrol(reader, phrase)
      : readPhrase(reader, phrase);
    if (!read.ok) return read;
    if (reader.steps.length > maxSteps) return bad(phrase, `at most ${maxSteps} steps`);
  }
  return ok(reader.steps);
}
