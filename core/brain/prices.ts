/**
 * What tokens cost, from a table with sources and dates. Whole nano-USD a token: one US dollar a
 * million tokens is 1000. A model that is not in the table has no price, and a budget in money
 * then refuses it.
 *
 * @module
 */
import * as v from "valibot";
import { fail, ok, type Result } from "core/fault.ts";
import { priceRows } from "./price_table.ts";

/** Price of one model. */
export interface Price {
  /** Nano-USD a token. */
  readonly input: number;
  readonly output: number;
  readonly source: string;
  readonly date: string;
}

/** Prices by `protocol:model`; a `*` at the end covers every name that begins so. */
export type PriceTable = Readonly<Record<string, Price>>;

const nano = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000_000));

const tableSchema = v.strictObject({
  mechos: v.literal("prices/1"),
  models: v.record(
    v.string(),
    v.strictObject({
      inputNanoUsd: nano,
      outputNanoUsd: nano,
      source: v.pipe(v.string(), v.minLength(1)),
      date: v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/)),
    }),
  ),
});

/** The table that MechOS brings. */
export const builtInPrices: PriceTable = priceRows;

/** Reads an owner's table; its rows win over the built-in ones. */
export function readPrices(bytes: Uint8Array, file: string): Result<PriceTable> {
  const bad = (message: string): Result<never> =>
    fail({
      code: "BUDGET_PRICES",
      message: `Cannot read the price table "${file}": ${message}`,
      value: file,
      help:
        '{"mechos":"prices/1","models":{"openai:NAME":{"inputNanoUsd":150,"outputNanoUsd":600,' +
        '"source":"invoice","date":"2026-11-01"}}}',
    });
  let data: unknown;
  try {
    data = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    return bad(error instanceof Error ? error.message : "no JSON");
  }
  const read = v.safeParse(tableSchema, data);
  if (!read.success) {
    const [issue] = read.issues;
    return bad(`${v.getDotPath(issue) ?? "table"}: ${issue.message}`);
  }
  const own = Object.entries(read.output.models).map(([name, row]) => [name, {
    input: row.inputNanoUsd,
    output: row.outputNanoUsd,
    source: row.source,
    date: row.date,
  }]);
  return ok({ ...builtInPrices, ...Object.fromEntries(own) });
}

/** The price of a provider; null where it is not known. */
export function priceOf(table: PriceTable, spec: string): Price | null {
  if (Object.hasOwn(table, spec)) return table[spec] ?? null;
  let best: Price | null = null;
  let length = -1;
  for (const [name, price] of Object.entries(table)) {
    const head = name.endsWith("*") ? name.slice(0, -1) : null;
    if (head === null || !spec.startsWith(head) || head.length <= length) continue;
    best = price;
    length = head.length;
  }
  return best;
}
