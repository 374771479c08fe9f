/** Units for error messages: what a field is in, and what a value with a unit would be there. @module */

/** A number with the unit that was written behind it; "" where none was. */
export interface Quantity {
  readonly number: number;
  readonly unit: string;
}

/** Reads `0.5 m/s`, `5s`, `90deg` or `3000`; null where a text is none of these. */
export function readQuantity(text: string): Quantity | null {
  const match = /^([-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?)\s*([a-zA-Z%°][a-zA-Z0-9/^²%°]*)?$/.exec(
    text.trim(),
  );
  return match === null ? null : { number: Number(match[1]), unit: match[2] ?? "" };
}

/** Units by the ending of a key, longest first. */
const endings = [
  ["Radps2", "rad/s2"],
  ["Radps", "rad/s"],
  ["Mps2", "m/s2"],
  ["Mps", "m/s"],
  ["Percent", "%"],
  ["Rad", "rad"],
  ["Deg", "deg"],
  ["Ohm", "ohm"],
  ["KiB", "KiB"],
  ["Hz", "Hz"],
  ["Wh", "Wh"],
  ["Ms", "ms"],
  ["M", "m"],
  ["S", "s"],
  ["V", "V"],
  ["W", "W"],
] as const;

/** The unit of a field: what its schema says, else what the ending of its key says, else "". */
export function unitOf(described: string, key: string): string {
  if (described !== "" && described !== "1") return described;
  return endings.find(([ending]) => key.endsWith(ending))?.[1] ?? "";
}

/** Factors to the base unit of each kind; `min` is a minute, since `m` alone is a metre. */
const scales: readonly ReadonlyMap<string, number>[] = [
  new Map(Object.entries({ ms: 0.001, s: 1, min: 60, h: 3600 })),
  new Map(Object.entries({ mm: 0.001, cm: 0.01, m: 1, km: 1000 })),
  new Map(
    Object.entries({
      "m/s": 1,
      mps: 1,
      "cm/s": 0.01,
      "mm/s": 0.001,
      "km/h": 1 / 3.6,
      kmh: 1 / 3.6,
    }),
  ),
  new Map(Object.entries({ rad: 1, deg: Math.PI / 180, "°": Math.PI / 180 })),
  new Map(Object.entries({ "rad/s": 1, "deg/s": Math.PI / 180 })),
  new Map(Object.entries({ "m/s2": 1, "m/s^2": 1, "m/s²": 1 })),
  new Map(Object.entries({ Hz: 1, hz: 1, kHz: 1000 })),
];

/** The number to write in another unit, to 6 digits; null where the two do not convert. */
export function convert(quantity: Quantity, unit: string): number | null {
  if (quantity.unit === unit) return quantity.number;
  for (const scale of scales) {
    const from = scale.get(quantity.unit);
    const to = scale.get(unit);
    if (from !== undefined && to !== undefined) {
      return Number((quantity.number * from / to).toPrecision(6));
    }
  }
  return null;
}
