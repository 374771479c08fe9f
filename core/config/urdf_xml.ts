/**
 * The XML of a URDF as plain elements with their lines. Nothing is expanded: a file that needs
 * xacro is refused, only names may hold `${prefix}`, which is dropped.
 *
 * @module
 */
import { DOMParser, ParseError } from "@xmldom/xmldom";
import { fail, MechError, ok, type Result, type SourcePlace } from "core/fault.ts";
import { type XmlNode, xmlTypes } from "./xml_node.ts";

/** An element: its name, attributes, text, children, and where it stands. */
export interface UrdfElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly text: string;
  readonly children: readonly UrdfElement[];
  readonly place: SourcePlace;
}

/** Most elements of a file, and how deep they may stand. */
const mostElements = 6000;
const mostDepth = 40;
const expandFirst = "expand it first: xacro robot.urdf.xacro > robot.urdf";
/** Of xacro these say nothing that a robot is made of. */
const idle = new Set(["xacro:arg", "xacro:property"]);

/** Throws the fault of a file that is not what is read here. */
export function refuseUrdf(message: string, place: SourcePlace, help: string): never {
  throw new MechError({ code: "CONFIG_URDF", message, place, help });
}

interface Reading {
  readonly file: string;
  readonly lines: readonly string[];
  elements: number;
}

function placeOf(r: Reading, node: XmlNode): SourcePlace {
  const line = node.lineNumber ?? 1;
  const excerpt = r.lines[line - 1] ?? null;
  return { file: r.file, line, column: node.columnNumber ?? 1, excerpt };
}

function readElement(r: Reading, node: XmlNode, depth: number): UrdfElement {
  const place = placeOf(r, node);
  r.elements += 1;
  if (r.elements > mostElements || depth > mostDepth) {
    refuseUrdf(
      "Cannot read a URDF of this size",
      place,
      `at most ${mostElements} elements, ${mostDepth} deep`,
    );
  }
  if (node.nodeName.startsWith("xacro:") && !idle.has(node.nodeName)) {
    refuseUrdf(`Cannot read <${node.nodeName}>`, place, expandFirst);
  }
  const attributes = new Map<string, string>();
  for (let i = 0; i < (node.attributes?.length ?? 0); i++) {
    const attribute = node.attributes?.item(i);
    if (attribute) attributes.set(attribute.nodeName, attribute.nodeValue ?? "");
  }
  const children: UrdfElement[] = [];
  let text = "";
  for (let child = node.firstChild ?? null; child !== null; child = child.nextSibling ?? null) {
    if (child.nodeType === xmlTypes.element) children.push(readElement(r, child, depth + 1));
    else if (child.nodeType === xmlTypes.text) text += child.nodeValue ?? "";
  }
  return { name: node.nodeName, attributes, text: text.trim(), children, place };
}

function parse(r: Reading, text: string): XmlNode {
  const top: SourcePlace = { file: r.file, line: 1, column: 1, excerpt: r.lines[0] ?? null };
  try {
    return new DOMParser({
      onError: (level, message) => {
        if (level !== "warning") throw new ParseError(message);
      },
    }).parseFromString(text, "text/xml");
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const [said = ""] = error.message.split("\n");
    return refuseUrdf(`Cannot read the XML: ${said}`, top, "is it a URDF?");
  }
}

/** The `<robot>` of a URDF. */
export function readUrdfXml(text: string, file: string): Result<UrdfElement> {
  const r: Reading = { file, lines: text.split(/\r?\n/), elements: 0 };
  const top: SourcePlace = { file, line: 1, column: 1, excerpt: r.lines[0] ?? null };
  try {
    const document = parse(r, text);
    for (let node = document.firstChild ?? null; node !== null; node = node.nextSibling ?? null) {
      if (node.nodeType === xmlTypes.doctype) {
        refuseUrdf("Cannot read XML with a DOCTYPE", placeOf(r, node), "remove it");
      }
      if (node.nodeType !== xmlTypes.element) continue;
      if (node.nodeName === "robot") return ok(readElement(r, node, 0));
      refuseUrdf(`File begins with <${node.nodeName}>`, placeOf(r, node), "a URDF has <robot>");
    }
    return refuseUrdf("File has no <robot>", top, "is it a URDF?");
  } catch (error) {
    if (error instanceof MechError) return fail(error.fault);
    throw error;
  }
}

/** The first child of a name. */
export function childOf(element: UrdfElement, name: string): UrdfElement | null {
  return element.children.find((child) => child.name === name) ?? null;
}

/** The first element of a way of names below an element. */
export function below(element: UrdfElement, ...names: readonly string[]): UrdfElement | null {
  return names.reduce<UrdfElement | null>(
    (at, name) => at === null ? null : childOf(at, name),
    element,
  );
}

/** Numbers of an attribute or a text: exactly so many, finite. */
export function numbersOf(text: string, count: number, place: SourcePlace): number[] {
  const numbers = text.trim().split(/\s+/).map(Number);
  if (numbers.length === count && numbers.every(Number.isFinite)) return numbers;
  const help = text.includes("${") || text.includes("$(") ? expandFirst : "write plain numbers";
  return refuseUrdf(`Cannot read "${text}": ${count} numbers are expected`, place, help);
}

/** One number of an attribute; null where it is not there. */
export function attributeNumber(element: UrdfElement | null, name: string): number | null {
  const text = element?.attributes.get(name);
  if (element === null || text === undefined) return null;
  return numbersOf(text, 1, element.place)[0] ?? null;
}

/** The number that is the text of an element; null where there is none. */
export function textNumber(element: UrdfElement | null): number | null {
  return element === null ? null : numbersOf(element.text, 1, element.place)[0] ?? null;
}

/** A name without the prefix that a launch file would fill in. */
export function plainName(text: string): string {
  return text.replaceAll(/\$[{(][^})]*[})]/g, "");
}
