/**
 * What the schema says against some data, as faults that name file, line, column, value, the rule
 * and the nearest key.
 *
 * @module
 */
import * as v from "valibot";
import { type Fault, ok, type Result, type SourcePlace } from "core/fault.ts";
import { nearest } from "core/nearest.ts";
import type { DataPath } from "./document.ts";
import { isSecretName, mask } from "./mask.ts";
import { type Issue, pathOf, pathText, say, show, siblings } from "./say.ts";
import { optionsOf, schemaAt } from "./schema_walk.ts";

/** Where the value or key at a path came from. */
export interface Places {
  placeOf(path: DataPath): SourcePlace | undefined;
  placeOfKey(path: DataPath): SourcePlace | undefined;
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

/** A mistyped key first: the missing key beside it is then its consequence, not a second fault. */
function rank(fault: Fault): number {
  return fault.code === "CONFIG_MISSING_KEY" ? 1 : 0;
}

/** Validates data; the faults are in the order of the file, missing keys last. */
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
      rank(a) - rank(b) || (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
      (a.place?.column ?? 0) - (b.place?.column ?? 0)
    );
  const [first] = faults;
  if (first === undefined) throw new Error("Invariant broken: a failed parse has an issue");
  return { ok: false, fault: first, faults };
}
