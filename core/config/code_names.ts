/** Reads a stable code out of a schema message. @module */
import { type Code, codes } from "core/codes.ts";

function isCode(text: string): text is Code {
  return Object.hasOwn(codes, text);
}

/** The code of that name, or null. */
export function configCode(text: string): Code | null {
  return isCode(text) ? text : null;
}
