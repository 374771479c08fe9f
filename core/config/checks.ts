/** Rules over several values at once, each fault at the line of the value to change. @module */
import type { Fault } from "core/fault.ts";
import { mostCameras, mostPngBytes } from "core/image/mod.ts";
import { didYouMean } from "core/nearest.ts";
import { checkDrive } from "./drive.ts";
import { yawOf } from "./fields.ts";
import type { Places } from "./diagnose.ts";
import type { Finding } from "./finding.ts";
import { pathText } from "./say.ts";
import { mappingFindings } from "./mapping.ts";
import { type Config, footprintPolygon, isConvex, type ParsedConfig } from "./schema.ts";
import { skillFindings } from "./skill_checks.ts";

const limitNames = [
  "maxLinearMps",
  "maxReverseMps",
  "maxLateralMps",
  "maxAngularRadps",
  "maxLinearMps2",
  "maxAngularRadps2",
  "maxLinearJerkMps3",
  "maxAngularJerkRadps3",
] as const;

function limitsWithin(config: Config): Finding[] {
  const findings: Finding[] = [];
  for (const name of limitNames) {
    const value = config.kernel.limits[name];
    const envelope = config.robot.limits[name];
    if (value <= envelope) continue;
    findings.push({
      code: "CONFIG_LIMIT_ABOVE_ROBOT",
      path: ["kernel", "limits", name],
      value,
      message: `Cannot set "${name}" to ${value}: the machine's envelope is ${envelope}`,
      help: `at most ${envelope} (robot.limits.${name})`,
    });
  }
  return findings;
}

function ttlOrder(config: Config): Finding[] {
  const { deviceMs, teleopMs, brainMs, operatorLeaseMs } = config.kernel.ttl;
  const steps = [
    ["deviceMs", deviceMs],
    ["teleopMs", teleopMs],
    ["brainMs", brainMs],
    ["operatorLeaseMs", operatorLeaseMs],
  ] as const;
  const findings: Finding[] = [];
  for (let i = 1; i < steps.length; i++) {
    const [lower, low] = steps[i - 1] ?? ["", 0];
    const [upper, high] = steps[i] ?? ["", 0];
    if (high > low) continue;
    findings.push({
      code: "CONFIG_CONFLICT",
      path: ["kernel", "ttl", upper],
      value: high,
      message: `Cannot use ${high} ms for "${upper}": it must be above "${lower}" (${low} ms)`,
      help: "the net nearest to the motor acts first: device < teleop < brain < operator lease",
    });
  }
  return findings;
}

function physicsMultiple(config: Config): Finding[] {
  const { physicsHz } = config.sim;
  const { tickHz } = config.kernel;
  if (physicsHz % tickHz === 0) return [];
  return [{
    code: "CONFIG_CONFLICT",
    path: ["sim", "physicsHz"],
    value: physicsHz,
    message: `Cannot use ${physicsHz} Hz for "physicsHz": not a multiple of tickHz (${tickHz} Hz)`,
    help: `for example ${Math.max(1, Math.round(physicsHz / tickHz)) * tickHz}`,
  }];
}

function driveFits(parsed: ParsedConfig, config: Config): Finding[] {
  const { drive } = config.robot;
  const findings: Finding[] = checkDrive(parsed.robot.drive).map(({ key, ...finding }) => ({
    ...finding,
    code: "CONFIG_CONFLICT",
    path: ["robot", "drive", key],
  }));
  const sideways = parsed.robot.limits.maxLateralMps;
  if (drive.kind !== "omni" && sideways !== undefined && sideways > 0) {
    findings.push({
      code: "CONFIG_CONFLICT",
      path: ["robot", "limits", "maxLateralMps"],
      value: sideways,
      message: `Cannot move sideways with a drive of kind "${drive.kind}"`,
      help: "remove the key: only omni moves sideways",
    });
  }
  if (config.hal.driver === "loopback" && (drive.kind === "omni" || drive.kind === "ackermann")) {
    findings.push({
      code: "CONFIG_CONFLICT",
      path: ["hal", "driver"],
      value: config.hal.driver,
      message: `Cannot pretend a drive of kind "${drive.kind}" by "loopback": it has two wheels`,
      help: "use sim",
    });
  }
  return findings;
}

function shape(config: Config): Finding[] {
  if (isConvex(footprintPolygon(config))) return [];
  return [{
    code: "CONFIG_CONFLICT",
    path: ["robot", "footprint"],
    value: "polygon",
    message: "Footprint polygon is not convex",
    help: "give the convex outline, corners in order",
  }];
}

function causeNamesKnown(config: Config, known: readonly string[]): Finding[] {
  return Object.keys(config.failsafe.causes).filter((name) => !known.includes(name)).map((
    name,
  ) => ({
    code: "CONFIG_UNKNOWN_KEY",
    path: ["failsafe", "causes", name],
    value: name,
    message: `Unknown key "${name}": not a cause of the failsafe`,
    help: didYouMean(name, known),
  }));
}

