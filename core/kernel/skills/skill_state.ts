/** What a running skill remembers between ticks. @module */
import { createIntentRecord, type IntentRecord } from "core/messages/mod.ts";

/** The running motion skill of the autonomous sources. */
export interface SkillState {
  /** 1 while a skill runs. */
  active: number;
  readonly intent: IntentRecord;
  startedNs: number;
  /** 0 turn to the goal, 1 drive, 2 turn to the final heading, 3 settle. */
  phase: number;
  goalXM: number;
  goalYM: number;
  goalYawRad: number;
  goalHasYaw: number;
  toleranceM: number;
  startDistanceM: number;
  /** Angle still to turn (turn) and the heading of the last tick. */
  turnLeftRad: number;
  lastYawRad: number;
  /** Since when the way has been blocked; -1 = free. */
  blockedNs: number;
  waypoint: number;
  /** 0 straight without a planner, 1 a path was asked for, 2 a path is followed. */
  planState: number;
  planAskedNs: number;
  planTries: number;
  /** 1 while the follower turns on the spot toward its path. */
  rotating: number;
  /** 1 once the last approach at the path's end has begun. */
  arriving: number;
  /** Least way left so far, m, and when it was reached. */
  progressLeftM: number;
  progressNs: number;
  linearMps: number;
  angularRadps: number;
  lateralMps: number;
  /** Way of the leg that a steered robot shunts, 1 or -1; 0 = it does not shunt. */
  shunt: number;
  /** Side that it turns to, 1 = left, kept over all legs; share of its lock in this leg, left > 0. */
  turnSide: number;
  shuntLock: number;
  /** Since when it drives this leg; when and where it last got on: ns and m. */
  shuntNs: number;
  freeNs: number;
  freeXM: number;
  freeYM: number;
}

/** No skill runs. */
export function createSkill(): SkillState {
  return {
    active: 0,
    intent: createIntentRecord(),
    startedNs: 0,
    phase: 0,
    goalXM: 0,
    goalYM: 0,
    goalYawRad: 0,
    goalHasYaw: 0,
    toleranceM: 0,
    startDistanceM: 0,
    turnLeftRad: 0,
    lastYawRad: 0,
    blockedNs: -1,
    waypoint: 0,
    planState: 0,
    planAskedNs: 0,
    planTries: 0,
    rotating: 0,
    arriving: 0,
    progressLeftM: Infinity,
    progressNs: 0,
    linearMps: 0,
    angularRadps: 0,
    lateralMps: 0,
    shunt: 0,
    turnSide: 0,
    shuntLock: 0,
    shuntNs: 0,
    freeNs: 0,
    freeXM: 0,
    freeYM: 0,
  };
}
