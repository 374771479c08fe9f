/**
 * The gate's rules in the order in which they are read. Every rule is asked of every intent, so
 * that all reasons are known; the first one gives the reason that is reported. The order of the
 * list is the order of the bits of `refusedBy` and `clampedBy`: a change of it is a new
 * `outputsVersion` (core/messages/outputs_codec.ts), for a recording names rules by their bit.
 *
 * @module
 */
import { capable } from "./capable.ts";
import type { SpeedCap } from "./cap.ts";
import { durationCap } from "./duration.ts";
import { energyHome } from "./energy.ts";
import { evidence, evidenceCap } from "./evidence.ts";
import { sensorsFresh } from "./freshness.ts";
import { geofence } from "./geofence.ts";
import { goalKnown } from "./goal.ts";
import { grantCap, grantReach } from "./grant_reach.ts";
import { currentCap, heatCap, motorCurrent, motorHeat } from "./heat.ts";
import { finite, fresh, isRepeat, notRepeated, wellFormed } from "./identity.ts";
import { outsideKeepout } from "./keepout.ts";
import { modeAllows, notHeld } from "./mode.ts";
import { roomToMove } from "./obstacle.ts";
import { inOrder } from "./orders.ts";
import { findOwnerCaps, ownerCap, ownerCaps, ownerRules } from "./owner.ts";
import { people, peopleCap } from "./people.ts";
import { relayInterlock, relayKnown, relayRate, relayTime } from "./relays.ts";
import type { Rule } from "./rule.ts";
import { rightOfWay, rightOfWayCap } from "./right_of_way.ts";
import { scopeDevice, scopeRegion, scopeSpeed, scopeTime } from "./scope.ts";
import { speedCap } from "./speed.ts";
import { supported } from "./supported.ts";
import { leaseHeld, stickFresh } from "./teleop.ts";
import { slope, tiltCap } from "./tilt.ts";
import { turnRadius } from "./turn_radius.ts";
import { sightCap, unseen } from "./unseen.ts";
import { workspace } from "./workspace.ts";

export type { Rule, RuleDetail } from "./rule.ts";
export { highestMps, turnIsHeld } from "./cap.ts";
export { findOwnerCaps, isRepeat };

/** The ordered table of rules. The first two guard all others: they end the questioning. */
export const rules: readonly Rule[] = [
  wellFormed,
  finite,
  fresh,
  notRepeated,
  capable,
  workspace,
  supported,
  modeAllows,
  notHeld,
  speedCap,
  durationCap,
  goalKnown,
  relayKnown,
  sensorsFresh,
  roomToMove,
  outsideKeepout,
  ownerRules,
  stickFresh,
  leaseHeld,
  scopeSpeed,
  scopeRegion,
  scopeDevice,
  scopeTime,
  relayInterlock,
  relayRate,
  relayTime,
  slope,
  motorHeat,
  motorCurrent,
  energyHome,
  turnRadius,
  people,
  geofence,
  evidence,
  unseen,
  grantReach,
  ownerCaps,
  inOrder,
  rightOfWay,
];

/** Speed caps by the world, for the limiter; each is also a rule above. */
export const speedCaps: readonly SpeedCap[] = [
  tiltCap,
  heatCap,
  currentCap,
  peopleCap,
  evidenceCap,
  sightCap,
  grantCap,
  ownerCap,
  rightOfWayCap,
];

/** How many rules at the head of the table make the rest meaningless when they refuse. */
export const guardRules = 2;

/** Names of the rules by bit, for decisions. */
export const ruleNames: readonly string[] = rules.map((rule) => rule.name);

/** Name and line of each rule, for their page. */
export const ruleDocs: readonly Pick<Rule, "name" | "doc">[] = rules;
