/**
 * A fault as a person reads it (INTERFACES.md section 2), and as a program reads it.
 *
 * @module
 */
import { codes } from "core/codes.ts";
import type { Fault, SourcePlace } from "core/fault.ts";

/** How a fault is drawn. */
export interface RenderOptions {
  /** Terminal colours; only for a TTY. */
  readonly color: boolean;
}

/** What `--json` prints for a fault. Absent parts are null. */
export interface FaultDocument {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly file: string | null;
    readonly line: number | null;
    readonly column: number | null;
    readonly path: string | null;
    readonly value: string | null;
    readonly help: string | null;
  };
}

/** Longest line that is shown whole; a longer one is cut around its column. */
const maxExcerpt = 160;

type Paint = (style: "red" | "blue" | "cyan" | "bold", text: string) => string;

const ansi = { red: "1;31", blue: "1;34", cyan: "1;36", bold: "1" } as const;

function painter(color: boolean): Paint {
  return (style, text) => color ? `\x1b[${ansi[style]}m${text}\x1b[0m` : text;
}

/**
 * Control and direction characters of a file would move the terminal's cursor or turn its text
 * round: they show as dots.
 */
export function printable(text: string): string {
  return text.replace(/(?!\t)[\p{Cc}\p{Cf}]/gu, "·");
}

function cut(excerpt: string, column: number): { text: string; column: number } {
  const flat = excerpt.replaceAll("\t", " ");
  if (flat.length <= maxExcerpt) return { text: flat, column };
  const from = Math.max(0, Math.min(column - 40, flat.length - maxExcerpt));
  const left = from > 0 ? "..." : "";
  const text = `${left}${flat.slice(from, from + maxExcerpt)}...`;
  return { text, column: column - from + left.length };
}

/** How many characters the caret underlines: the value, or else the word that begins there. */
function caretLength(text: string, column: number, value: string | undefined): number {
  const rest = text.slice(column - 1);
  const bare = value?.replace(/^"(.*)"$/, "$1") ?? "";
  for (const shown of [value ?? "", bare]) {
    if (shown !== "" && rest.startsWith(shown)) return shown.length;
  }
  const quoted = /^("(?:[^"\\]|\\.)*"|'[^']*')/.exec(rest)?.[0];
  const word = quoted ?? /^[^\s,:}\]#]+/.exec(rest)?.[0] ?? rest.slice(0, 1);
  return Math.max(1, word.length);
}

function drawPlace(place: SourcePlace, fault: Fault, paint: Paint): string[] {
  const head = `  ${paint("blue", "-->")} ${printable(place.file)}:${place.line}:${place.column}`;
  if (place.excerpt === null) return [head];
  const { text, column } = cut(place.excerpt, place.column);
  const number = String(place.line);
  const gap = " ".repeat(number.length);
  const bar = paint("blue", "|");
  const carets = "^".repeat(caretLength(text, column, fault.value));
  return [
    head,
    `${gap} ${bar}`,
    `${paint("blue", number)} ${bar} ${printable(text)}`,
    `${gap} ${bar} ${" ".repeat(Math.max(0, column - 1))}${paint("red", carets)}`,
  ];
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/**
 * Draws a fault: `error[CODE]: message`, where, the offending line with the spot underlined, the
 * rule, and `help:` with the fix. No newline at the end.
 */
export function renderFault(fault: Fault, options: RenderOptions): string {
  const paint = painter(options.color);
  const lines = [
    `${paint("red", `error[${fault.code}]`)}: ${paint("bold", printable(fault.message))}`,
  ];
  if (fault.place !== undefined) lines.push(...drawPlace(fault.place, fault, paint));
  const subject = fault.path === undefined || fault.path === "" ? "" : `${printable(fault.path)}: `;
  lines.push(`   ${paint("blue", "=")} ${subject}${lowerFirst(codes[fault.code].text)}`);
  if (fault.help !== undefined && fault.help !== "") {
    lines.push(`${paint("cyan", "help")}: ${printable(fault.help)}`);
  }
  return lines.join("\n");
}

/** A fault as the document that `--json` prints. */
export function faultToJson(fault: Fault): FaultDocument {
  return {
    error: {
      code: fault.code,
      message: fault.message,
      file: fault.place?.file ?? null,
      line: fault.place?.line ?? null,
      column: fault.place?.column ?? null,
      path: fault.path ?? null,
      value: fault.value ?? null,
      help: fault.help ?? null,
    },
  };
}
