/**
 * What the kernel knows of its dock: where the robot stands in the dock's frame, whether it feels
 * the contact, and how the docking that runs has come along (skills/dock.ts drives it).
 *
 * @module
 */
import { at } from "core/fault.ts";
import { cos, sin, wrapAngle } from "core/math/mod.ts";
import type { Kernel } from "./state.ts";

/** Numbers of `DockParams.contact`, in the order of config's names. */
export const dockContact = { none: 0, charge: 1, bumper: 2 } as const;

/** Numbers of `DockingState.stage`. */
export const dockStages = { none: 0, leaving: 1, staging: 2, line: 3, waiting: 4, backing: 5 };

/** How this robot docks (config `world.dock`). */
export interface DockParams {
  readonly contact: number;
  readonly approachM: number;
  readonly speedMps: number;
  readonly reachM: number;
  readonly waitNs: number;
  readonly tries: number;
  readonly chargeA: number;
}

/** The docking that runs, or how the last one ended. */
export interface DockingState {
  stage: number;
  /** Tries without contact. */
  tries: number;
  /** When the robot began to wait for contact, ns. */
  waitNs: number;
  /** 1 = the last docking gave up; until the next one, contact, or the robot went away. */
  failed: number;
}

/** No docking. */
export function createDocking(): DockingState {
  return { stage: dockStages.none, tries: 0, waitNs: 0, failed: 0 };
}

/** Within this of its pose the robot can be in the dock, m and rad. */
const alongM = 0.12;
const acrossM = 0.1;
const offRad = 0.3;

const place = { alongM: 0, acrossM: 0, offRad: 0 };

/**
 * Where the robot is in the dock's frame: how far along its line (0 = at the dock, negative =
 * before it), how far to the left of it, and how it is turned against it. One record, rewritten
 * by each call; the robot must have a dock.
 */
export function placeInDock(kernel: Kernel): typeof place {
  const { params: p, state: s } = kernel;
  const dock = at(p.places, p.dock);
  const c = cos(dock.yawRad);
  const n = sin(dock.yawRad);
  const dx = s.odometry.xM - dock.xM;
  const dy = s.odometry.yM - dock.yM;
  place.alongM = c * dx + n * dy;
  place.acrossM = c * dy - n * dx;
  place.offRad = wrapAngle(s.odometry.yawRad - dock.yawRad);
  return place;
}

/** True where the robot stands where a docked robot stands. */
export function isInDock(kernel: Kernel): boolean {
  const { params: p, state: s } = kernel;
  if (p.docking.contact === dockContact.none || p.dock < 0) return false;
  if (s.odometry.posed === 0 || s.odometry.lost === 1) return false;
  const here = placeInDock(kernel);
  return Math.abs(here.alongM) < alongM && Math.abs(here.acrossM) < acrossM &&
    Math.abs(here.offRad) < offRad;
}

/** True while the bumper is pressed by the dock, as it should be: nothing was run into. */
export function isDockBumper(kernel: Kernel): boolean {
  return kernel.state.bumperPressed === 1 &&
    kernel.params.docking.contact === dockContact.bumper && isInDock(kernel);
}

/** True where the robot is in its dock and feels it. */
export function isDocked(kernel: Kernel): boolean {
  const { params: p, state: s } = kernel;
  if (p.docking.contact === dockContact.bumper) return isDockBumper(kernel);
  const fresh = s.nowNs - s.batteryNs <= p.watchdogs.batteryNs;
  return fresh && s.batteryA <= -p.docking.chargeA && isInDock(kernel);
}

/** Forgets a failed docking once the robot feels its dock, or has gone elsewhere. */
export function watchDock(kernel: Kernel): void {
  const { params: p, state: s } = kernel;
  if (s.docking.failed === 0) return;
  const here = placeInDock(kernel);
  const awayM = p.docking.approachM + 1;
  const away = Math.abs(here.alongM) > awayM || Math.abs(here.acrossM) > awayM;
  if (away || isDocked(kernel)) s.docking.failed = 0;
}
