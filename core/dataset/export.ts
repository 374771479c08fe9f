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

/** What a recording says of itself in front of its messages. */
interface Origin {
  readonly versions: Readonly<Record<string, string>>;
  readonly personal: readonly string[];
}

/** Fields that the recorded config calls personal. */
function personalOf(config: string): readonly string[] {
  const parsed: unknown = JSON.parse(config);
  const record: unknown = typeof parsed === "object" && parsed !== null
    ? Reflect.get(parsed, "record")
    : undefined;
  const found: unknown = typeof record === "object" && record !== null
    ? Reflect.get(record, "personal")
    : undefined;
  return Array.isArray(found) ? found.filter((name) => typeof name === "string") : [];
}

function originOf(input: RecordingInput): Origin {
  const texts = new Map<string, ReadonlyMap<string, string>>();
  const messages = readMessages(input, {
    topics: [],
    onRecord: (record) => {
      if (record.type === "Metadata") texts.set(record.name, record.metadata);
    },
  });
  for (const _message of messages) break;
  return {
    versions: Object.fromEntries(texts.get("mechos") ?? []),
    personal: personalOf(texts.get("config")?.get("json") ?? "null"),
  };
}

/** Exports a recording into a folder, `manifest.json` last. Fails as the form does. */
export function exportRecording(plan: ExportPlan, folder: ExportFolder): Result<Manifest> {
  const { versions, personal } = originOf(plan.input);
  const made = exporters[plan.format]({ ...plan, personal }, folder);
  if (!made.ok) return made;
  const { files, redactions, leftOut } = made.value;
  const manifest: Manifest = {
    format: plan.format,
    source: { file: plan.source, versions },
    filters: {
      fromS: plan.fromNs * 1e-9,
      toS: plan.toNs === Infinity ? null : plan.toNs * 1e-9,
      topics: plan.topics,
      decisions: plan.decisions,
      chatForm: plan.chatForm,
      personal,
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
