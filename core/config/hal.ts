/** Section `hal`: the driver of the robot's device, and how that device stops. @module */
import * as v from "valibot";
import { count } from "./fields.ts";

/** IEC 60204-1 categories that an E-stop may be: 0 = power off at once, 1 = brake, then power off. */
export type StopCategory = 0 | 1;

/**
 * Drivers that config may name, and the category by which the device of each stops where config does
 * not say another: what its manifest declares (tests/hal compare the two).
 */
export const halDrivers = {
  sim: { stopCategory: 0 },
  loopback: { stopCategory: 0 },
} as const satisfies Record<string, { readonly stopCategory: StopCategory }>;

type DriverName = keyof typeof halDrivers;

/** Schema of the section. */
export const halSchema = v.strictObject({
  driver: v.optional(v.picklist(Object.keys(halDrivers) as DriverName[]), "sim"),
  stopCategory: v.optional(
    count(0, 2, {
      text: "IEC 60204-1 category of an E-stop: 0 takes the power at once; 1 brakes, then takes " +
        "it (a load that must not be dropped); the driver's own if left out",
    }),
  ),
});

/** The section without holes. */
export type Hal = Omit<v.InferOutput<typeof halSchema>, "stopCategory"> & {
  readonly stopCategory: StopCategory;
};

/** Fills in what the driver's manifest says. A 2 is refused where the whole config is checked. */
export function resolveHal(given: v.InferOutput<typeof halSchema>): Hal {
  const category = given.stopCategory ?? halDrivers[given.driver].stopCategory;
  return { ...given, stopCategory: category === 1 ? 1 : 0 };
}
