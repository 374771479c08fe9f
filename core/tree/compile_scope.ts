/**
 * The blackboard at load: every entry becomes one slot of a fixed array. Each subtree has entries
 * of its own; what its ports name are entries of the tree around it.
 *
 * @module
 */
import type { NameTable } from "core/condition/mod.ts";
import type { SourcePlace } from "core/fault.ts";
import { didYouMean } from "core/nearest.ts";
import { refuse } from "./load_source.ts";

/** What slots there are; grows while a tree is laid out. */
export interface Slots {
  readonly host: NameTable;
  readonly hostSlots: number;
  readonly names: string[];
  readonly types: ("double" | "bool")[];
  readonly init: number[];
}

/** The entries that one tree or subtree sees. */
export interface Scope {
  readonly path: string;
  readonly parent: Scope | null;
  readonly entries: Map<string, number>;
  /** Entries that are others of the scope around this one. */
  readonly remapped: ReadonlyMap<string, string>;
  readonly autoremap: boolean;
}

/** Most blackboard entries of one tree. */
export const mostEntries = 256;
/** An entry's name: what conditions can name. */
const entryName = /^@?[A-Za-z_][A-Za-z0-9_]*$/;

/** No entries yet. */
export function createSlots(host: NameTable): Slots {
  let hostSlots = 0;
  for (const { slot } of Object.values(host)) hostSlots = Math.max(hostSlots, slot + 1);
  return { host, hostSlots, names: [], types: [], init: [] };
}

/** Finds an entry where it is; null where nobody named it yet. */
export function findEntry(scope: Scope, name: string): number | null {
  if (name.startsWith("@")) {
    let root = scope;
    while (root.parent !== null) root = root.parent;
    return findEntry(root, name.slice(1));
  }
  const own = scope.entries.get(name);
  if (own !== undefined) return own;
  if (scope.parent === null) return null;
  const outer = scope.remapped.get(name);
  if (outer !== undefined) return findEntry(scope.parent, outer);
  return scope.autoremap && !name.startsWith("_") ? findEntry(scope.parent, name) : null;
}

/** The scope and the name under which an entry is kept. */
function home(scope: Scope, name: string): readonly [Scope, string] {
  if (name.startsWith("@")) {
    let root = scope;
    while (root.parent !== null) root = root.parent;
    return home(root, name.slice(1));
  }
  if (scope.parent === null || scope.entries.has(name)) return [scope, name];
  const outer = scope.remapped.get(name);
  if (outer !== undefined) return home(scope.parent, outer);
  return scope.autoremap && !name.startsWith("_") ? home(scope.parent, name) : [scope, name];
}

/** The slot of an entry, made where it is new. */
export function slotOf(slots: Slots, scope: Scope, name: string, place: SourcePlace): number {
  if (!entryName.test(name)) {
    const help = "letters, digits and _, a letter first";
    refuse("CONFIG_TREE_PORT", `"${name}" is no name of an entry`, place, help);
  }
  const plain = name.startsWith("@") ? name.slice(1) : name;
  if (Object.hasOwn(slots.host, plain)) {
    const help = "name the entry differently";
    refuse("CONFIG_TREE_PORT", `"${plain}" is a name of the robot's own`, place, help);
  }
  const found = findEntry(scope, name);
  if (found !== null) return found;
  if (slots.names.length >= mostEntries) {
    refuse("CONFIG_TREE_SHAPE", `More than ${mostEntries} entries`, place, "share some");
  }
  const [where, key] = home(scope, name);
  const slot = slots.hostSlots + slots.names.length;
  slots.names.push(where.path === "" ? key : `${where.path}.${key}`);
  slots.types.push("double");
  slots.init.push(NaN);
  where.entries.set(key, slot);
  return slot;
}

/** The type of a slot of the blackboard. */
export function typeOf(slots: Slots, slot: number): "double" | "bool" {
  return slots.types[slot - slots.hostSlots] ?? "double";
}

/** Says what a slot holds, and what it holds at first. */
export function declare(slots: Slots, slot: number, value: number | boolean): void {
  const index = slot - slots.hostSlots;
  slots.init[index] = Number(value);
  slots.types[index] = typeof value === "boolean" ? "bool" : "double";
}

/** The names that a condition of a scope may use: the robot's and the entries it sees. */
export function namesOf(slots: Slots, scope: Scope): NameTable {
  const names: Record<string, { slot: number; type: NameTable[string]["type"] }> = {
    ...slots.host,
  };
  const see = (name: string): void => {
    const slot = findEntry(scope, name);
    if (slot !== null) names[name] = { slot, type: typeOf(slots, slot) };
  };
  for (const name of scope.entries.keys()) see(name);
  for (const name of scope.remapped.keys()) see(name);
  for (let s = scope; s.autoremap && s.parent !== null; s = s.parent) {
    for (const name of [...s.parent.entries.keys(), ...s.parent.remapped.keys()]) see(name);
  }
  return names;
}

/** The slot of an entry that must be there already. */
export function knownSlot(slots: Slots, scope: Scope, name: string, place: SourcePlace): number {
  const slot = findEntry(scope, name);
  if (slot !== null) return slot;
  const known = Object.keys(namesOf(slots, scope)).filter((key) => !(key in slots.host));
  const near = known.length === 0 ? "" : `${didYouMean(name, known)}; `;
  const message = `Unknown entry "${name}"`;
  return refuse("CONFIG_TREE_PORT", message, place, `${near}make it with ${name} := 0`);
}
