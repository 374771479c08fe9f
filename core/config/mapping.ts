/** Section `world.mapping`: a map that a running robot makes while it drives. @module */
import * as v from "valibot";
import { quantity } from "./fields.ts";
import type { Finding } from "./finding.ts";
import type { Config } from "./schema.ts";

/** Most cells of a map that is made while driving: one byte each, looked through at each save. */
const maxCells = 16e6;

const length = (min: number, max: number, text: string) => quantity(min, max, { unit: "m", text });

/** Schema of section `world.mapping`. */
export const mappingSchema = v.pipe(
  v.strictObject({
    enabled: v.optional(
      v.pipe(v.boolean(), v.description("Make a map while the robot runs")),
      false,
    ),
    resolutionM: v.optional(length(0.01, 1, "Side of a cell"), 0.05),
    sizeM: v.optional(length(1, 2000, "Side of the square about the start that is mapped"), 60),
    saveTo: v.optional(
      v.pipe(
        v.string(),
        v.minLength(1),
        v.description("The map's YAML, the PGM beside it; else beside the recording"),
      ),
    ),
  }),
  v.check(
    ({ sizeM, resolutionM }) => (sizeM / resolutionM) * (sizeM / resolutionM) <= maxCells,
    `a map of at most ${maxCells / 1e6} million cells: a smaller sizeM or a larger resolutionM`,
  ),
);

/** A map is made of a lidar's scans. */
export function mappingFindings(config: Config): Finding[] {
  const { enabled } = config.world.mapping;
  if (!enabled || config.robot.sensors.some((sensor) => sensor.kind === "lidar")) return [];
  return [{
    code: "CONFIG_CONFLICT",
    path: ["world", "mapping", "enabled"],
    value: enabled,
    message: 'Cannot make a map: the robot has no sensor of kind "lidar"',
    help: "add the sensor, or set enabled to false",
  }];
}
