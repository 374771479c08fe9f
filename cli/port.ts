/** Ports on the command line. @module */
import { MechError } from "core/fault.ts";

/** A port of the command line. */
export function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port < 65_536) return port;
  throw new MechError({
    code: "CLI_BAD_VALUE",
    message: `Cannot use port "${text}"`,
    value: text,
    help: "a port is a number from 0 to 65535; 0 takes any that is free",
  });
}
