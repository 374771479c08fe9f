/** Something wrong with a whole config, before its place in the file was looked up. @module */
import type { Fault } from "core/fault.ts";
import type { DataPath } from "./document.ts";

/** A finding. */
export interface Finding {
  readonly code: Fault["code"];
  readonly path: DataPath;
  readonly value: unknown;
  readonly message: string;
  readonly help: string;
}
