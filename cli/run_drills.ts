/** `--drill NAME@TIME`: which failure, and when after the robot was ready. @module */
import { type DrillName, drillNames, drillNumber } from "core/bus/mod.ts";
import { parseDuration } from "core/config/mod.ts";
import { fail, ok, type Result } from "core/fault.ts";
import { didYouMean } from "core/nearest.ts";

/** A drill to come. */
export interface PlannedDrill {
  readonly number: number;
  readonly atMs: number;
}

function isDrill(name: string): name is DrillName {
  return (drillNames as readonly string[]).includes(name);
}

function bad(text: string, message: string, help: string): Result<never> {
  return fail({ code: "CLI_BAD_VALUE", message, value: text, help });
}

/** Reads the drills. Fails where the robot is not simulated: real hardware takes no drills. */
export function readDrills(
  texts: readonly string[],
  driver: string,
): Result<readonly PlannedDrill[]> {
  const drills: PlannedDrill[] = [];
  for (const text of texts) {
    if (driver !== "sim") {
      return bad(text, `Cannot drill a robot with driver "${driver}"`, "use --hal sim");
    }
    const [name = "", when = "0s"] = text.split("@");
    const atMs = when === "0s" ? 0 : parseDuration(when);
    if (!isDrill(name)) {
      return bad(text, `Drill "${name}" does not exist`, didYouMean(name, drillNames));
    }
    if (atMs === null) {
      return bad(text, `Cannot read the time of drill "${text}"`, "write it like hal.hang@2s");
    }
    drills.push({ number: drillNumber(name), atMs });
  }
  return ok(drills);
}
