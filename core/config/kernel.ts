/** Sections `kernel` and `failsafe`: how the robot is controlled and kept safe. @module */
import * as v from "valibot";
import { failsafeActions, intentActions } from "core/messages/mod.ts";
import { scopesSchema } from "./authority.ts";
import { count, quantity } from "./fields.ts";
import { guardEntries } from "./guards.ts";
import { followSchema, monitorSchema } from "./follow.ts";
import { ordersSchema } from "./orders.ts";
import { ownerRulesSchema } from "./owner_rules.ts";
import { workspaceSchema } from "./workspace.ts";
import { freeJerk } from "./robot.ts";

const ms = (min: number, max: number, text: string) => quantity(min, max, { unit: "ms", text });
const live = (min: number, max: number, unit: string, text: string) =>
  quantity(min, max, { unit, text, tunable: true });

const limits = v.strictObject({
  maxLinearMps: v.optional(live(0, 20, "m/s", "Operating limit of forward speed")),
  maxReverseMps: v.optional(live(0, 20, "m/s", "Operating limit of reverse speed")),
  maxLateralMps: v.optional(live(0, 20, "m/s", "omni: operating limit of sideways speed")),
  maxAngularRadps: v.optional(live(0, 50, "rad/s", "Operating limit of turn rate")),
  maxLinearMps2: v.optional(live(0, 50, "m/s2", "Operating limit of acceleration")),
  maxAngularRadps2: v.optional(live(0, 500, "rad/s2", "Operating limit of turn acceleration")),
  maxLinearJerkMps3: v.optional(
    live(0.01, freeJerk.linearMps3, "m/s3", "Operating limit of how fast acceleration grows"),
  ),
  maxAngularJerkRadps3: v.optional(
    live(0.01, freeJerk.angularRadps3, "rad/s3", "Operating limit of how fast turns speed up"),
  ),
});

const wheelPid = v.strictObject({
  kp: v.optional(live(0, 100, "1", "Proportional gain on wheel speed error"), 0.3),
  ki: v.optional(live(0, 100, "1/s", "Integral gain"), 1),
  kd: v.optional(live(0, 10, "s", "Derivative gain, on the measurement"), 0),
  kf: v.optional(live(0, 10, "1", "Feed-forward"), 1),
  integralMax: v.optional(live(0, 1, "1", "Bound of the integral"), 0.5),
});

const goto = v.strictObject({
  toleranceM: v.optional(live(0.01, 5, "m", "Goal reached within"), 0.1),
  yawToleranceRad: v.optional(live(0.01, 3.2, "rad", "Heading reached within"), 0.1),
  slowRadiusM: v.optional(live(0, 20, "m", "Slows down within"), 0.4),
  minLinearMps: v.optional(live(0, 5, "m/s", "Slowest approach"), 0.04),
  headingGainPerS: v.optional(live(0, 20, "1/s", "Turn rate per heading error"), 2),
  turnFirstRad: v.optional(live(0.05, 3.2, "rad", "Turns in place above this error"), 0.6),
  timeoutMs: v.optional(live(100, 3_600_000, "ms", "Gives up after"), 300_000),
});

const capability = v.picklist(["all", ...intentActions.filter((action) => action !== "none")]);
const brainActions = [
  "stop",
  "cancel",
  "wait",
  "drive",
  "goto",
  "turn",
  "dock",
  "say",
  "look",
  "ask_human",
  "remember",
  "mission",
] as const;
const scriptActions = [...brainActions, "trigger_relay"] as const;

const capabilities = v.strictObject({
  brain: v.optional(v.array(capability), [...brainActions]),
  mission: v.optional(v.array(capability), [...scriptActions]),
  tree: v.optional(v.array(capability), [...scriptActions]),
  operator: v.optional(v.array(capability), ["all"]),
});

