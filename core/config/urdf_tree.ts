/**
 * Links and joints of a URDF, each with where it stands: the frames are added up from the root, so
 * that everything is in the root's frame (x forward, y left, z up, m, rad).
 *
 * @module
 */
import { cos, sin } from "core/math/mod.ts";
import {
  attributeNumber,
  childOf,
  numbersOf,
  plainName,
  refuseUrdf,
  type UrdfElement,
} from "./urdf_xml.ts";

/** x, y, z. */
export type Triple = readonly [number, number, number];

/** A frame: rotation as rows, and origin. */
export interface Frame {
  readonly rows: readonly [Triple, Triple, Triple];
  readonly at: Triple;
}

/** A simple solid: a box by its sides, a cylinder along z by radius and length, or a ball. */
export interface Solid {
  readonly kind: "box" | "cylinder" | "sphere";
  /** Half sides of the box around it, own frame. */
  readonly half: Triple;
  readonly frame: Frame;
}

/** A part of the robot. */
export interface Link {
  readonly name: string;
  readonly massKg: number;
  /** What it touches with; what is drawn where nothing simple touches. */
  readonly solids: readonly Solid[];
  readonly frame: Frame;
  /** The joint that holds it; null of the root. */
  readonly joint: Joint | null;
}

/** A joint. */
export interface Joint {
  readonly element: UrdfElement;
  readonly type: string;
  readonly parent: string;
  readonly child: string;
  /** In the root's frame. */
  readonly axis: Triple;
}

const origin: Frame = { rows: [[1, 0, 0], [0, 1, 0], [0, 0, 1]], at: [0, 0, 0] };

/** A direction of a frame in that frame's own parent. */
export function turned({ rows }: Frame, v: Triple): Triple {
  const row = (r: Triple): number => r[0] * v[0] + r[1] * v[1] + r[2] * v[2];
  return [row(rows[0]), row(rows[1]), row(rows[2])];
}

/** A point of a frame in that frame's own parent. */
export function placed(frame: Frame, v: Triple): Triple {
  const [x, y, z] = turned(frame, v);
  return [x + frame.at[0], y + frame.at[1], z + frame.at[2]];
}

function joined(outer: Frame, inner: Frame): Frame {
  const column = (i: 0 | 1 | 2): Triple =>
    turned(outer, [inner.rows[0][i], inner.rows[1][i], inner.rows[2][i]]);
  const [a, b, c] = [column(0), column(1), column(2)];
  return {
    rows: [[a[0], b[0], c[0]], [a[1], b[1], c[1]], [a[2], b[2], c[2]]],
    at: placed(outer, inner.at),
  };
}

function triple(element: UrdfElement, name: string, fallback: Triple): Triple {
  const text = element.attributes.get(name);
  if (text === undefined) return fallback;
  const [x = 0, y = 0, z = 0] = numbersOf(text, 3, element.place);
  return [x, y, z];
}

/** The frame of an element's `<origin>`: roll, pitch and yaw about fixed axes. */
function originOf(element: UrdfElement): Frame {
  const found = childOf(element, "origin");
  if (found === null) return origin;
  const [roll, pitch, yaw] = triple(found, "rpy", [0, 0, 0]);
  const [sr, cr, sp, cp] = [sin(roll), cos(roll), sin(pitch), cos(pitch)];
  const [sy, cy] = [sin(yaw), cos(yaw)];
  return {
    rows: [
      [cy * cp, cy * sp * sr - sy * cr, cy * sp * cr + sy * sr],
      [sy * cp, sy * sp * sr + cy * cr, sy * sp * cr - cy * sr],
      [-sp, cp * sr, cp * cr],
    ],
    at: triple(found, "xyz", [0, 0, 0]),
  };
}

function solidOf(element: UrdfElement, link: Frame): Solid | null {
  const geometry = childOf(element, "geometry");
  const frame = joined(link, originOf(element));
  const [shape] = geometry?.children ?? [];
  if (shape?.name === "box") {
    const [x, y, z] = triple(shape, "size", [0, 0, 0]);
    return { kind: "box", half: [x / 2, y / 2, z / 2], frame };
  }
  const radius = attributeNumber(shape ?? null, "radius") ?? 0;
  if (shape?.name === "cylinder") {
    const half = (attributeNumber(shape, "length") ?? 0) / 2;
    return { kind: "cylinder", half: [radius, radius, half], frame };
  }
  return shape?.name === "sphere"
    ? { kind: "sphere", half: [radius, radius, radius], frame }
    : null;
}

function solidsOf(element: UrdfElement, frame: Frame): Solid[] {
  const of = (kind: string): Solid[] =>
    element.children.filter(({ name }) => name === kind)
      .map((each) => solidOf(each, frame)).filter((solid) => solid !== null);
  const touching = of("collision");
  return touching.length > 0 ? touching : of("visual");
}

function nameOf(element: UrdfElement | null, key: string): string {
  return plainName(element?.attributes.get(key) ?? "");
}

function linkOf(element: UrdfElement, frame: Frame, joint: Joint | null): Link {
  const inertial = childOf(element, "inertial");
  const mass = inertial === null ? null : childOf(inertial, "mass");
  return {
    name: nameOf(element, "name"),
    massKg: attributeNumber(mass, "value") ?? 0,
    solids: solidsOf(element, frame),
    frame,
    joint,
  };
}

/** The links of a robot by name, the root first. */
export function linkTree(robot: UrdfElement): ReadonlyMap<string, Link> {
  const named = new Map(
    robot.children.filter(({ name }) => name === "link").map((
      each,
    ) => [nameOf(each, "name"), each]),
  );
  const joints = robot.children.filter(({ name, children }) => name === "joint" && children.length);
  const children = new Set(joints.map((joint) => nameOf(childOf(joint, "child"), "link")));
  const [root] = [...named.keys()].filter((name) => !children.has(name));
  if (root === undefined) {
    refuseUrdf("Robot has no link that all others hang from", robot.place, "joints form a tree");
  }
  const links = new Map<string, Link>();
  const add = (name: string, frame: Frame, joint: Joint | null): void => {
    const element = named.get(name);
    if (element === undefined || links.has(name)) {
      const is = element === undefined ? "no link of that name" : "two joints hold it";
      refuseUrdf(`Cannot place link "${name}": ${is}`, (joint?.element ?? robot).place, "name it");
    }
    links.set(name, linkOf(element, frame, joint));
    for (const held of joints) {
      if (nameOf(childOf(held, "parent"), "link") !== name) continue;
      const child = nameOf(childOf(held, "child"), "link");
      const there = joined(frame, originOf(held));
      const along = childOf(held, "axis");
      const axis = turned(there, along === null ? [1, 0, 0] : triple(along, "xyz", [1, 0, 0]));
      const type = held.attributes.get("type") ?? "fixed";
      add(child, there, { element: held, type, parent: name, child, axis });
    }
  };
  add(root, origin, null);
  return links;
}
