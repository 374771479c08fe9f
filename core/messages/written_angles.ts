/** Intents as they stand in files: angles may be in degrees there (INTERFACES.md section 1). @module */

const radPerDeg = 0.017453292519943295;

/** Fields of intents that a file may also write in degrees, and what they are inside. */
const degrees: ReadonlyMap<string, string> = new Map([
  ["yawDeg", "yawRad"],
  ["rollDeg", "rollRad"],
  ["pitchDeg", "pitchRad"],
  ["angleDeg", "angleRad"],
  ["positionDeg", "positionRad"],
]);

/**
 * An intent of a file with its angles in radians. A field that is given in both units stays as it
 * is, and the gate refuses the one that it does not know. What a brain sends is never changed.
 */
export function anglesInRadians(
  intent: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(intent).map(([key, value]) => {
      const inside = degrees.get(key);
      if (inside === undefined || typeof value !== "number") return [key, value];
      return Object.hasOwn(intent, inside) ? [key, value] : [inside, value * radPerDeg];
    }),
  );
}
