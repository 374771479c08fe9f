// Longer than 300 lines: one table, a row a mutant.
/**
 * Slips that somebody could make in the parts that keep the robot safe, as data. Each must be
 * noticed by the tests it names. To add one: a row with a `find` that occurs exactly once.
 *
 * @module
 */

/** One slip. */
export interface Mutant {
  readonly says: string;
  readonly file: string;
  /** Text that occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** Tests of which at least one must fail. */
  readonly killedBy: readonly string[];
  /** True = also in the quick tier. */
  readonly quick?: true;
}

const kernel = "tests/core/kernel";
const rules = [`${kernel}/rules_test.ts`];
const limiter = [`${kernel}/limiter_test.ts`];
const jerk = [`${kernel}/jerk_test.ts`];
const modes = [`${kernel}/mode_test.ts`];
const stops = [`${kernel}/stop_category_test.ts`];
const strays = [`${kernel}/failsafe/stray_kinds_test.ts`];
const operator = [`${kernel}/operator_test.ts`];
const ladder = [`${kernel}/failsafe/ladder_test.ts`];
const pid = [`${kernel}/controllers/wheel_pid_test.ts`];
const drive = [`${kernel}/controllers/drive_wheels_test.ts`];
const room = [`${kernel}/room_test.ts`];
const skills = [`${kernel}/skills/skills_test.ts`];
const step = [`${kernel}/step_test.ts`];
const properties = [`${kernel}/properties_test.ts`];
const grants = [`${kernel}/live_grants_test.ts`];