/** Schema of section `kernel`. */
export const kernelSchema = v.strictObject({
  tickHz: v.optional(count(10, 1000, { unit: "Hz", text: "Control rate" }), 200),
  realtime: v.optional(v.picklist(["auto", "off", "required"]), "auto"),
  ttl: v.optional(
    v.strictObject({
      deviceMs: v.optional(ms(20, 5000, "Device stops itself after"), 200),
      teleopMs: v.optional(ms(20, 500, "A teleop command lives"), 300),
      brainMs: v.optional(ms(50, 10_000, "A brain's velocity lives"), 1000),
      leaseMs: v.optional(ms(100, 60_000, "A brain's lease lives"), 1000),
      operatorLeaseMs: v.optional(ms(100, 60_000, "An operator's lease lives"), 2000),
    }),
    {},
  ),
  maxDriveMs: v.optional(
    v.strictObject({
      model: v.optional(ms(1, 600_000, "Longest drive a model may ask for"), 3000),
      script: v.optional(ms(1, 3_600_000, "Longest drive a script may ask for"), 60_000),
    }),
    {},
  ),
  limits: v.optional(limits, {}),
  wheelPid: v.optional(wheelPid, {}),
  goto: v.optional(goto, {}),
  follow: v.optional(followSchema, {}),
  monitor: v.optional(monitorSchema, {}),
  obstacle: v.optional(
    v.strictObject({
      marginM: v.optional(quantity(0, 2, { unit: "m", text: "Kept clear around the robot" }), 0.05),
      reactionMs: v.optional(ms(0, 2000, "Reaction beside measured ages and lags"), 50),
      minPoints: v.optional(count(1, 20, { text: "Scan points that make an obstacle" }), 1),
    }),
    {},
  ),
  capabilities: v.optional(capabilities, {}),
  scopes: v.optional(scopesSchema, {}),
  ...guardEntries,
  rules: v.optional(ownerRulesSchema, []),
  order: v.optional(ordersSchema, []),
  workspace: v.optional(workspaceSchema, {}),
  overrideSuspensionMs: v.optional(ms(0, 3_600_000, "Brain stays away after a release"), 10_000),
  autoResume: v.optional(v.boolean(), false),
});

const watchdogs = v.strictObject({
  lidarMs: v.optional(ms(20, 10_000, "Lidar stale after; 3 periods or 300 ms if left out")),
  imuMs: v.optional(ms(5, 10_000, "IMU stale after"), 300),
  encoderMs: v.optional(ms(5, 10_000, "Wheel samples stale after"), 100),
  batteryMs: v.optional(ms(100, 60_000, "Battery gauge silent after"), 2000),
  mindMs: v.optional(ms(50, 60_000, "Mind silent after"), 500),
  tickGapTicks: v.optional(count(2, 1000, { text: "Missed ticks that count as a gap" }), 5),
  bumperMs: v.optional(ms(20, 10_000, "Bumper stale after"), 300),
  ackMs: v.optional(ms(20, 5000, "Drive confirms no command for"), 150),
  supervisorMs: v.optional(ms(50, 60_000, "Supervisor silent after"), 500),
  workerMs: v.optional(ms(100, 60_000, "Another worker silent after"), 1500),
});

/** Schema of section `failsafe`. */
export const failsafeSchema = v.strictObject({
  tree: v.optional(v.pipe(
    v.string(),
    v.description("Behaviour tree for hold and return; the built-in one if left out"),
  )),
  watchdogs: v.optional(watchdogs, {}),
  causes: v.optional(
    v.record(
      v.string(),
      v.strictObject({
        action: v.optional(v.picklist(failsafeActions)),
        enabled: v.optional(v.boolean()),
      }),
    ),
    {},
  ),
  followingError: v.optional(
    v.strictObject({
      ratio: v.optional(quantity(0.01, 2, { unit: "1", text: "Error per expected speed" }), 0.2),
      floorRadps: v.optional(quantity(0, 50, { unit: "rad/s", text: "Error always allowed" }), 0.5),
      forMs: v.optional(ms(0, 10_000, "Error must last"), 300),
    }),
    {},
  ),
  battery: v.optional(
    v.strictObject({
      lowPercent: v.optional(quantity(0, 100, { unit: "%", text: "Low: warn" }), 15),
      criticalPercent: v.optional(quantity(0, 100, { unit: "%", text: "Critical: return" }), 7),
      sagV: v.optional(quantity(0, 1000, { unit: "V", text: "Voltage that counts as sag" }), 10),
      floorV: v.optional(
        quantity(0, 1000, { unit: "V", text: "Empty: disarm; 0.8 of sagV if left out" }),
      ),
      reserveShare: v.optional(
        quantity(0, 5, { unit: "1", text: "Kept on top of the energy home, as a share of it" }),
        0.2,
      ),
      sagForMs: v.optional(ms(0, 600_000, "Sag must last"), 10_000),
    }),
    {},
  ),
  motors: v.optional(
    v.strictObject({
      maxCurrentA: v.optional(
        quantity(0.01, 1000, { unit: "A", text: "Overcurrent; 1.5 of stall current if left out" }),
      ),
      continuousA: v.optional(
        quantity(0.01, 1000, {
          unit: "A",
          text: "Current a motor bears for ever; 0.6 of stall current if left out",
        }),
      ),
      warmC: v.optional(quantity(20, 300, { unit: "degC", text: "Warm: slow" }), 70),
      hotC: v.optional(quantity(20, 300, { unit: "degC", text: "Hot: disarm" }), 90),
    }),
    {},
  ),
  frozenScans: v.optional(count(2, 1000, { text: "Equal scans that count as frozen" }), 5),
  blindBeamRatio: v.optional(
    quantity(0.1, 1, { unit: "1", text: "Share of beams that makes a scan blind" }),
    0.9,
  ),
  indoor: v.optional(v.boolean()),
});
