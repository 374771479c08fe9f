/** `jsonl` and `csv`: one file a topic, one line a message. @module */
import { ok } from "core/fault.ts";
import { readMessages } from "core/record/mod.ts";
import { createMessageReader } from "./decode_message.ts";
import type {
  ExportedFile,
  Exporter,
  ExportFolder,
  ExportPlan,
  PrivatePlan,
} from "./export_plan.ts";
import { createRedactor, type Redactor } from "./redact.ts";

const utf8 = new TextEncoder();
/** Lines are handed over in pieces of about this many characters. */
const pieceChars = 256 * 1024;

interface TopicFile {
  readonly name: string;
  readonly columns: string[];
  rows: number;
  text: string;
}

function fileName(topic: string, ending: string): string {
  const plain = topic.replace(/^\/+/, "").replace(/[^A-Za-z0-9_-]+/g, "_");
  return `${plain === "" ? "topic" : plain}.${ending}`;
}

function isWanted(plan: ExportPlan, topic: string): boolean {
  return plan.topics.length === 0 || plan.topics.some((start) => topic.startsWith(start));
}

/** Numbers and texts of a value by dotted path; lists become one text. */
function flatten(value: unknown, path: string, into: Map<string, string>): void {
  if (Array.isArray(value) && value.every((one) => typeof one !== "object")) {
    into.set(path, value.join(" "));
  } else if (typeof value === "object" && value !== null) {
    for (const [key, child] of Object.entries(value)) {
      flatten(child, path === "" ? key : `${path}.${key}`, into);
    }
  } else into.set(path, value === null || value === undefined ? "" : String(value));
}

/** A cell of RFC 4180; one that a spreadsheet would run as a formula is made a text. */
function cell(text: string): string {
  const safe = /^[=+@]|^-(?![0-9.])/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function csvLine(file: TopicFile, timeS: number, value: unknown): string {
  const found = new Map<string, string>();
  flatten(value, "", found);
  let head = "";
  if (file.rows === 0) {
    file.columns.push(...found.keys());
    head = `${["timeS", ...file.columns].map(cell).join(",")}\n`;
  }
  const cells = file.columns.map((column) => cell(found.get(column) ?? ""));
  return `${head}${[String(timeS), ...cells].join(",")}\n`;
}

function exportLines(
  plan: PrivatePlan,
  folder: ExportFolder,
  ending: string,
  lineOf: (file: TopicFile, timeS: number, sequence: number, value: unknown) => string,
): ReturnType<Exporter> {
  const reader = createMessageReader();
  const redactor: Redactor = createRedactor(plan.redact, plan.personal);
  const files = new Map<string, TopicFile>();
  const leftOut = new Set<string>();
  const hand = (file: TopicFile): void => {
    folder.append(file.name, utf8.encode(file.text));
    file.text = "";
  };
  for (const message of readMessages(plan.input, {})) {
    const { topic } = message.channel;
    const { logTimeNs } = message;
    if (message.damaged || logTimeNs < plan.fromNs || logTimeNs > plan.toNs) continue;
    if (!isWanted(plan, topic)) continue;
    const value = reader.read(message);
    if (value === null) {
      leftOut.add(topic);
      continue;
    }
    let file = files.get(topic);
    if (file === undefined) {
      file = { name: fileName(topic, ending), columns: [], rows: 0, text: "" };
      files.set(topic, file);
    }
    file.text += lineOf(file, logTimeNs * 1e-9, message.sequence, redactor.value(value));
    file.rows++;
    if (file.text.length >= pieceChars) hand(file);
  }
  for (const file of files.values()) hand(file);
  const made: ExportedFile[] = [...files.values()].map(({ name, rows }) => ({ name, rows }));
  return ok({ files: made, redactions: redactor.count, leftOut: [...leftOut].sort() });
}

/** One JSON object a message: `{ timeS, sequence, data }`. */
export const exportJsonl: Exporter = (plan, folder) =>
  exportLines(
    plan,
    folder,
    "jsonl",
    (_file, timeS, sequence, data) => `${JSON.stringify({ timeS, sequence, data })}\n`,
  );

/** One line a message, columns as the topic's first message has them. */
export const exportCsv: Exporter = (plan, folder) =>
  exportLines(
    plan,
    folder,
    "csv",
    (file, timeS, _sequence, value) => csvLine(file, timeS, value),
  );
