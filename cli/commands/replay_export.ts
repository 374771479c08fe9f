/** `mechos replay FILE --export FORMAT --out DIR`. @module */
import { MechError, unwrap } from "core/fault.ts";
import {
  type ChatForm,
  type DecisionFilter,
  type ExportFolder,
  type ExportFormat,
  exportRecording,
} from "core/dataset/mod.ts";
import type { TickSpan } from "core/replay/mod.ts";
import type { CliContext } from "cli/context.ts";
import { openRecording } from "cli/recording_files.ts";
import { dropRights } from "cli/rights.ts";

/** What an export was asked for. */
export interface ExportOptions {
  readonly format: ExportFormat;
  readonly out: string;
  readonly topics: readonly string[];
  readonly decisions: DecisionFilter;
  readonly chatForm: ChatForm;
  readonly redact: readonly string[];
}

/** A folder that takes files, readable by their owner only. Refuses one that holds something. */
function outFolder(path: string): ExportFolder {
  const refuse = (error: unknown): never => {
    throw new MechError({
      code: "RECORD_WRITE",
      message: `Cannot write into "${path}": ${error instanceof Error ? error.message : error}`,
      value: path,
      help: "name a folder that may be written, with --out",
    });
  };
  try {
    Deno.mkdirSync(path, { recursive: true });
    for (const _entry of Deno.readDirSync(path)) {
      throw new MechError({
        code: "RECORD_EXISTS",
        message: `Cannot export into "${path}": the folder is not empty`,
        value: path,
        help: "name a new folder with --out",
      });
    }
  } catch (error) {
    if (error instanceof MechError) throw error;
    refuse(error);
  }
  return {
    append: (name, bytes) => {
      try {
        const file = `${path}/${name}`;
        Deno.mkdirSync(file.slice(0, file.lastIndexOf("/")), { recursive: true });
        Deno.writeFileSync(file, bytes, { append: true, mode: 0o600 });
      } catch (error) {
        refuse(error);
      }
    },
  };
}

/** Exports, and says what was written. */
export function exportFile(
  context: CliContext,
  path: string,
  span: TickSpan,
  options: ExportOptions,
): void {
  const opened = openRecording(path);
  const folder = outFolder(options.out);
  dropRights(["write"]);
  const { format, topics, decisions, chatForm, redact } = options;
  const source = path.slice(path.lastIndexOf("/") + 1);
  const asked = { format, topics, decisions, chatForm, redact };
  const plan = { input: opened.source, ...asked, source, ...span };
  const manifest = unwrap(exportRecording(plan, folder));
  opened.close();
  const { json, quiet } = context.globals();
  if (json) context.out(`${JSON.stringify({ out: options.out, ...manifest }, null, 2)}\n`);
  else if (!quiet) {
    const left = manifest.leftOut.length === 0 ? "" : `, without ${manifest.leftOut.join(", ")}`;
    const taken = manifest.redactions === 0 ? "" : `, ${manifest.redactions} places redacted`;
    context.out(
      `${options.out}: ${manifest.rows} rows in ${manifest.files.length} files${taken}${left}\n`,
    );
  }
}
