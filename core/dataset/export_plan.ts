/** What an export is asked for, and what it says of itself. @module */
import type { Result } from "core/fault.ts";
import type { RecordingInput } from "core/record/mod.ts";

/** Forms of data sets. */
export const exportFormats = ["jsonl", "csv", "chat", "lerobot"] as const;
/** A form. */
export type ExportFormat = typeof exportFormats[number];

/** Which decisions a chat set holds. */
export const decisionFilters = ["all", "accepted", "refused"] as const;
/** A filter. */
export type DecisionFilter = typeof decisionFilters[number];

/** Forms of a chat set: answers as they were, or as calls of tools. */
export const chatForms = ["messages", "tools"] as const;
/** A form of a chat set. */
export type ChatForm = typeof chatForms[number];

/** An export to make. Times are ns of the run. */
export interface ExportPlan {
  readonly input: RecordingInput;
  readonly format: ExportFormat;
  readonly fromNs: number;
  readonly toNs: number;
  /** Topics whose path begins so; empty = all. */
  readonly topics: readonly string[];
  readonly decisions: DecisionFilter;
  readonly chatForm: ChatForm;
  /** Words that are taken out beside what looks like a secret. */
  readonly redact: readonly string[];
  /** Name of the recording, for the manifest. */
  readonly source: string;
}

/** A plan with what the recording itself says of privacy. */
export interface PrivatePlan extends ExportPlan {
  /** Names of fields whose values are taken out: `record.personal` of the recorded config. */
  readonly personal: readonly string[];
}

/** Where an export goes: files by name, written in pieces. */
export interface ExportFolder {
  /** Appends to a file; the first piece makes it. */
  append(name: string, bytes: Uint8Array): void;
}

/** One file of an export. */
export interface ExportedFile {
  readonly name: string;
  readonly rows: number;
}

/** What an export says of itself: `manifest.json`. */
export interface Manifest {
  readonly format: ExportFormat;
  readonly source: { readonly file: string; readonly versions: Readonly<Record<string, string>> };
  readonly filters: {
    readonly fromS: number;
    readonly toS: number | null;
    readonly topics: readonly string[];
    readonly decisions: DecisionFilter;
    readonly chatForm: ChatForm;
    readonly personal: readonly string[];
  };
  readonly files: readonly ExportedFile[];
  readonly rows: number;
  /** Places where something was taken out, and what was left out on purpose. */
  readonly redactions: number;
  readonly leftOut: readonly string[];
}

/** An exporter of one form: writes its files and returns what it wrote. */
export type Exporter = (plan: PrivatePlan, folder: ExportFolder) => Result<{
  readonly files: readonly ExportedFile[];
  readonly redactions: number;
  readonly leftOut: readonly string[];
}>;
