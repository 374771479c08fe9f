/** Makes data sets out of recordings. @module */
import { ok, type Result } from "core/fault.ts";
import { readMessages, type RecordingInput } from "core/record/mod.ts";
import { exportChat } from "./export_chat.ts";
import { exportLerobot } from "./export_lerobot.ts";
import { exportCsv, exportJsonl } from "./export_lines.ts";
import type { Exporter, ExportFolder, ExportFormat, ExportPlan, Manifest } from "./export_plan.ts";

const exporters: Readonly<Record<ExportFormat, Exporter>> = {
  jsonl: exportJsonl,
  csv: exportCsv,
  chat: exportChat,
  lerobot: exportLerobot,
};

function versionsOf(input: RecordingInput): Record<string, string> {
  const versions: Record<string, string> = {};
  const messages = readMessages(input, {
    topics: [],
    onRecord: (record) => {
      if (record.type === "Metadata" && record.name === "mechos") {
        Object.assign(versions, Object.fromEntries(record.metadata));
      }
    },
  });
  for (const _message of messages) break;
  return versions;
}

/** Exports a recording into a folder, `manifest.json` last. Fails as the form does. */
export function exportRecording(plan: ExportPlan, folder: ExportFolder): Result<Manifest> {
  const made = exporters[plan.format](plan, folder);
  if (!made.ok) return made;
  const { files, redactions, leftOut } = made.value;
  const manifest: Manifest = {
    format: plan.format,
    source: { file: plan.source, versions: versionsOf(plan.input) },
    filters: {
      fromS: plan.fromNs * 1e-9,
      toS: plan.toNs === Infinity ? null : plan.toNs * 1e-9,
      topics: plan.topics,
      decisions: plan.decisions,
      chatForm: plan.chatForm,
    },
    files,
    rows: files.reduce((sum, { rows }) => sum + rows, 0),
    redactions,
    leftOut,
  };
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  folder.append("manifest.json", new TextEncoder().encode(text));
  return ok(manifest);
}
