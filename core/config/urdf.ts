/**
 * A URDF as the base of a config (`extends: robot.urdf`): geometry of the drive, outline, mass, and
 * the lidar and IMU that its `<gazebo>` sections describe. What a URDF does not say (limits of
 * speed and acceleration, the battery) the config that extends it says.
 *
 * @module
 */
import { fail, MechError, ok, type Result, type SourcePlace } from "core/fault.ts";
import { atan2 } from "core/math/mod.ts";
import type { YamlDocument } from "./document.ts";
import { type Link, linkTree } from "./urdf_tree.ts";
import { urdfOutline } from "./urdf_outline.ts";
import { urdfDrive } from "./urdf_wheels.ts";
import {
  below,
  childOf,
  plainName,
  readUrdfXml,
  textNumber,
  type UrdfElement,
} from "./urdf_xml.ts";

/** True where a file is a robot's description rather than a config. */
export function isUrdf(file: string): boolean {
  return file.endsWith(".urdf");
}

type Mapping = Record<string, unknown>;

const degPerRad = 57.29577951308232;
/** More beams than a scan may have are taken together. */
const mostBeams = 1440;

/** Without what is null: a key that a URDF does not say is not there. */
function said(entries: Mapping): Mapping {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== null));
}

function mountOf(link: Link, originXM: number, originYM: number, aheadRad: number): Mapping {
  const [forward, left] = [link.frame.rows[0][0], link.frame.rows[1][0]];
  return {
    x: link.frame.at[0] - originXM,
    y: link.frame.at[1] - originYM,
    yawRad: atan2(left, forward) + aheadRad,
  };
}

/** `<sensor type="ray">` and its newer names. */
function lidarOf(sensor: UrdfElement): { keys: Mapping; aheadRad: number } | null {
  const ray = childOf(sensor, "ray") ?? childOf(sensor, "lidar");
  const scan = ray === null ? null : below(ray, "scan", "horizontal");
  if (ray === null || scan === null) return null;
  const number = (element: UrdfElement | null, ...way: string[]): number | null =>
    element === null ? null : textNumber(below(element, ...way));
  const low = number(scan, "min_angle") ?? 0;
  const high = number(scan, "max_angle") ?? 0;
  const keys = said({
    beams: Math.min(mostBeams, number(scan, "samples") ?? 1),
    fovDeg: Math.min(360, (high - low) * degPerRad),
    minM: number(ray, "range", "min"),
    maxM: number(ray, "range", "max"),
    noiseM: number(ray, "noise", "stddev"),
    rateHz: number(sensor, "update_rate"),
  });
  return { keys, aheadRad: (low + high) / 2 };
}

/** The sensors of `<gazebo reference="LINK"><sensor>`, and the wheels' encoders. */
function sensorsOf(
  robot: UrdfElement,
  links: ReadonlyMap<string, Link>,
  originXM: number,
  originYM: number,
): Mapping[] {
  const found: Mapping[] = [{ name: "wheels", kind: "encoder" }];
  for (const section of robot.children) {
    const link = links.get(plainName(section.attributes.get("reference") ?? ""));
    if (section.name !== "gazebo" || link === undefined) continue;
    for (const sensor of section.children.filter(({ name }) => name === "sensor")) {
      const name = plainName(sensor.attributes.get("name") ?? "") || link.name;
      const lidar = lidarOf(sensor);
      if (lidar !== null) {
        const mount = mountOf(link, originXM, originYM, lidar.aheadRad);
        found.push({ name, kind: "lidar", mount, ...lidar.keys });
      } else if (sensor.attributes.get("type") === "imu") {
        const rateHz = textNumber(childOf(sensor, "update_rate"));
        found.push(said({
          name,
          kind: "imu",
          mount: mountOf(link, originXM, originYM, 0),
          rateHz,
        }));
      }
    }
  }
  return found;
}

function configOf(robot: UrdfElement): Mapping {
  const links = linkTree(robot);
  const { originXM, originYM, ...drive } = urdfDrive(robot, links);
  const polygon = urdfOutline(links, originXM, originYM);
  const massKg = [...links.values()].reduce((sum, link) => sum + link.massKg, 0);
  return {
    robot: said({
      name: plainName(robot.attributes.get("name") ?? "") || null,
      drive: said({ ...drive }),
      footprint: polygon === null ? null : { polygon },
      sensors: sensorsOf(robot, links, originXM, originYM),
    }),
    ...(massKg > 0 ? { sim: { massKg } } : {}),
  };
}

/** Reads a URDF as if it were the config file that says the same. */
export function readUrdf(bytes: Uint8Array, file: string): Result<YamlDocument> {
  const top: SourcePlace = { file, line: 1, column: 1, excerpt: null };
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const message = "File is not UTF-8 text";
    return fail({ code: "CONFIG_NOT_UTF8", message, place: top, help: "save it as UTF-8" });
  }
  const robot = readUrdfXml(text, file);
  if (!robot.ok) return robot;
  try {
    const data = configOf(robot.value);
    // Everything here is worked out from many elements: the robot as a whole is its place.
    return ok({
      file,
      data,
      placeOf: () => robot.value.place,
      placeOfKey: () => robot.value.place,
    });
  } catch (error) {
    if (error instanceof MechError) return fail(error.fault);
    throw error;
  }
}
