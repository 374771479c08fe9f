/**
 * Refusing a condition: thrown while checking, returned as a fault by compile.ts.
 *
 * @module
 */
import { type Fault, MechError, type SourcePlace } from "core/fault.ts";

/** Where the text stands: the column of its first character. */
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

/** The place of an offset in the text. */
export function place(origin: ConditionOrigin, pos: number): SourcePlace {
  return {
    file: origin.file,
    line: origin.line,
    column: origin.column + pos,
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
