/**
 * What the robot stands on and passes: doors that stand open for a while, stretches of floor with
 * another grip or a slope, and floor that is not there. A door is one of the world's boxes; open, it
 * is out of everybody's way.
 *
 * @module
 */

/** A door as it is made: a box, and when it is open, s. */
export interface DoorSpec {
  readonly box: {
    readonly xM: number;
    readonly yM: number;
    readonly widthM: number;
    readonly heightM: number;
    readonly yawRad: number;
  };
  readonly open: readonly (readonly [number, number])[];
}

/** A door of the world. */
export interface Door {
  /** Corners as the world sees them: those of the closed door, or far away. */
  readonly corners: Float64Array;
  readonly closed: Float64Array;
  readonly open: readonly (readonly [number, number])[];
  isOpen: number;
}

/** Corners of a stretch of floor, in order. */
export type FloorPolygon = readonly (readonly [number, number])[];

/** A stretch of floor: its friction, and a slope that rises toward `uphillRad` of the world. */
export interface FloorZone {
  readonly polygon: FloorPolygon;
  readonly friction: number;
  readonly slopeRad?: number;
  readonly uphillRad?: number;
}

/** Where an open door is: beyond every sensor. */
const awayM = 1e7;

/** A door that is closed at first. */
export function createDoor(closed: Float64Array, open: Door["open"]): Door {
  return { corners: Float64Array.from(closed), closed, open, isOpen: 0 };
}

/** Opens and closes the doors as their times say. */
export function stepDoors(doors: readonly Door[], timeS: number): void {
  for (const door of doors) {
    let isOpen = 0;
    for (const [from, until] of door.open) if (timeS >= from && timeS < until) isOpen = 1;
    if (isOpen === door.isOpen) continue;
    door.isOpen = isOpen;
    for (let i = 0; i < door.corners.length; i++) {
      door.corners[i] = (door.closed[i] ?? 0) + (isOpen === 1 ? awayM : 0);
    }
  }
}

/** True inside a polygon of any form: a ray to the right crosses its outline an odd number of times. */
export function inPolygon(polygon: FloorPolygon, x: number, y: number): boolean {
  let inside = false;
  for (let i = 0; i < polygon.length; i++) {
    const [ax, ay] = polygon[i] ?? [0, 0];
    const [bx, by] = polygon[i === 0 ? polygon.length - 1 : i - 1] ?? [0, 0];
    if ((ay > y) !== (by > y) && x < ax + (y - ay) / (by - ay) * (bx - ax)) inside = !inside;
  }
  return inside;
}

/** The zone that a point is on: the last that covers it, or null. */
export function zoneAt(zones: readonly FloorZone[], x: number, y: number): FloorZone | null {
  let found: FloorZone | null = null;
  for (const zone of zones) if (inPolygon(zone.polygon, x, y)) found = zone;
  return found;
}

/** Friction at a point: that of the last zone that covers it, else the floor's own. */
export function frictionAt(
  zones: readonly FloorZone[],
  x: number,
  y: number,
  otherwise: number,
): number {
  return zoneAt(zones, x, y)?.friction ?? otherwise;
}
