/** Puts what valibot found into words: action, quoted value, what is wanted, and the way out. @module */
import type * as v from "valibot";
import type { Fault } from "core/fault.ts";
import { didYouMean } from "core/nearest.ts";
import { configCode } from "./code_names.ts";
import type { DataPath } from "./document.ts";
import { factsOf } from "./facts.ts";
import { keysAt, schemaAt } from "./schema_walk.ts";
import { convert, readQuantity, unitOf } from "./units.ts";

/** An issue of valibot, whatever its schema. */
export type Issue = v.BaseIssue<unknown>;

/** The path of an issue as keys and indices. */
export function pathOf(issue: Issue): (string | number)[] {
  return (issue.path ?? []).map((item) =>
    typeof item.key === "number" ? item.key : String(item.key)
  );
}

/** The dotted text of a path. */
export function pathText(path: DataPath): string {
  return path.map((part, i) => typeof part === "number" ? `[${part}]` : i === 0 ? part : `.${part}`)
    .join("");
}

/** A value as it stands in a message, cut where it is long. */
export function show(value: unknown): string {
  if (value === null) return "nothing";
  const text = typeof value === "number" ? String(value) : JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** Keys that the schema knows beside the unknown one. */
export function siblings(issue: Issue, schema: v.GenericSchema): string[] {
  return keysAt(schema, pathOf(issue).slice(0, -1));
}

const wanted: Readonly<Record<string, string>> = {
  number: "a number",
  finite: "a finite number",
  integer: "a whole number",
  string: "a text",
  boolean: "true or false",
  Object: "a mapping",
  Array: "a list",
};

function wantedText(issue: Issue): string {
  return wanted[issue.expected ?? issue.type] ?? issue.expected ?? "another value";
}

/** The last key of a path, with the index behind it where it is an entry of a list. */
function labelOf(path: DataPath): string {
  const last = path[path.length - 1];
  if (typeof last === "number" && path.length > 1) return `${path[path.length - 2]}[${last}]`;
  return String(last ?? "file");
}

/** What a fault will say. */
export interface Said {
  readonly code: Fault["code"];
  readonly message: string;
  readonly help: string;
  /** Point at the key instead of the value. */
  readonly atKey?: boolean;
  /** Point at this key below the value. */
  readonly below?: string;
}

function sayCustom(issue: Issue, name: string): Said | null {
  const [head, what, help, below] = issue.message.split("|");
  const code = configCode(head ?? "");
  if (code === null || what === undefined) return null;
  const value = typeof issue.input === "object" ? "" : `${show(issue.input)} for `;
  const said = { code, message: `Cannot use ${value}"${name}": ${what}`, help: help ?? "" };
  return below === undefined ? said : { ...said, atKey: true, below };
}

/** A number's range and unit as the schema has them, e.g. `10..1000 Hz`. */
function rangeOf(schema: v.GenericSchema, path: DataPath): string | null {
  const { minimum, maximum, unit } = factsOf(schemaAt(schema, path));
  if (minimum === null || maximum === null) return null;
  return `${minimum}..${maximum}${unit === "" || unit === "1" ? "" : ` ${unit}`}`;
}

function sayRange(issue: Issue, path: DataPath, schema: v.GenericSchema): Said {
  const name = labelOf(path);
  const requirement = "requirement" in issue ? String(issue.requirement) : "";
  const bound = issue.type.startsWith("min") ? "at least" : "at most";
  const range = rangeOf(schema, path);
  if (range !== null) {
    return {
      code: "CONFIG_RANGE",
      message: `Cannot use ${show(issue.input)} for "${name}": its range is ${range}`,
      help: `give a value in ${range}`,
    };
  }
  const what = issue.type.endsWith("_length")
    ? `${bound} ${requirement} entries or characters`
    : `${bound} ${requirement}`;
  return {
    code: "CONFIG_RANGE",
    message: `Cannot use ${show(issue.input)} for "${name}": ${what}`,
    help: `give ${what}`,
  };
}

/** Puts an issue into words. */
export function say(issue: Issue, path: DataPath, schema: v.GenericSchema): Said {
  const name = labelOf(path);
  const custom = sayCustom(issue, name);
  if (custom !== null) return custom;
  if (issue.type === "strict_object" && issue.expected === "never") {
    const known = siblings(issue, schema);
    if (known.includes(name)) {
      const message = `Cannot use "${name}" beside the other keys here: they exclude each other`;
      return {
        code: "CONFIG_CONFLICT",
        message,
        help: `remove "${name}", or the others`,
        atKey: true,
      };
    }
    const section = pathText(path.slice(0, -1));
    const where = section === "" ? "a top-level key" : `a key of "${section}"`;
    const message = `Unknown key "${name}": not ${where}`;
    return { code: "CONFIG_UNKNOWN_KEY", message, help: didYouMean(name, known), atKey: true };
  }
  if (issue.received === "undefined") {
    const section = pathText(path.slice(0, -1));
    const message = `Missing key "${name}": ${
      section === "" ? "the file" : `"${section}"`
    } needs it`;
    return { code: "CONFIG_MISSING_KEY", message, help: `add "${name}"`, atKey: true };
  }
  if (issue.kind === "validation" && /^(min|max)_(value|length|size)$/.test(issue.type)) {
    return sayRange(issue, path, schema);
  }
  if (name === "mechos" && issue.type === "literal") {
    const message = `Cannot read format ${show(issue.input)}: expected ${issue.expected}`;
    return {
      code: "CONFIG_VERSION",
      message,
      help: `begin the file with mechos: ${issue.expected}`,
    };
  }
  if (issue.type === "picklist" || issue.type === "literal" || issue.type === "variant") {
    const allowed = (issue.expected ?? "").replace(/[()"]/g, "").split(" | ");
    const message = `Cannot use ${show(issue.input)} for "${name}": one of ${allowed.join(", ")}`;
    return { code: "CONFIG_CHOICE", message, help: didYouMean(String(issue.input), allowed) };
  }
  return sayType(issue, path, schema);
}

/** A value of the wrong type; a number with a unit behind it gets the number to write. */
function sayType(issue: Issue, path: DataPath, schema: v.GenericSchema): Said {
  const name = labelOf(path);
  const quantity = issue.expected === "number" && typeof issue.input === "string"
    ? readQuantity(issue.input)
    : null;
  if (quantity !== null && quantity.unit === "") {
    const message = `Cannot use ${show(issue.input)} for "${name}": a number is wanted, not a text`;
    return { code: "CONFIG_TYPE", message, help: `write it without quotes: ${quantity.number}` };
  }
  if (quantity !== null) {
    const unit = unitOf(factsOf(schemaAt(schema, path)).unit, name);
    const number = convert(quantity, unit);
    const message = `Cannot use ${show(issue.input)} for "${name}": ${
      unit === "" ? "a number without unit" : `a number of ${unit}, without unit,`
    } is wanted`;
    const help = number === null
      ? `write the number alone${unit === "" ? "" : `, in ${unit}`}`
      : `write ${number}`;
    return { code: "CONFIG_UNIT", message, help };
  }
  const text = wantedText(issue);
  const message = `Cannot use ${show(issue.input)} for "${name}": ${text} is wanted`;
  return { code: "CONFIG_TYPE", message, help: `give ${text}` };
}
