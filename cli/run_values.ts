/** Values of options of `mechos run`. @module */
import { parseDuration } from "core/config/mod.ts";
import { MechError } from "core/fault.ts";

/** `--for`, ms; Infinity where it was not given. */
export function durationOf(text: string | undefined): number {
  if (text === undefined) return Infinity;
  const ms = parseDuration(text);
  if (ms !== null && ms > 0) return ms;
  throw new MechError({
    code: "CLI_BAD_VALUE",
    message: `Cannot read duration "${text}"`,
    value: text,
    help: "write it like 250ms, 1.5s, 2m or 1h",
  });
}

/** `--seed`; 1 where it was not given. */
export function seedOf(text: string | undefined): number {
  if (text === undefined) return 1;
  if (/^\d{1,10}$/.test(text) && Number(text) <= 0xffffffff) return Number(text);
  throw new MechError({
    code: "CLI_BAD_VALUE",
    message: `Cannot read seed "${text}": a whole number from 0 to ${0xffffffff} is wanted`,
    value: text,
    help: "for example --seed 7",
  });
}
