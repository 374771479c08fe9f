/**
 * The files of a first robot: a commented config and a scenario that passes with it. Written by
 * `mechos init`; a test runs them.
 *
 * @module
 */

/** What is asked of a user. SI units. */
export interface StarterAnswers {
  readonly name: string;
  readonly separationM: number;
  readonly wheelRadiusM: number;
  readonly maxLinearMps: number;
}

/** What `--yes` answers: a small robot of the size of a TurtleBot3. */
export const starterDefaults: StarterAnswers = {
  name: "robot",
  separationM: 0.16,
  wheelRadiusM: 0.033,
  maxLinearMps: 0.22,
};

/** Rounded so that a file shows what a person would have written. */
function short(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

/** The config. */
export function starterConfig(answers: StarterAnswers): string {
  const { name, separationM, wheelRadiusM, maxLinearMps } = answers;
  // A diff robot turns on the spot with its wheels at full speed; two thirds leave room to steer.
  const turnRadps = Math.min(4, maxLinearMps / (separationM / 2) * 2 / 3);
  const radiusM = Math.max(separationM * 0.65, wheelRadiusM * 2);
  return `# A robot for MechOS. What a key means, its unit and its range: mechos config explain KEY
mechos: config/1

robot:
  name: ${JSON.stringify(name)} # names its sockets: mechos --robot NAME status
  drive:
    # diff: two driven wheels side by side. Also skid, omni (with wheelbaseM) and ackermann (with
    # wheelbaseM and maxSteerDeg): mechos config explain robot.drive
    kind: diff
    separationM: ${short(separationM)} # between the wheels, where they touch the floor
    wheelRadiusM: ${short(wheelRadiusM)}
    motorLagS: 0.1 # how slowly the motors follow
  # The outline that must not touch anything: a radius, lengthM and widthM, or a polygon.
  footprint: { radiusM: ${short(radiusM)} }
  # What the machine can do at most. What it may do is kernel.limits, and can only be lower.
  limits:
    maxLinearMps: ${short(maxLinearMps)}
    maxAngularRadps: ${short(turnRadps)}
    maxLinearMps2: 1.0
    maxAngularRadps2: 6.0
  # Without a sensor that sees obstacles the robot drives by itself at 0.15 m/s at most.
  sensors:
    - name: front
      kind: lidar
      rateHz: 10
      beams: 360
      fovDeg: 360
      minM: 0.12
      maxM: 3.5
      noiseM: 0.01
    - { name: imu, kind: imu, rateHz: 100 }
    - { name: wheels, kind: encoder, ticksPerTurn: 4096 }
    - { name: pack, kind: battery, rateHz: 2, capacityWh: 20, nominalV: 12 }
    - { name: ring, kind: bumper, rateHz: 50 }

kernel:
  tickHz: 200
  limits:
    maxLinearMps: ${short(maxLinearMps * 0.8)} # may be tuned while it runs: mechos tune

# Places that missions may name: "go to desk, then come home".
world:
  start: { x: 0, y: 0, yawDeg: 0 }
  dock: { x: 0, y: 0, yawDeg: 0 }
  places:
    desk: { x: 2, y: 0, toleranceM: 0.2 }
    door: { x: 2, y: 1, toleranceM: 0.2 }

# What thinks: scripted carries out missions; ollama, openai and anthropic are models.
brain:
  driver: scripted

hal:
  driver: sim # the simulated robot, until a real one is wired
`;
}

/** Time in which the slowest robot finishes the first mission, s. */
function missionS(maxLinearMps: number): number {
  const wayM = 2 + 1 + 2.5;
  return Math.ceil((30 + wayM / (maxLinearMps * 0.4)) / 10) * 10;
}

/** The scenario, to lie in a folder beside the config. */
export function starterScenario(answers: StarterAnswers): string {
  const seconds = missionS(answers.maxLinearMps);
  return `# A first scenario: a mission, a fault on the way, and what must hold. Run it with
# mechos sim scenarios/first.yaml
mechos: scenario/1
name: first
robot: ../mechos.yaml
duration: ${seconds}s
seed: 1
brain: { driver: scripted }
mission: "go to desk, then go to door, then come home"
events:
  # The lidar falls silent for two seconds: the robot must stop, and go on afterwards.
  - { at: 5s, fault: { kind: lidar.off, for: 2s } }
expect:
  - { name: never hits anything, never: "collision" }
  - { name: keeps its limit, always: "abs(cmd.linearMps) <= ${
    short(answers.maxLinearMps * 0.8 + 0.001)
  }" }
  - { name: stops when it is blind, after: "fault.lidar.off", within: 1500ms, eventually: "failsafe.action == 'hold'" }
  - { name: comes to the desk, eventually: "distance(robot, 2, 0) < 0.25" }
  - { name: comes home, atEnd: "mission.state == 'done' && distance(robot, 0, 0) < 0.3" }
`;
}
