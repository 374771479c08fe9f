/**
 * The floors of core: an import goes to a lower floor only. To add a room, put it into the floor
 * above everything that it imports; core/ARCHITECTURE.md lists them too.
 *
 * @module
 */

const rooms: readonly (readonly string[])[] = [
  ["base64.ts", "fault.ts", "codes.ts", "nearest.ts", "quantity.ts", "field.ts", "math"],
  ["clock.ts", "geometry.ts", "image", "transforms.ts", "warden"],
  ["messages"],
  ["config", "telemetry"],
  ["bus", "condition", "link", "world"],
  ["tree"],
  ["cameras", "driver", "kernel", "perception", "plan", "record", "store"],
  ["dataset", "missions", "navigation", "operator", "realtime", "replay", "serve"],
  ["brain", "report"],
  ["mind", "runlog"],
  ["fleet", "supervise"],
];

/** The floor of each room of core, by `core/NAME`. */
export const floors: ReadonlyMap<string, number> = new Map(
  rooms.flatMap((names, floor) => names.map((name) => [`core/${name}`, floor] as const)),
);