function sensorsUnique(config: Config): Finding[] {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const [index, sensor] of config.robot.sensors.entries()) {
    // Cameras are told apart by their names; of the others the kernel takes one of each kind.
    const isCamera = sensor.kind === "camera";
    const what = isCamera ? `camera "${sensor.name}"` : sensor.kind;
    const twice = seen.has(what);
    seen.add(what);
    if (!twice) continue;
    if (isCamera) {
      findings.push({
        code: "CONFIG_CONFLICT",
        path: ["robot", "sensors", index, "name"],
        value: sensor.name,
        message: `Cannot use two cameras named "${sensor.name}"`,
        help: "give each a name of its own",
      });
      continue;
    }
    findings.push({
      code: "CONFIG_CONFLICT",
      path: ["robot", "sensors", index],
      value: sensor.kind,
      message: `Cannot use two sensors of kind "${sensor.kind}": one of each has arrived`,
      help: "keep one",
    });
  }
  return findings;
}

/** Pixels of a depth image that no noise makes too large: 2 bytes each, and the PNG's own. */
const mostDepthPixels = Math.floor(mostPngBytes / 2.1);

/** Cameras: no more than are carried, and depths that fit their carriers whole. */
function camerasFit(config: Config): Finding[] {
  const findings: Finding[] = [];
  let cameras = 0;
  for (const [index, sensor] of config.robot.sensors.entries()) {
    if (sensor.kind !== "camera") continue;
    cameras += 1;
    if (cameras > mostCameras) {
      findings.push({
        code: "CONFIG_CONFLICT",
        path: ["robot", "sensors", index],
        value: sensor.name,
        message: `Cannot use more than ${mostCameras} cameras`,
        help: "leave this one out",
      });
    }
    if (sensor.image !== "depth" || sensor.width * sensor.height <= mostDepthPixels) continue;
    findings.push({
      code: "CONFIG_RANGE",
      path: ["robot", "sensors", index, "width"],
      value: sensor.width,
      message:
        `Depth image has ${sensor.width} x ${sensor.height} pixels: at most ${mostDepthPixels} in all`,
      help: "make it smaller, e.g. 320 x 240",
    });
  }
  return findings;
}

/** ISO 13850: an emergency stop takes the power from the drives, sooner or later. */
function estopTakesPower({ hal }: ParsedConfig): Finding[] {
  if (hal.stopCategory !== 2) return [];
  return [{
    code: "CONFIG_RANGE",
    path: ["hal", "stopCategory"],
    value: hal.stopCategory,
    message: "Cannot use stop category 2 for an E-stop: it leaves the drives powered",
    help: "0 takes the power at once; 1 brakes first, for a load that must not be dropped",
  }];
}

/** A dock with contact needs a heading to come up in, and the sensor that feels the contact. */
function dockFelt(config: Config): Finding[] {
  const { dock } = config.world;
  if (dock === undefined || dock.contact === "none") return [];
  const kind = dock.contact === "charge" ? "battery" : "bumper";
  const path = ["world", "dock", "contact"];
  const value = dock.contact;
  const findings: Finding[] = [];
  if (yawOf(dock) === undefined) {
    findings.push({
      code: "CONFIG_CONFLICT",
      path,
      value,
      message: `Cannot dock by "${value}": the dock has no heading`,
      help: "give world.dock.yawDeg, the heading of a docked robot",
    });
  }
  if (!config.robot.sensors.some((sensor) => sensor.kind === kind)) {
    findings.push({
      code: "CONFIG_CONFLICT",
      path,
      value,
      message: `Cannot dock by "${value}": the robot has no sensor of kind "${kind}"`,
      help: 'add the sensor, or use contact "none"',
    });
  }
  return findings;
}

/**
 * Everything that a single field cannot say, of the config as written and as resolved. `causes`:
 * names of the failsafe's causes.
 */
export function crossCheck(
  parsed: ParsedConfig,
  config: Config,
  places: Places,
  causes: readonly string[],
): Fault[] {
  const findings = [
    ...limitsWithin(config),
    ...ttlOrder(config),
    ...physicsMultiple(config),
    ...driveFits(parsed, config),
    ...shape(config),
    ...causeNamesKnown(config, causes),
    ...sensorsUnique(config),
    ...camerasFit(config),
    ...dockFelt(config),
    ...estopTakesPower(parsed),
    ...mappingFindings(config),
    ...skillFindings(config),
  ];
  return findings.map((finding) => {
    const place = finding.code === "CONFIG_UNKNOWN_KEY"
      ? places.placeOfKey(finding.path)
      : places.placeOf(finding.path);
    return {
      code: finding.code,
      message: finding.message,
      path: pathText(finding.path),
      value: JSON.stringify(finding.value),
      help: finding.help,
      ...(place === undefined ? {} : { place }),
    };
  });
}
