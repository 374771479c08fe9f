/**
 * Logs: one schema for every thread and format. A line has `ts` (ISO 8601), `level`, `thread`,
 * `event` (a stable name), `msg` (a sentence) and `fields`; an intent's id is the field
 * `mechos.intent.id`. Lines go to the sink that main gives, which is stderr.
 *
 * @module
 */
import { configureSync, getLogger, type LogRecord, resetSync } from "@logtape/logtape";

/** Levels from most to least talkative, as in config `telemetry.logs.level`. */
export const logLevels = ["trace", "debug", "info", "warning", "error", "fatal"] as const;
/** A level by name. */
export type LogLevel = typeof logLevels[number];
/** What a line looks like. */
export type LogFormat = "pretty" | "json";

/** The field under which an intent's id travels. */
export const intentIdField = "mechos.intent.id";

/** Longest line, bytes are near enough characters here (DESIGN.md, Limits). */
const maxLine = 8192;

/** What a log is set up with, once for each thread. */
export interface LogOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
  readonly color: boolean;
  readonly thread: string;
  /** Takes one line without its newline. */
  readonly write: (line: string) => void;
}

/** Values that a field may have: what JSON can say. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** One line as data. */
export interface LogLine {
  readonly ts: string;
  readonly level: LogLevel;
  readonly thread: string;
  readonly event: string;
  readonly msg: string;
  readonly fields: LogFields;
}

/** Says something: `event` is a stable name with dots, `msg` a sentence. */
export interface Log {
  readonly debug: (event: string, msg: string, fields?: LogFields) => void;
  readonly info: (event: string, msg: string, fields?: LogFields) => void;
  readonly warning: (event: string, msg: string, fields?: LogFields) => void;
  readonly error: (event: string, msg: string, fields?: LogFields) => void;
}

const category = ["mechos"];
const levelColors: Readonly<Record<LogLevel, string>> = {
  trace: "2",
  debug: "2",
  info: "32",
  warning: "33",
  error: "31",
  fatal: "1;31",
};

function isFields(value: unknown): value is LogFields {
  return typeof value === "object" && value !== null;
}

function lineOf(record: LogRecord, thread: string): LogLine {
  const { event, msg, fields } = record.properties;
  return {
    ts: new Date(record.timestamp).toISOString(),
    level: record.level,
    thread,
    event: typeof event === "string" ? event : "",
    msg: typeof msg === "string" ? msg : "",
    fields: isFields(fields) ? fields : {},
  };
}

/** One line as JSON; too long a sentence is cut so that the line stays one document. */
export function formatJson(line: LogLine): string {
  const text = JSON.stringify(line);
  if (text.length <= maxLine) return text;
  return JSON.stringify({ ...line, msg: line.msg.slice(0, 1024), fields: { cut: true } });
}

/** One line for a person. */
export function formatPretty(line: LogLine, color: boolean): string {
  const level = line.level.padEnd(7);
  const shown = color ? `\x1b[${levelColors[line.level]}m${level}\x1b[0m` : level;
  const fields = Object.entries(line.fields).map(([key, value]) => ` ${key}=${value}`).join("");
  const time = line.ts.slice(11, 23);
  // Text of others must not move the cursor.
  const tail = `${line.msg}${fields}`.replace(/[\p{Cc}\p{Cf}]/gu, "·");
  return `${time} ${shown} ${line.thread} ${line.event}: ${tail}`.slice(0, maxLine);
}

/** Sets up this thread's log; a second call replaces the first. */
export function configureLog(options: LogOptions): void {
  resetSync();
  const { format, color, thread, write } = options;
  configureSync({
    sinks: {
      lines: (record: LogRecord) => {
        const line = lineOf(record, thread);
        write(format === "json" ? formatJson(line) : formatPretty(line, color));
      },
    },
    loggers: [
      { category, lowestLevel: options.level, sinks: ["lines"] },
      { category: ["logtape", "meta"], lowestLevel: "error", sinks: ["lines"] },
    ],
  });
}

/** The log of this thread; says nothing before `configureLog`. */
export function createLog(): Log {
  const logger = getLogger(category);
  return {
    debug: (event, msg, fields = {}) => logger.debug("{msg}", { event, msg, fields }),
    info: (event, msg, fields = {}) => logger.info("{msg}", { event, msg, fields }),
    warning: (event, msg, fields = {}) => logger.warning("{msg}", { event, msg, fields }),
    error: (event, msg, fields = {}) => logger.error("{msg}", { event, msg, fields }),
  };
}
