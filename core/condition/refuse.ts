/**
 * Refusing a condition: thrown while checking, returned as a fault by compile.ts.
 *
 * @module
 */
import { type Fault, MechError, type SourcePlace } from "core/fault.ts";

/** Where the text stands: the column of its first character, or of the quote before it. */
export interface ConditionOrigin {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly excerpt?: string | null;
}

/** Whatever knows where its text stands. */
interface Located {
  readonly origin: ConditionOrigin;
}

/**
 * The column of an offset in the text. A quoted scalar begins one after its quote; of a block
 * scalar only the indicator's place is known.
 */
function columnOf(origin: ConditionOrigin, pos: number): number {
  const first = origin.excerpt?.[origin.column - 1];
  if (first === "|" || first === ">") return origin.column;
  return origin.column + pos + (first === '"' || first === "'" ? 1 : 0);
}

/** The place of an offset in the text. */
export function place(origin: ConditionOrigin, pos: number): SourcePlace {
  return {
    file: origin.file,
    line: origin.line,
    column: columnOf(origin, pos),
    excerpt: origin.excerpt ?? null,
  };
}

function refuse(
  c: Located,
  code: Fault["code"],
  pos: number,
  message: string,
  help: string,
): never {
  throw new MechError({ code, message, place: place(c.origin, pos), help });
}

/** Refuses what the subset does not know. */
export function unreadable(c: Located, pos: number, message: string, help: string): never {
  return refuse(c, "CONFIG_CONDITION_SYNTAX", pos, message, help);
}

/** Refuses a name. */
export function unknown(c: Located, pos: number, message: string, help: string): never {
  return refuse(c, "CONFIG_CONDITION_NAME", pos, message, help);
}

/** Refuses a combination of types. */
export function wrong(c: Located, pos: number, message: string, help: string): never {
  return refuse(c, "CONFIG_CONDITION_TYPE", pos, message, help);
}
