/**
 * One robot in MuJoCo: steps only when asked, and says where everything is. Everything that MuJoCo
 * hands out lives on its own heap and is given back by `close`.
 *
 * @module
 */
import type { MainModule, MjData, MjModel } from "@mujoco/mujoco";
import { atan2, cos, sin } from "core/math/mod.ts";
import type { EngineRequest, EngineRobot, EngineSample } from "sim/engine/mod.ts";
import { type EngineReset, lidarHeightM, longestStepS, sceneXml } from "./scene.ts";

type Commands = Extract<EngineRequest, { type: "step" }>["commands"];
type Lidar = NonNullable<EngineRobot["lidar"]>;

/** The order of bodies in the scene: the world itself, then the base and its wheels. */
const baseBody = 1;
const lastOwnBody = 3;
const floorGeom = 0;
/** Pose of the base: x, y, z and a quaternion; then the wheels, left and right. */
const wheelQpos = 7;
const wheelQvel = 6;
/** Places of the servo's strength among its parameters: gain 0, and minus it as bias 2. */
const parametersOfGain = 10;
const parametersOfBias = 10;
/** Rays meet geoms of every group. */
const allGroups = [1, 1, 1, 1, 1, 1];
/** Steps in which the robot sinks onto its wheels. */
const settleSteps = 400;
/** A wheel whose drive is off brakes so much harder than its servo. */
const brakeFactor = 3;

