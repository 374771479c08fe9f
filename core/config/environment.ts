/** The layers `.env` and environment: MECHOS_KERNEL__TICK_HZ=100 sets kernel.tickHz. @module */
import { nearest } from "core/nearest.ts";
import { keysAt } from "./schema_walk.ts";
import { listFields } from "./explain.ts";
import { type Layered, layValue } from "./layers.ts";
import { readSetting } from "./read_setting.ts";
import { configSchema } from "./schema.ts";

const envPrefix = "MECHOS_";

function camel(part: string): string {
  return part.toLowerCase().replace(/_([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
}

/** Finds the key of a section whatever its case: MECHOS_KERNEL__TICK_HZ is kernel.tickHz. */
function matchKeys(parts: readonly string[]): string[] {
  const path: string[] = [];
  for (const part of parts) {
    const known = keysAt(configSchema, path);
    const flat = part.toLowerCase().replaceAll("_", "");
    path.push(known.find((key) => key.toLowerCase() === flat) ?? camel(part));
  }
  return path;
}

/** Names that begin like a setting and are none: where tests find shared data. */
const otherVariables: ReadonlySet<string> = new Set(["MECHOS_DATA"]);

/** The variable that sets a path: kernel.tickHz is MECHOS_KERNEL__TICK_HZ. */
function variableOf(path: string): string {
  const parts = path.split(".").map((part) =>
    part.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase()
  );
  return envPrefix + parts.join("__");
}

function unknownVariable(name: string): string {
  const names = listFields().map((field) => variableOf(field.path))
    .filter((each) => each.includes("__"));
  const flat = name.slice(envPrefix.length).replaceAll("_", "");
  // MECHOS_TICKHZ lacks only its section: the name of the setting says which one is meant.
  const whole = names.find((each) => each.split("__").at(-1)?.replaceAll("_", "") === flat);
  const near = whole ?? nearest(name, names);
  return `"${name}" sets nothing: ${near === null ? "no such setting" : `did you mean ${near}?`}`;
}

/** True where the schema takes any key (places, regions, causes) or has exactly this one. */
function isKnown(path: readonly string[]): boolean {
  return path.every((key, depth) => {
    const known = keysAt(configSchema, path.slice(0, depth));
    return known.length === 0 ? depth > 1 : known.includes(key);
  });
}

/**
 * Lays every MECHOS_* variable that names a setting.
 *
 * @returns a sentence for each that names none, with the nearest.
 */
export function layEnvironment(
  layers: Layered,
  env: Readonly<Record<string, string>>,
  label: string,
): string[] {
  const warnings: string[] = [];
  for (const [name, text] of Object.entries(env)) {
    if (!name.startsWith(envPrefix) || otherVariables.has(name)) continue;
    const path = matchKeys(name.slice(envPrefix.length).split("__"));
    if (path.length < 2 || !isKnown(path)) {
      warnings.push(unknownVariable(name));
      continue;
    }
    // No excerpt: a variable may hold a secret.
    const place = { file: `${label}${name}`, line: 1, column: 1, excerpt: null };
    const laid = layValue(layers, path.join("."), readSetting(path, text), {
      label: `${label}${name}`,
      place,
      keyPlace: place,
    });
    if (!laid.ok) warnings.push(`"${name}" sets nothing: ${laid.fault.message}`);
  }
  return warnings;
}

const assignment = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/;

/** A warning for each line of a `.env` file that is neither empty, a comment nor NAME=value. */
export function strangeLines(text: string): string[] {
  return text.split("\n").flatMap((line, index) => {
    if (/^\s*(#|$)/.test(line) || assignment.test(line)) return [];
    // The line is not shown: it may hold a secret.
    return [`.env line ${index + 1} sets nothing: it is no NAME=value`];
  });
}

/** Lines `NAME=value` of a `.env` file; quotes are taken off, `#` begins a comment. */
export function parseDotEnv(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const line of text.split("\n")) {
    const match = assignment.exec(line);
    if (match === null) continue;
    const raw = match[2] ?? "";
    const quoted = /^(["'])(.*)\1$/.exec(raw);
    found[match[1] ?? ""] = quoted ? quoted[2] ?? "" : raw.replace(/\s+#.*$/, "");
  }
  return found;
}
