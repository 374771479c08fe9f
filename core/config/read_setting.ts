/** The value of a setting that was written outside a file: `--set` and `MECHOS_*`. @module */
import type { DataPath } from "./document.ts";
import { readScalar } from "./layers.ts";
import { configSchema } from "./schema.ts";
import { isTextAt } from "./schema_walk.ts";

/**
 * Reads the text as YAML; where the schema wants a text it stays one, also if it looks like a
 * number: a key or a model may be all digits.
 */
export function readSetting(path: DataPath, text: string): unknown {
  const value = readScalar(text);
  const isScalar = typeof value !== "object" && typeof value !== "string";
  return isScalar && isTextAt(configSchema, path) ? text : value;
}