/** The mutants: gate, arbiter, limiter, controllers, failsafe, modes, samples, room. */
export const mutants: readonly Mutant[] = [
  {
    says: "the gate carries out what it refused",
    file: "core/kernel/gate.ts",
    find: "    if (verdict !== verdictNumber.refused) carryOn",
    replace: "    carryOn",
    killedBy: skills,
  },
  {
    says: "the gate asks on after a guard refused and forgets the bit",
    file: "core/kernel/gate.ts",
    find: "else decision.refusedBy = withBit(decision.refusedBy, rule);",
    replace: "else decision.clampedBy = withBit(decision.clampedBy, rule);",
    killedBy: rules,
  },
  {
    says: "an intent lives twice its time",
    file: "core/kernel/rules/identity.ts",
    find: "ageMs <= r.ttlMs",
    replace: "ageMs <= 2 * r.ttlMs",
    killedBy: rules,
  },
  {
    says: "an intent from the future passes",
    file: "core/kernel/rules/identity.ts",
    find: "ageMs >= 0",
    replace: "ageMs >= -1e9",
    killedBy: rules,
  },
  {
    says: "an intent from before the latch lives on",
    file: "core/kernel/rules/identity.ts",
    find: "r.issuedAtNs >= kernel.state.deadBeforeNs",
    replace: "r.issuedAtNs >= -1",
    killedBy: operator,
  },
  {
    says: "what the memory of ids forgot may come again",
    file: "core/kernel/rules/identity.ts",
    find: "r.issuedAtNs <= kernel.state.forgottenNs",
    replace: "r.issuedAtNs < -1",
    killedBy: rules,
  },
  {
    says: "one capability is as good as another",
    file: "core/kernel/live_grants.ts",
    find: "((kernel.state.grants[source] ?? 0) & (1 << action)) !== 0",
    replace: "(kernel.state.grants[source] ?? 0) !== 0",
    killedBy: rules,
  },
  {
    says: "reverse is as fast as forward",
    file: "core/kernel/rules/speed.ts",
    find: "r.x >= 0 ? t.maxLinearMps : t.maxReverseMps",
    replace: "t.maxLinearMps",
    killedBy: rules,
  },
  {
    says: "a clamp that only reports",
    file: "core/kernel/rules/speed.ts",
    find: "r.x = r.x >= 0 ? limit : -limit;",
    replace: "",
    killedBy: [...skills, ...limiter, ...properties, ...rules],
  },
  {
    says: "a scan may be twice as old",
    file: "core/kernel/rules/freshness.ts",
    find: "nowNs - s.scan.measuredNs > p.watchdogs.scanNs",
    replace: "nowNs - s.scan.measuredNs > 2 * p.watchdogs.scanNs",
    killedBy: rules,
  },
  {
    says: "a hand's command never ends",
    file: "core/kernel/arbiter.ts",
    find: "nowNs < s.teleopUntilNs",
    replace: "s.teleopUntilNs > 0",
    killedBy: skills,
    quick: true,
  },
  {
    says: "the hand adds to what the brain wanted",
    file: "core/kernel/arbiter.ts",
    find: "choose(kernel, source, teleopLinearMps, teleop",
    replace: "choose(kernel, source, teleopLinearMps + s.linearMps, teleop",
    killedBy: modes,
  },
  {
    says: "a slowed robot is not slowed",
    file: "core/kernel/limiter.ts",
    find: "work.scale = action >= actionNumber.slow ? 0.5 : 1;",
    replace: "work.scale = 1;",
    killedBy: limiter,
  },
  {
    says: "a cut that waits for the mode",
    file: "core/kernel/stop_category.ts",
    find: "return s.latched === 1 || s.failsafe.action >= actionNumber.estop || ",
    replace: "return ",
    killedBy: limiter,
  },
  {
    says: "a drive that runs away is asked to brake",
    file: "core/kernel/stop_category.ts",
    find: "return p.stopCategory === 0 || causeCuts(kernel);",
    replace: "return p.stopCategory === 0;",
    killedBy: stops,
  },
  {
    says: "an E-stop drops the load that wants braking",
    file: "core/kernel/stop_category.ts",
    find: "return p.stopCategory === 0 || causeCuts(kernel);",
    replace: "return true;",
    killedBy: stops,
  },
  {
    says: "a wheel that lags is called dead",
    file: "core/kernel/failsafe/stray_kinds.ts",
    find: "if (stands || (share < behindShare && open)) count.dead += 1;",
    replace: "if (share < behindShare) count.dead += 1;",
    killedBy: strays,
  },
  {
    says: "a wheel that has a name of its own does nothing",
    file: "core/kernel/failsafe/drive_conditions.ts",
    find: "set[n.wheelDead] = dead ? 1 : 0;",
    replace: "set[n.wheelDead] = 0;",
    killedBy: strays,
  },
  {
    says: "acceleration without its bound",
    file: "core/kernel/limiter.ts",
    find: "return Math.min(wanted, now + up);",
    replace: "return wanted;",
    killedBy: limiter,
    quick: true,
  },
  {
    says: "a reversal within one tick",
    file: "core/kernel/limiter.ts",
    find: "wanted < 0 ? 0 : wanted, now - down",
    replace: "wanted, now - 2 * down",
    killedBy: limiter,
  },
  {
    says: "an acceleration that is there at once",
    file: "core/kernel/jerk.ts",
    find: "Math.min(most, lastRise + jerk * dtS, fading)",
    replace: "Math.min(most, fading)",
    killedBy: jerk,
  },
  {
    says: "an acceleration that is still there when the speed is reached",
    file: "core/kernel/jerk.ts",
    find: "Math.min(most, lastRise + jerk * dtS, fading)",
    replace: "Math.min(most, lastRise + jerk * dtS)",
    killedBy: jerk,
  },
  {
    says: "drives stay on after a disarm",
    file: "core/kernel/limiter.ts",
    find: "const powered = drives && work.dropEnable === 0;",
    replace: "const powered = drives;",
    killedBy: [...modes, ...properties],
  },
  {
    says: "the room is not asked",
    file: "core/kernel/limiter.ts",
    find: "const wanted = roomAlong(kernel, linear, lateral, angular, nowNs);",
    replace: "const wanted = 1;",
    killedBy: room,
  },
  {
    says: "an integral that winds up",
    file: "core/kernel/controllers/wheel_pid.ts",
    find: "if (!winding) wheel.integral = bounded;",
    replace: "wheel.integral = bounded;",
    killedBy: pid,
  },
  {
    says: "a derivative that pushes",
    file: "core/kernel/controllers/wheel_pid.ts",
    find: "- t.wheelKd * slope",
    replace: "+ t.wheelKd * slope",
    killedBy: pid,
  },
  {
    says: "an effort without its bound",
    file: "core/kernel/controllers/wheel_pid.ts",
    find: "return Math.min(1, Math.max(-1, held + wheel.integral));",
    replace: "return held + wheel.integral;",
    killedBy: pid,
  },
  {
    says: "wheels too fast are cut one by one",
    file: "core/kernel/controllers/drive_wheels.ts",
    find: "set.left *= share;",
    replace: "",
    killedBy: drive,
  },
  {
    says: "the first cause wins, not the worst",
    file: "core/kernel/failsafe/ladder.ts",
    find: "if (action > f.action || f.cause === 0 || harder) {",
    replace: "if (f.cause === 0) {",
    killedBy: ladder,
    quick: true,
  },
  {
    says: "a delay refills as fast as it drains",
    file: "core/kernel/failsafe/ladder.ts",
    find: "budget + dtNs * 0.25",
    replace: "budget + dtNs",
    killedBy: ladder,
  },
  {
    says: "a disabled cause acts",
    file: "core/kernel/failsafe/ladder.ts",
    find: "if (p.enabled === 0) return;",
    replace: "",
    killedBy: ladder,
  },
  {
    says: "every cause clears by itself",
    file: "core/kernel/failsafe/ladder.ts",
    find: "if (p.clear !== clearRules.auto) return;",
    replace: "",
    killedBy: ladder,
  },
  {
    says: "an operator clears what is still there",
    file: "core/kernel/failsafe/ladder.ts",
    find: "clear !== rule || f.condition[i] === 1) continue;",
    replace: "clear !== rule) continue;",
    killedBy: ladder,
  },
  {
    says: "a stale scan is seen three times later",
    file: "core/kernel/failsafe/conditions.ts",
    find: "nowNs - s.scan.measuredNs > w.scanNs ? 1 : 0",
    replace: "nowNs - s.scan.measuredNs > 3 * w.scanNs ? 1 : 0",
    killedBy: [...step, ...properties],
  },
  {
    says: "a drive that is not healthy goes unnoticed",
    file: "core/kernel/failsafe/drive_conditions.ts",
    find: "set[n.driverFault] = s.ackHealthy === 0 ? 1 : 0;",
    replace: "set[n.driverFault] = 0;",
    killedBy: modes,
  },
  {
    says: "a battery that does not know its charge counts as full",
    file: "core/kernel/failsafe/conditions.ts",
    find: "const lost = unknown || ",
    replace: "const lost = ",
    killedBy: step,
  },
  {
    says: "an E-stop of a cause has no latch",
    file: "core/kernel/mode.ts",
    find: "if (s.failsafe.action === actionNumber.estop) latch(kernel);",
    replace: "",
    killedBy: operator,
  },
  {
    says: "a silent mind leaves its skill running",
    file: "core/kernel/mode.ts",
    find: "const broken = gap || active[linkLostCause] === 1;",
    replace: "const broken = gap;",
    killedBy: modes,
  },
  {
    says: "a lapsed lease of the operator comes back by itself",
    file: "core/kernel/mode.ts",
    find: "if (s.resumeMode === modeNumber.manual) s.resumeMode = modeNumber.idle;",
    replace: "",
    killedBy: modes,
  },
  {
    says: "any id resets the latch",
    file: "core/kernel/operator.ts",
    find: "if (latchId !== s.latchId) return results.oldLatch;",
    replace: "",
    killedBy: operator,
  },
  {
    says: "a reset counts while somebody presses",
    file: "core/kernel/operator.ts",
    find: "if (pressed || triggered(kernel)) return",
    replace: "if (triggered(kernel)) return",
    killedBy: operator,
  },
  {
    says: "a reset counts while the robot lies on its side",
    file: "core/kernel/operator.ts",
    find: "if (pressed || triggered(kernel)) return",
    replace: "if (pressed) return",
    killedBy: operator,
  },
  {
    says: "a reset starts the robot",
    file: "core/kernel/operator.ts",
    find: "if (s.mode === modeNumber.estop && quiet) s.mode = modeNumber.idle;",
    replace: "if (s.mode === modeNumber.estop && quiet) s.mode = modeNumber.auto;",
    killedBy: [...operator, ...modes],
  },
  {
    says: "a stamp from the future is believed",
    file: "core/kernel/sample_time.ts",
    find: "stamp.arrivedNs <= latest",
    replace: "latest > 0",
    killedBy: step,
  },
  {
    says: "the time to react is forgotten",
    file: "core/kernel/room.ts",
    find: "return Math.sqrt(t * t + 2 * decel * wayM) - t;",
    replace: "return Math.sqrt(2 * decel * wayM);",
    killedBy: room,
  },
  {
    says: "a pose fix leaves the scan behind",
    file: "core/kernel/step.ts",
    find: "carryScan(scan, xM, yM, yawRad, odometry);",
    replace: "",
    killedBy: limiter,
  },
  {
    says: "an older path leads a newer goal",
    file: "core/kernel/skills/accept.ts",
    find: "if (kernel.work.pathFresh === 0) kernel.state.pathCount = 0;\n  copyIntent",
    replace: "copyIntent",
    killedBy: skills,
  },
  {
    says: "an owner's cap that is said and not kept",
    file: "core/kernel/rules/owner.ts",
    find: "capMps: (kernel) => kernel.work.ownerMps,",
    replace: "capMps: () => Infinity,",
    killedBy: ["tests/core/kernel/rules/owner_test.ts"],
  },
  {
    says: "a step undone that counts as done",
    file: "core/kernel/orders.ts",
    find: "if (isThatStep(at(undoneBy, k), action, target, on)) mark(kernel, i, -Infinity);",
    replace: "if (isThatStep(at(undoneBy, k), action, target, on)) continue;",
    killedBy: rules,
  },
  {
    says: "what cannot be told lies beside a volume",
    file: "core/kernel/rules/workspace.ts",
    find: "if (isOutOf(at(space.outside, i))) continue;",
    replace: "if (!isIn(at(space.outside, i))) continue;",
    killedBy: ["tests/core/kernel/rules/workspace_test.ts"],
  },
  {
    says: "a slope too steep is no slope",
    file: "core/kernel/rules/tilt.ts",
    find: "if (steep >= refuseRad) return handsOnlyMps(source);",
    replace: "",
    killedBy: rules,
  },
  {
    says: "a person counts as far as they are, not as they walk",
    file: "core/kernel/rules/people.ts",
    find: "const spare = awayM - k * reaction - c;",
    replace: "const spare = awayM;",
    killedBy: rules,
  },
  {
    says: "a straight way through a closed zone",
    file: "core/kernel/rules/geofence.ts",
    find: "return detail.value < Infinity ? beyond : 0;",
    replace: "return 0;",
    killedBy: rules,
  },
  {
    says: "blind and alone is as good as blind beside somebody",
    file: "core/kernel/rules/evidence.ts",
    find: "return present ? blindMps : 0;",
    replace: "return blindMps;",
    killedBy: rules,
  },
  {
    says: "a robot that reverses looks ahead",
    file: "core/world/sight.ts",
    find: "if (at64(f.normalX, i) * direction <= 1e-6) continue;",
    replace: "if (at64(f.normalX, i) <= 1e-6) continue;",
    killedBy: rules,
  },
  {
    says: "the charge needs no reserve",
    file: "core/kernel/rules/energy.ts",
    find: "energyForPercent(kernel, there, home)",
    replace: "energyForPercent(kernel, there, 0)",
    killedBy: rules,
  },
  {
    says: "a grant begins before its time",
    file: "core/kernel/live_grants.ts",
    find: "nowNs >= at(g.fromNs, slot) && ",
    replace: "",
    killedBy: grants,
  },
  {
    says: "what runs goes on when its grant is gone",
    file: "core/kernel/live_grants.ts",
    find: "endSkill(kernel, intentStateNumber.aborted, noCapability, 0, 0);",
    replace: "",
    killedBy: grants,
  },
];
