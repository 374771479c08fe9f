/**
 * Which wheels of a URDF drive the robot: joints that turn without end about an axle across the
 * robot. What hangs from a swivel that turns without end is a caster; what hangs from one with a
 * limit is steered.
 *
 * @module
 */
import { attributeNumber, childOf, refuseUrdf, type UrdfElement } from "./urdf_xml.ts";
import type { Link } from "./urdf_tree.ts";

/** A wheel that drives or is steered. */
interface Wheel {
  readonly link: Link;
  readonly radiusM: number;
  readonly xM: number;
  readonly yM: number;
  /** Largest angle of its steering, rad; null where it does not steer. */
  readonly steerRad: number | null;
  /** Highest rate that its joint names, rad/s; null where it names none. */
  readonly radps: number | null;
}

/** The drive of a URDF. */
export interface UrdfDrive {
  readonly kind: "diff" | "skid" | "ackermann";
  readonly separationM: number;
  readonly wheelRadiusM: number;
  readonly wheelbaseM: number | null;
  readonly maxSteerRad: number | null;
  readonly maxWheelRadps: number | null;
  /** Where the motion's origin is in the root's frame. */
  readonly originXM: number;
  readonly originYM: number;
}

/** Wheels of one axle stand within this, m. */
const sameAxleM = 0.02;

function swivelOf(links: ReadonlyMap<string, Link>, link: Link): Link | null {
  for (let at = links.get(link.joint?.parent ?? ""); at !== undefined;) {
    const { joint } = at;
    if (joint !== null && joint.type !== "fixed" && Math.abs(joint.axis[2]) > 0.9) return at;
    at = links.get(joint?.parent ?? "");
  }
  return null;
}

/** The rim: what the wheel's solids reach, or how high its axle is where they are meshes. */
function radiusOf(link: Link): number {
  const reach = Math.max(0, ...link.solids.map(({ half }) => half[0]));
  return reach > 0 ? reach : link.frame.at[2];
}

function wheelOf(links: ReadonlyMap<string, Link>, link: Link): Wheel | null {
  const { joint } = link;
  if (joint === null || joint.type !== "continuous" || Math.abs(joint.axis[1]) < 0.9) return null;
  const swivel = swivelOf(links, link);
  if (swivel?.joint?.type === "continuous") return null;
  const steers = swivel?.joint ?? null;
  const limit = childOf(joint.element, "limit");
  return {
    link,
    radiusM: radiusOf(link),
    xM: link.frame.at[0],
    yM: link.frame.at[1],
    steerRad: steers === null ? null : attributeNumber(childOf(steers.element, "limit"), "upper"),
    radps: attributeNumber(limit, "velocity"),
  };
}

interface Axle {
  readonly xM: number;
  readonly yM: number;
  readonly separationM: number;
  readonly wheels: readonly Wheel[];
}

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

/** Wheels that stand beside each other, the rearmost first; one alone is no axle. */
function axlesOf(wheels: readonly Wheel[]): Axle[] {
  const axles: Wheel[][] = [];
  for (const wheel of wheels.toSorted((a, b) => a.xM - b.xM)) {
    const last = axles.at(-1);
    if (last?.[0] !== undefined && wheel.xM - last[0].xM < sameAxleM) last.push(wheel);
    else axles.push([wheel]);
  }
  return axles.filter((row) => row.length > 1).map((row) => {
    const ys = row.map(({ yM }) => yM);
    const [right, left] = [Math.min(...ys), Math.max(...ys)];
    return {
      xM: mean(row.map(({ xM }) => xM)),
      yM: (left + right) / 2,
      separationM: left - right,
      wheels: row,
    };
  }).filter(({ separationM }) => separationM > sameAxleM);
}

/** How the wheels of a robot drive it. Throws where there are none to be found. */
export function urdfDrive(robot: UrdfElement, links: ReadonlyMap<string, Link>): UrdfDrive {
  const wheels = [...links.values()].map((link) => wheelOf(links, link))
    .filter((wheel) => wheel !== null);
  const axles = axlesOf(wheels);
  const rolling = axles.filter(({ wheels }) => wheels.every(({ steerRad }) => steerRad === null));
  const steered = axles.find((axle) => !rolling.includes(axle));
  const [rear] = rolling;
  if (rear === undefined) {
    return refuseUrdf(
      `Cannot find a pair of wheels: ${wheels.length} joints turn about an axle across the robot`,
      robot.place,
      "a wheel is a joint of type continuous with its axis along y",
    );
  }
  const radps = wheels.map((wheel) => wheel.radps).filter((rate) => rate !== null);
  const steers = steered?.wheels.map(({ steerRad }) => steerRad).filter((rad) => rad !== null);
  const shared = {
    wheelRadiusM: mean(rear.wheels.map(({ radiusM }) => radiusM)),
    maxWheelRadps: radps.length === 0 ? null : Math.min(...radps),
    originYM: rear.yM,
  };
  if (steered !== undefined) {
    return {
      ...shared,
      kind: "ackermann",
      separationM: rear.separationM,
      wheelbaseM: Math.abs(steered.xM - rear.xM),
      maxSteerRad: steers === undefined || steers.length === 0 ? null : Math.min(...steers),
      originXM: rear.xM,
    };
  }
  return {
    ...shared,
    kind: rolling.length > 1 ? "skid" : "diff",
    separationM: mean(rolling.map(({ separationM }) => separationM)),
    wheelbaseM: null,
    maxSteerRad: null,
    originXM: mean(rolling.map(({ xM }) => xM)),
  };
}
