/**
 * What the schema says against some data, as faults that name file, line, column, value, the rule
 * and the nearest key.
 *
 * @module
 */
import * as v from "valibot";
import { type Fault, ok, type Result, type SourcePlace } from "core/fault.ts";
import { didYouMean, nearest } from "core/nearest.ts";
import { configCode } from "./code_names.ts";
import type { DataPath } from "./document.ts";
import { factsOf } from "./facts.ts";
import { isSecretName, mask } from "./mask.ts";
import { convert, readQuantity, unitOf } from "./units.ts";

/** Where the value or key at a path came from. */
export interface Places {
  placeOf(path: DataPath): SourcePlace | undefined;
  placeOfKey(path: DataPath): SourcePlace | undefined;
}

type Issue = v.BaseIssue<unknown>;

function pathOf(issue: Issue): (string | number)[] {
  return (issue.path ?? []).map((item) =>
    typeof item.key === "number" ? item.key : String(item.key)
  );
}

/** The dotted text of a path. */
export function pathText(path: DataPath): string {
  return path.map((part, i) => typeof part === "number" ? `[${part}]` : i === 0 ? part : `.${part}`)
    .join("");
}

function show(value: unknown): string {
  if (value === null) return "nothing";
  const text = typeof value === "number" ? String(value) : JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** Keys that the schema knows beside the unknown one. */
function siblings(issue: Issue, schema: v.GenericSchema): string[] {
  return keysAt(schema, pathOf(issue).slice(0, -1));
}

function entriesOf(schema: unknown): Record<string, unknown> | null {
  if (typeof schema !== "object" || schema === null) return null;
  if ("entries" in schema && typeof schema.entries === "object" && schema.entries !== null) {
    return { ...schema.entries };
  }
  if ("wrapped" in schema) return entriesOf(schema.wrapped);
  if ("options" in schema && Array.isArray(schema.options)) {
    const all = schema.options.map(entriesOf).filter((entries) => entries !== null);
    return all.length === 0 ? null : Object.assign({}, ...all);
  }
  return null;
}

function inner(schema: unknown, part: string | number): unknown {
  if (typeof schema !== "object" || schema === null) return null;
  if ("wrapped" in schema) return inner(schema.wrapped, part);
  if (typeof part === "number" && "item" in schema) return schema.item;
  if ("value" in schema && !("entries" in schema)) return schema.value;
  return entriesOf(schema)?.[String(part)] ?? null;
}

function schemaAt(schema: unknown, path: DataPath): unknown {
  let node: unknown = schema;
  for (const part of path) node = inner(node, part);
  return node;
}

/** The keys a schema takes at a path; empty where it takes none or any. */
export function keysAt(schema: unknown, path: DataPath): string[] {
  return Object.keys(entriesOf(schemaAt(schema, path)) ?? {});
}

const wanted: Readonly<Record<string, string>> = {
  number: "a number",
  string: "a text",
  boolean: "true or false",
  Object: "a mapping",
  Array: "a list",
};

function wantedText(issue: Issue): string {
  return wanted[issue.expected ?? ""] ?? issue.expected ?? "another value";
}

/** The last key of a path, with the index behind it where it is an entry of a list. */
function labelOf(path: DataPath): string {
  const last = path[path.length - 1];
  if (typeof last === "number" && path.length > 1) return `${path[path.length - 2]}[${last}]`;
  return String(last ?? "file");
}

interface Said {
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

function say(issue: Issue, path: DataPath, schema: v.GenericSchema): Said {
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

function optionsOf(schema: unknown): readonly v.GenericSchema[] {
  if (typeof schema !== "object" || schema === null) return [];
  if ("wrapped" in schema) return optionsOf(schema.wrapped);
  if (!("options" in schema) || !Array.isArray(schema.options)) return [];
  return schema.options.filter((option) => v.isOfKind("schema", option));
}

/** How far an option is from what was written: wrong keys weigh most. */
function distanceOf(issues: readonly Issue[]): number {
  let sum = 0;
  for (const issue of issues) sum += issue.expected === "never" ? 10 : 1;
  return sum;
}

/** A union's issue hides what is wrong inside: take the issues of the closest option. */
function unwrapIssue(issue: Issue, schema: v.GenericSchema): readonly Issue[] {
  if (issue.type !== "union" || typeof issue.input !== "object") return [issue];
  const prefix = issue.path ?? [];
  let closest: readonly Issue[] = [];
  for (const option of optionsOf(schemaAt(schema, pathOf(issue)))) {
    const { issues } = v.safeParse(option, issue.input);
    if (issues === undefined) continue;
    if (closest.length === 0 || distanceOf(issues) < distanceOf(closest)) closest = issues;
  }
  return closest.length === 0 ? [issue] : closest.map((one) => withPrefix(one, prefix));
}

function withPrefix(issue: Issue, prefix: readonly v.IssuePathItem[]): Issue {
  const own = issue.path ?? [];
  const [head, ...tail] = [...prefix, ...own];
  return head === undefined ? issue : { ...issue, path: [head, ...tail] };
}

/** The value as it may be shown: what stands under a key that sounds secret is masked. */
function withoutSecret(issue: Issue): Issue {
  const secret = pathOf(issue).some((part) => isSecretName(String(part)));
  return secret && issue.expected !== "never" ? { ...issue, input: mask } : issue;
}

/** A mistyped secret is a secret: what stands behind such a key is not shown. */
function withoutTypo(
  place: SourcePlace | undefined,
  issue: Issue,
  schema: v.GenericSchema,
): SourcePlace | undefined {
  const name = String(pathOf(issue).at(-1) ?? "");
  const meant = nearest(name, siblings(issue, schema));
  if (place === undefined || place.excerpt === null || meant === null || !isSecretName(meant)) {
    return place;
  }
  const end = place.column - 1 + name.length;
  return { ...place, excerpt: `${place.excerpt.slice(0, end)}: ${mask}` };
}

function toFault(given: Issue, schema: v.GenericSchema, places: Places): Fault {
  const issue = withoutSecret(given);
  const said = say(issue, pathOf(issue), schema);
  const path = said.below === undefined ? pathOf(issue) : [...pathOf(issue), said.below];
  const found = said.atKey === true ? places.placeOfKey(path) : places.placeOf(path);
  const place = issue.expected === "never" ? withoutTypo(found, issue, schema) : found;
  return {
    code: said.code,
    message: said.message,
    path: pathText(path),
    value: show(issue.input),
    help: said.help,
    ...(place === undefined ? {} : { place }),
  };
}

/** Validates data; the faults are in the order of the file. */
export function validate<S extends v.GenericSchema>(
  schema: S,
  data: unknown,
  places: Places,
): Result<v.InferOutput<S>> & { readonly faults: readonly Fault[] } {
  const result = v.safeParse(schema, data);
  if (result.success) return { ...ok(result.output), faults: [] };
  const faults = result.issues.flatMap((issue) => unwrapIssue(issue, schema))
    .map((issue) => toFault(issue, schema, places))
    .sort((a, b) =>
      (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0)
    );
  const [first] = faults;
  if (first === undefined) throw new Error("Invariant broken: a failed parse has an issue");
  return { ok: false, fault: first, faults };
}