/** One robot in one world. */
export class MujocoWorld {
  readonly #mujoco: MainModule;
  readonly #robot: EngineRobot;
  readonly #model: MjModel;
  readonly #data: MjData;
  readonly #servo: number;
  readonly #zeroRad: readonly [number, number];
  readonly #hits: {
    readonly ids: InstanceType<MainModule["IntBuffer"]>;
    readonly far: InstanceType<MainModule["DoubleBuffer"]>;
  };
  #steps = 0;
  #lastMps = 0;

  constructor(mujoco: MainModule, robot: EngineRobot, reset: EngineReset) {
    this.#mujoco = mujoco;
    this.#robot = robot;
    this.#model = mujoco.from_xml_string(sceneXml(robot, reset));
    this.#data = new mujoco.MjData(this.#model);
    const gains: Float64Array = this.#model.actuator_gainprm;
    this.#servo = gains[0] ?? 0;
    const beams = Math.max(1, robot.lidar?.beams ?? 0);
    this.#hits = { ids: new mujoco.IntBuffer(beams), far: new mujoco.DoubleBuffer(beams) };
    this.#settle();
    const at = this.#qpos();
    this.#zeroRad = [at[wheelQpos] ?? 0, at[wheelQpos + 1] ?? 0];
  }

  /** A view of memory that may move: asked for anew each time. */
  #qpos(): Float64Array {
    return this.#data.qpos;
  }
  #qvel(): Float64Array {
    return this.#data.qvel;
  }

  /** Lets the robot sink onto its wheels, then puts it back where it starts. */
  #settle(): void {
    const pose = this.#qpos().slice(0, wheelQpos);
    for (let i = 0; i < settleSteps; i++) this.#mujoco.mj_step(this.#model, this.#data);
    const now = this.#qpos();
    // All but the height, which is what it sank to.
    for (const i of [0, 1, 3, 4, 5, 6]) now[i] = pose[i] ?? 0;
    this.#qvel().fill(0);
    this.#mujoco.mj_forward(this.#model, this.#data);
  }

  /** Efforts are shares of the no-load speed. */
  command(commands: Commands): void {
    const top = this.#robot.maxWheelRadps;
    const isOn = commands.enable === 1;
    const gain = isOn ? this.#servo : this.#servo * brakeFactor;
    const gains: Float64Array = this.#model.actuator_gainprm;
    const biases: Float64Array = this.#model.actuator_biasprm;
    const ctrl: Float64Array = this.#data.ctrl;
    for (let i = 0; i < 2; i++) {
      gains[i * parametersOfGain] = gain;
      biases[i * parametersOfBias + 2] = -gain;
    }
    ctrl[0] = isOn ? commands.leftEffort * top : 0;
    ctrl[1] = isOn ? commands.rightEffort * top : 0;
  }

  /** Goes on by one step of MechOS. */
  step(dtS: number): void {
    const parts = Math.max(1, Math.ceil(dtS / longestStepS - 1e-9));
    this.#model.opt.timestep = dtS / parts;
    for (let i = 0; i < parts; i++) this.#mujoco.mj_step(this.#model, this.#data);
    this.#steps += 1;
  }

  get steps(): number {
    return this.#steps;
  }

  /** True where a part of the robot touches anything but the floor. */
  #touches(): boolean {
    if (this.#data.ncon === 0) return false;
    const bodies: Int32Array = this.#model.geom_bodyid;
    const isOwn = (geom: number): boolean => {
      const body = bodies[geom] ?? 0;
      return body >= baseBody && body <= lastOwnBody;
    };
    const contacts = this.#data.contact;
    let touches = false;
    for (let i = 0; i < contacts.size() && !touches; i++) {
      const contact = contacts.get(i);
      if (contact === undefined) continue;
      const { geom1, geom2 } = contact;
      touches = geom1 !== floorGeom && geom2 !== floorGeom && isOwn(geom1) !== isOwn(geom2);
      contact.delete();
    }
    contacts.delete();
    return touches;
  }

  #yawRad(): number {
    const q = this.#qpos();
    const [w, i, j, k] = [q[3] ?? 1, q[4] ?? 0, q[5] ?? 0, q[6] ?? 0];
    return atan2(2 * (w * k + i * j), 1 - 2 * (j * j + k * k));
  }

  #scan(lidar: Lidar, xM: number, yM: number, yawRad: number): (number | null)[] {
    const c = cos(yawRad);
    const s = sin(yawRad);
    const eye = [
      xM + c * lidar.mountXM - s * lidar.mountYM,
      yM + s * lidar.mountXM + c * lidar.mountYM,
      lidarHeightM,
    ];
    const first = yawRad + lidar.mountYawRad + lidar.startRad;
    const ways: number[] = [];
    for (let beam = 0; beam < lidar.beams; beam++) {
      const angle = first + beam * lidar.stepRad;
      ways.push(cos(angle), sin(angle), 0);
    }
    const { ids, far } = this.#hits;
    // All groups, static things too, the robot's base left out; no normals.
    this.#mujoco.mj_multiRay(
      this.#model,
      this.#data,
      eye,
      ways,
      allGroups,
      true,
      baseBody,
      ids,
      far,
      null,
      lidar.beams,
      lidar.maxM,
    );
    const ranges: Float64Array = far.GetView();
    return Array.from(
      ranges.subarray(0, lidar.beams),
      (range) => range >= 0 && range <= lidar.maxM ? range : null,
    );
  }

  /** What is so now; `intervalS` since the sample before, for the acceleration. */
  sample(timeNs: number, intervalS: number, withLidar: boolean): EngineSample {
    const q = this.#qpos();
    const v = this.#qvel();
    const [x, y, yawRad] = [q[0] ?? 0, q[1] ?? 0, this.#yawRad()];
    const linearMps = (v[0] ?? 0) * cos(yawRad) + (v[1] ?? 0) * sin(yawRad);
    const accelMps2 = intervalS > 0 ? (linearMps - this.#lastMps) / intervalS : 0;
    this.#lastMps = linearMps;
    const { lidar } = this.#robot;
    return {
      timeNs,
      robot: { x, y, yawRad, linearMps, angularRadps: v[5] ?? 0, accelMps2, tiltRad: 0 },
      wheels: {
        leftRad: (q[wheelQpos] ?? 0) - this.#zeroRad[0],
        rightRad: (q[wheelQpos + 1] ?? 0) - this.#zeroRad[1],
        leftRadps: v[wheelQvel] ?? 0,
        rightRadps: v[wheelQvel + 1] ?? 0,
      },
      contact: this.#touches() ? 1 : 0,
      ...(withLidar && lidar !== null ? { lidar: this.#scan(lidar, x, y, yawRad) } : {}),
    };
  }

  /** Gives its memory back. */
  close(): void {
    this.#hits.ids.delete();
    this.#hits.far.delete();
    this.#data.delete();
    this.#model.delete();
  }
}
