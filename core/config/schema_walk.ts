/** Walks a valibot schema along a path of data. @module */
import * as v from "valibot";
import type { DataPath } from "./document.ts";

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
  const entries = entriesOf(schema) ?? {};
  return Object.hasOwn(entries, String(part)) ? entries[String(part)] : null;
}

/** The schema at a path; null where there is none. */
export function schemaAt(schema: unknown, path: DataPath): unknown {
  let node: unknown = schema;
  for (const part of path) node = inner(node, part);
  return node;
}

/** True where a schema takes a text at a path, and nothing else. */
export function isTextAt(schema: unknown, path: DataPath): boolean {
  let node = schemaAt(schema, path);
  while (typeof node === "object" && node !== null && "wrapped" in node) node = node.wrapped;
  return typeof node === "object" && node !== null && "type" in node && node.type === "string";
}

/** The keys a schema takes at a path; empty where it takes none or any. */
export function keysAt(schema: unknown, path: DataPath): string[] {
  return Object.keys(entriesOf(schemaAt(schema, path)) ?? {});
}

/** The options of a union or variant. */
export function optionsOf(schema: unknown): readonly v.GenericSchema[] {
  if (typeof schema !== "object" || schema === null) return [];
  if ("wrapped" in schema) return optionsOf(schema.wrapped);
  if (!("options" in schema) || !Array.isArray(schema.options)) return [];
  return schema.options.filter((option) => v.isOfKind("schema", option));
}
