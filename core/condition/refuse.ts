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
  /** Lines of a block text that begins here. */
  readonly below?: readonly string[];
}

/** Whatever knows where its text stands. */
interface Located {
  readonly origin: ConditionOrigin;
}

/** True where the text is a block: its indicator stands where the text would. */
function isBlock(origin: ConditionOrigin): boolean {
  const first = origin.excerpt?.[origin.column - 1];
  return first === "|" || first === ">";
}

/** The place of an offset in a block text: each of its lines is one of the file, and a blank more. */
function placeBelow(origin: ConditionOrigin, lines: readonly string[], pos: number): SourcePlace {
  const { file } = origin;
  const indent = Math.min(
    ...lines.filter((line) => line.trim() !== "").map((line) =>
      line.length - line.trimStart().length
    ),
  );
  let rest = pos;
  for (const [index, line] of lines.entries()) {
    const length = Math.max(0, line.length - indent);
    if (rest <= length) {
      return { file, line: origin.line + 1 + index, column: indent + rest + 1, excerpt: line };
    }
    rest -= length + 1;
  }
  return { file, line: origin.line, column: origin.column, excerpt: origin.excerpt ?? null };
}

/** The place of an offset in the text; a quoted one begins one after its quote. */
export function place(origin: ConditionOrigin, pos: number): SourcePlace {
  const { file, line, column, excerpt = null, below = [] } = origin;
  if (isBlock(origin)) return placeBelow(origin, below, pos);
  const first = excerpt?.[column - 1];
  const begin = column + (first === '"' || first === "'" ? 1 : 0);
  return { file, line, column: begin + pos, excerpt };
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
