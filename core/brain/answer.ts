/**
 * The strict door for a model's answer: text in, plain intents out, or the reason why not. Every
 * answer is read as if no schema had been sent: fences and prose are stripped by rule, duplicate
 * keys, prototype keys, numbers beyond a double, and depth are refused.
 *
 * @module
 */
import { fail, ok, type Result } from "core/fault.ts";

/** Longest answer that is read, characters. */
export const maxAnswer = 65_536;
/** Deepest nesting (DESIGN.md: JSON depth 32). */
export const maxAnswerDepth = 32;
/** Most intents of one answer (FAULTS.md B07: 13 moves in one answer were seen). */
export const maxIntents = 8;

function bad(message: string, help: string): Result<never> {
  return fail({ code: "BRAIN_ANSWER", message: `Cannot read the answer: ${message}`, help });
}

/** Most bracketed pieces of an answer that are looked at. */
const maxPieces = 64;

/** Where the bracket at `start` closes (one past it), or -1 where it never does. */
function closing(text: string, start: number): number {
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    const char = text[i];
    if (char === '"') i = stringEnd(text, i) - 1;
    else if (char === "{" || char === "[") depth += 1;
    else if (char === "}" || char === "]") {
      depth -= 1;
      if (depth === 0) return i + 1;
    }
  }
  return -1;
}

/**
 * The one JSON value of a text, without fences and prose around it. What stands in brackets and
 * is no JSON is prose; a bracket that never closes is a truncated answer, of which nothing is
 * taken; two values are an answer nobody asked for.
 */
function extract(text: string): Result<string> {
  const bracket = /[[{]/g;
  let found: string | null = null;
  let why = "no complete JSON value in it";
  for (let piece = 0; piece < maxPieces; piece++) {
    const start = bracket.exec(text)?.index;
    if (start === undefined) break;
    const end = closing(text, start);
    if (end < 0) return bad("it ends inside a JSON value", "answer shorter, with one JSON value");
    const json = text.slice(start, end);
    bracket.lastIndex = end;
    const doubt = suspicious(json);
    const parsed = doubt === null ? parseJson(json) : bad(doubt, "send plain JSON");
    if (!parsed.ok && doubt === null) {
      why = parsed.fault.message;
      continue;
    }
    if (found !== null) return bad("more than one JSON value in it", "put the intents in one list");
    if (!parsed.ok) return parsed;
    found = json;
  }
  if (found !== null) return ok(found);
  return bad(why, "answer with one JSON value");
}

interface Scope {
  readonly keys: Set<string> | null;
}

/** What is wrong with a JSON text beyond its grammar, or null. */
function suspicious(text: string): string | null {
  const scopes: Scope[] = [];
  let i = 0;
  while (i < text.length) {
    const char = text[i];
    if (char === "{" || char === "[") {
      scopes.push({ keys: char === "{" ? new Set() : null });
      if (scopes.length > maxAnswerDepth) return `nested deeper than ${maxAnswerDepth}`;
    } else if (char === "}" || char === "]") scopes.pop();
    else if (char === '"') {
      const end = stringEnd(text, i);
      const after = text.slice(end).match(/^\s*:/);
      const keys = scopes[scopes.length - 1]?.keys;
      if (after !== null && keys !== undefined && keys !== null) {
        const key = readKey(text.slice(i, end));
        if (keys.has(key)) return `key "${key}" stands twice`;
        if (key === "__proto__" || key === "constructor" || key === "prototype") {
          return `key "${key}" is refused`;
        }
        keys.add(key);
      }
      i = end;
      continue;
    }
    i += 1;
  }
  return null;
}

function readKey(quoted: string): string {
  try {
    const key: unknown = JSON.parse(quoted);
    return typeof key === "string" ? key : quoted;
  } catch {
    return quoted;
  }
}

function stringEnd(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === "\\") i += 1;
    else if (text[i] === '"') return i + 1;
  }
  return text.length;
}

function hasInfinite(value: unknown): boolean {
  if (typeof value === "number") return !Number.isFinite(value);
  if (Array.isArray(value)) return value.some(hasInfinite);
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(hasInfinite);
}

function parseJson(text: string): Result<unknown> {
  try {
    return ok(JSON.parse(text));
  } catch (error) {
    const why = error instanceof Error ? error.message : "not JSON";
    return fail({ code: "BRAIN_ANSWER", message: why, help: "answer with one JSON value" });
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reads an answer into its intents: one object, a list, or `{ "intents": [...] }`. */
export function parseAnswer(text: string): Result<readonly unknown[]> {
  if (text.length > maxAnswer) {
    return bad(`${text.length} characters, at most ${maxAnswer}`, "answer shorter");
  }
  const json = extract(text);
  if (!json.ok) return json;
  const parsed = parseJson(json.value);
  if (!parsed.ok) return parsed;
  if (hasInfinite(parsed.value)) return bad("a number is beyond a double", "send finite numbers");
  const value = parsed.value;
  const intents = Array.isArray(value)
    ? value
    : isRecord(value) && Array.isArray(value["intents"])
    ? value["intents"]
    : [value];
  if (intents.length > maxIntents) {
    return bad(`${intents.length} intents, at most ${maxIntents}`, "send fewer intents");
  }
  return ok(intents);
}
