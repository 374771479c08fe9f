/** A tree as text and as SVG, with what its nodes say where that is known. @module */
import { hostKinds, kinds } from "./kinds.ts";
import {
  type CompiledTree,
  hooksPerNode,
  portsPerNode,
  postScripts,
  preConditions,
} from "./table.ts";
import { treeStatuses } from "./status.ts";

/** Status of each node, by number; null = not at work. */
export type ShownStatuses = Uint8Array | null;

/** The word of a node: its kind, and its own name where it has one. */
export function titleOf(tree: CompiledTree, node: number): string {
  const word = tree.words[node] ?? "";
  const label = tree.labels[node] ?? "";
  const mark = familyOf(tree, node) === "unknown" ? "? " : "";
  return `${mark}${word}${label === word ? "" : ` "${label}"`}`;
}

function portText(tree: CompiledTree, node: number, port: number): string {
  const at = node * portsPerNode + port;
  const slot = tree.portSlots[at] ?? -1;
  if (slot >= 0) return `{${tree.slotNames[slot - tree.hostSlots] ?? "?"}}`;
  return String(tree.ports[at] ?? NaN);
}

/** What a node is told: ports, conditions and scripts, one text each. */
export function detailsOf(
  tree: CompiledTree,
  node: number,
  leaves: readonly {
    readonly ports: readonly { readonly xml: string; readonly type: unknown }[];
  }[],
): string[] {
  const kind = tree.kind[node] ?? 0;
  const ports = (kind < hostKinds ? kinds[kind]?.ports : leaves[kind - hostKinds]?.ports) ?? [];
  const details: string[] = [];
  for (const [index, port] of ports.entries()) {
    const isText = port.type === "text";
    if (port.type === "condition" || port.type === "script") continue;
    const value = tree.ports[node * portsPerNode + index] ?? NaN;
    const text = isText ? JSON.stringify(tree.texts[value] ?? "") : portText(tree, node, index);
    if (text !== "NaN") details.push(`${port.xml}=${text}`);
  }
  const body = tree.body[node] ?? -1;
  const isScript = tree.kindNames[kind] === "Script";
  const isEntry = tree.kindNames[kind] === "SetBlackboard";
  if (body >= 0 && isScript) details.push(scriptText(tree, body));
  else if (body >= 0 && !isEntry) details.push(tree.programs[body]?.text ?? "");
  for (let hook = 0; hook < hooksPerNode; hook++) {
    const program = tree.conditions[node * hooksPerNode + hook] ?? -1;
    const script = tree.scripts[node * hooksPerNode + hook] ?? -1;
    if (program >= 0) details.push(`${preConditions[hook]}: ${tree.programs[program]?.text ?? ""}`);
    if (script >= 0) details.push(`${postScripts[hook]}: ${scriptText(tree, script)}`);
  }
  return details;
}

function scriptText(tree: CompiledTree, script: number): string {
  const start = tree.scriptStart[script] ?? 0;
  const parts: string[] = [];
  for (let i = start; i < start + (tree.scriptCount[script] ?? 0); i++) {
    const name = tree.slotNames[(tree.assignSlot[i] ?? 0) - tree.hostSlots] ?? "?";
    parts.push(`${name} := ${tree.programs[tree.assignProgram[i] ?? 0]?.text ?? ""}`);
  }
  return parts.join("; ");
}

function depthOf(tree: CompiledTree, node: number): number {
  let depth = 0;
  for (let at = node; (tree.parent[at] ?? -1) >= 0; at = tree.parent[at] ?? -1) depth += 1;
  return depth;
}

function isLast(tree: CompiledTree, node: number): boolean {
  const parent = tree.parent[node] ?? -1;
  return parent < 0 || tree.end[node] === tree.end[parent];
}

/** The lines of a tree, a node each. */
export function drawText(
  tree: CompiledTree,
  leaves: Parameters<typeof detailsOf>[2],
  shown: ShownStatuses,
): string {
  const lines: string[] = [];
  for (let node = 0; node < tree.count; node++) {
    let lead = "";
    for (let at = node; (tree.parent[at] ?? -1) >= 0; at = tree.parent[at] ?? -1) {
      const last = isLast(tree, at);
      lead = (at === node ? (last ? "└─ " : "├─ ") : last ? "   " : "│  ") + lead;
    }
    const details = detailsOf(tree, node, leaves);
    const status = shown === null ? "" : `  [${treeStatuses[shown[node] ?? 0] ?? "idle"}]`;
    const told = details.length === 0 ? "" : `  ${details.join("  ")}`;
    lines.push(`${lead}${titleOf(tree, node)}${told}${status}`);
  }
  return `${lines.join("\n")}\n`;
}

const rowPx = 34;
const indentPx = 36;
const charPx = 7;
const colors: Readonly<Record<string, string>> = {
  control: "#dbeafe",
  decorator: "#ede9fe",
  leaf: "#dcfce7",
  unknown: "#fee2e2",
};

function escapeXml(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(
    /"/g,
    "&quot;",
  );
}

function familyOf(tree: CompiledTree, node: number): string {
  const kind = tree.kind[node] ?? 0;
  if (kind >= hostKinds) return "leaf";
  return kinds[kind]?.xml === "Unknown" ? "unknown" : kinds[kind]?.family ?? "leaf";
}

/** The tree as one SVG document: a row a node, indented by depth, lines to its parent. */
export function drawSvg(tree: CompiledTree, leaves: Parameters<typeof detailsOf>[2]): string {
  const parts: string[] = [];
  let width = 0;
  for (let node = 0; node < tree.count; node++) {
    const x = 12 + depthOf(tree, node) * indentPx;
    const y = 10 + node * rowPx;
    const title = titleOf(tree, node);
    const details = detailsOf(tree, node, leaves).join("  ");
    const boxPx = title.length * charPx + 16;
    width = Math.max(width, x + boxPx + 12 + details.length * charPx);
    const parent = tree.parent[node] ?? -1;
    if (parent >= 0) {
      const px = 12 + depthOf(tree, parent) * indentPx + 14;
      const py = 10 + parent * rowPx + 24;
      parts.push(`<path d="M${px} ${py}V${y + 12}H${x}" fill="none" stroke="#94a3b8"/>`);
    }
    const fill = colors[familyOf(tree, node)] ?? "#fff";
    parts.push(
      `<rect x="${x}" y="${y}" width="${boxPx}" height="24" rx="4" fill="${fill}" stroke="#475569"/>`,
      `<text x="${x + 8}" y="${y + 16}">${escapeXml(title)}</text>`,
    );
    if (details !== "") {
      const at = x + boxPx + 8;
      parts.push(`<text x="${at}" y="${y + 16}" fill="#475569">${escapeXml(details)}</text>`);
    }
  }
  const height = 20 + tree.count * rowPx;
  const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.ceil(width) + 12}" ` +
    `height="${height}" font-family="monospace" font-size="12">`;
  return `${head}\n<title>${escapeXml(tree.name)}</title>\n${parts.join("\n")}\n</svg>\n`;
}
