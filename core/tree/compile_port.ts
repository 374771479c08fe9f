/** What a port says, as a number or as the slot of a blackboard entry. @module */
import { parseDuration } from "core/config/mod.ts";
import type { SourcePlace } from "core/fault.ts";
import { didYouMean } from "core/nearest.ts";
import { type Scope, slotOf, type Slots } from "./compile_scope.ts";
import type { PortSpec } from "./kinds.ts";
import { refuse, type WrittenNode, type WrittenValue } from "./load_source.ts";

/** A port of a compiled node. */
export interface PortValue {
  readonly value: number;
  /** -1 = the value counts. */
  readonly slot: number;
}

/** What the ports of a tree refer to. */
export interface PortContext {
  readonly slots: Slots;
  readonly texts: string[];
  /** Relays and signals of the robot by their numbers; null = not known here, any name passes. */
  readonly devices: readonly string[] | null;
}

/** The entry behind `{name}`; null where a text is none. `{=}` is the entry named as the port. */
export function entryOf(text: string, own: string): string | null {
  const trimmed = text.trim();
  if (!trimmed.startsWith("{") || !trimmed.endsWith("}")) return null;
  const inner = trimmed.slice(1, -1).trim();
  return inner === "=" ? own : inner;
}

/** Longest text of a port, characters. */
const longestText = 200;
/** Most texts of one tree. */
const mostTexts = 250;

function textNumber(context: PortContext, text: string, place: SourcePlace): number {
  if (text.length > longestText || context.texts.length >= mostTexts) {
    const message = `Text is too long, or one too many: at most ${longestText} characters`;
    refuse("CONFIG_TREE_PORT", message, place, "shorten it");
  }
  const known = context.texts.indexOf(text);
  return known >= 0 ? known : context.texts.push(text) - 1;
}

function numberOf(spec: PortSpec, text: string): number | null {
  const trimmed = text.trim();
  if (spec.type === "ms") {
    const ms = parseDuration(trimmed);
    if (ms !== null) return ms;
  }
  if (trimmed === "true") return 1;
  if (trimmed === "false") return 0;
  const value = trimmed === "" ? NaN : Number(trimmed);
  if (!Number.isFinite(value)) return null;
  return spec.type === "bool" && value !== 0 && value !== 1 ? null : value;
}

function typeText(spec: PortSpec): string {
  if (spec.type === "ms") return "a time in ms, a duration such as 1.5s, or an entry {name}";
  return spec.type === "bool" ? "true, false or an entry {name}" : "a number or an entry {name}";
}

/** Reads one port. */
export function compilePort(
  context: PortContext,
  scope: Scope,
  spec: PortSpec,
  written: WrittenValue,
): PortValue {
  const { text, place } = written;
  const { type } = spec;
  if (type === "text") return { value: textNumber(context, text, place), slot: -1 };
  if (type === "device") {
    const index = context.devices === null ? 0 : context.devices.indexOf(text);
    if (index >= 0) return { value: index, slot: -1 };
    const message = `Unknown relay or signal "${text}"`;
    return refuse("CONFIG_TREE_PORT", message, place, didYouMean(text, context.devices ?? []));
  }
  if (typeof type === "object") {
    const index = type.choices.findIndex((one) => one.toLowerCase() === text.toLowerCase());
    if (index >= 0) return { value: index, slot: -1 };
    const message = `"${text}" is no choice of ${spec.xml}`;
    return refuse("CONFIG_CHOICE", message, place, didYouMean(text, type.choices));
  }
  const entry = entryOf(text, spec.xml);
  if (entry !== null) {
    return { value: NaN, slot: slotOf(context.slots, scope, entry, place) };
  }
  const value = numberOf(spec, text);
  if (value === null) {
    const message = `Cannot use "${text}" for ${spec.xml}`;
    return refuse("CONFIG_TYPE", message, place, `write ${typeText(spec)}`);
  }
  if (value < spec.min || value > spec.max) {
    const message = `Cannot use ${text} for ${spec.xml}: outside ${spec.min}..${spec.max}`;
    return refuse("CONFIG_RANGE", message, place, spec.text);
  }
  return { value, slot: -1 };
}

/** The value of a port that a node must give, or null where it may be left out and is. */
export function writtenPort(
  node: WrittenNode,
  spec: PortSpec,
  format: "yaml" | "xml",
): WrittenValue | null {
  const written = node.values.get(spec.xml) ?? null;
  if (written !== null || spec.preset !== null) return written;
  const name = format === "xml" ? spec.xml : spec.yaml;
  const message = `${node.word} lacks "${name}": ${spec.text}`;
  return refuse("CONFIG_MISSING_KEY", message, node.place, `add ${name}`);
}

/** Refuses a port that the kind does not know. */
export function checkPorts(node: WrittenNode, ports: readonly PortSpec[]): void {
  for (const [key, { place }] of node.values) {
    if (key.startsWith("_") || ports.some(({ xml }) => xml === key)) continue;
    const names = ports.map(({ xml }) => xml);
    const help = names.length === 0 ? `${node.word} takes none` : didYouMean(key, names);
    refuse("CONFIG_UNKNOWN_KEY", `Unknown port "${key}" of ${node.word}`, place, help);
  }
}
