/** What every command gets from main: the global options, the environment, and where to write. @module */
import type { Log } from "core/telemetry/mod.ts";

/** Options that stand before or after any command (INTERFACES.md section 1). */
export interface GlobalOptions {
  readonly config: readonly string[];
  readonly set: readonly string[];
  readonly allowPath: readonly string[];
  readonly robot: string | null;
  readonly socket: string | null;
  readonly logLevel: string | null;
  readonly logFormat: "pretty" | "json";
  readonly json: boolean;
  readonly jsonl: boolean;
  readonly color: boolean;
  readonly quiet: boolean;
}

/** The world of one invocation. */
export interface CliContext {
  /** Environment as read once at the start. */
  readonly env: Readonly<Record<string, string>>;
  /** The global options; valid once a command's action runs. */
  readonly globals: () => GlobalOptions;
  /** Writes text to stdout, as it is. */
  readonly out: (text: string) => void;
  /** Writes text to stderr, as it is. */
  readonly err: (text: string) => void;
  /** True where stdout is a terminal that takes colour. */
  readonly colorOut: () => boolean;
  readonly log: Log;
  /** Sets the exit code of a command that ran to its end; 0 if never called. */
  readonly exit: (code: number) => void;
}
