/**
 * The gate's rules in the order in which they are read. Every rule is asked of every intent, so
 * that all reasons are known; the first one gives the reason that is reported. The order of the
 * list is the order of the bits of `refusedBy` and `clampedBy`: append only.
 *
 * @module
 */
import { capable, modeAllows, notHeld, supported } from "./authority.ts";
import { outsideKeepout, ownerRules, roomToMove, sensorsFresh } from "./evidence.ts";
import { finite, fresh, isRepeat, notRepeated, wellFormed } from "./identity.ts";
import { durationCap, goalKnown, relayKnown, speedCap, turnRadius } from "./motion.ts";
import type { Rule } from "./rule.ts";
import type { SpeedCap } from "./cap.ts";
import { energyHome } from "./energy.ts";
import { evidence, evidenceCap, sightCap, unseen } from "./evidence_cap.ts";
import { geofence } from "./geofence.ts";
import { grantCap, grantReach } from "./grant_reach.ts";
import { currentCap, heatCap, motorCurrent, motorHeat } from "./heat.ts";
import { people, peopleCap } from "./people.ts";
import { slope, tiltCap } from "./tilt.ts";
import { relayInterlock, relayRate, relayTime } from "./relays.ts";
import { scopeDevice, scopeRegion, scopeSpeed, scopeTime } from "./scope.ts";
import { leaseHeld, stickFresh } from "./teleop.ts";

export type { Rule, RuleDetail } from "./rule.ts";
export { highestMps, turnIsHeld } from "./cap.ts";
export { isRepeat };

/** The ordered table of rules. The first two guard all others: they end the questioning. */
export const rules: readonly Rule[] = [
  wellFormed,
  finite,
  fresh,
  notRepeated,
  capable,
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
];

/** How many rules at the head of the table make the rest meaningless when they refuse. */
export const guardRules = 2;

/** Names of the rules by bit, for decisions and docs. */
export const ruleNames: readonly string[] = rules.map((rule) => rule.name);
