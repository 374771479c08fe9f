/** The far side of the lockstep protocol (sim/engine) with MuJoCo behind it: one text, one answer. @module */
import type { MainModule } from "@mujoco/mujoco";
import {
  type EngineAnswer,
  engineProtocol,
  type EngineRequest,
  type EngineRobot,
} from "sim/engine/mod.ts";
import { MujocoWorld } from "./world.ts";

type Step = Extract<EngineRequest, { type: "step" }>;

/** A run in MuJoCo. */
export class MujocoSession {
  readonly #mujoco: MainModule;
  #robot: EngineRobot | null = null;
  #world: MujocoWorld | null = null;

  constructor(mujoco: MainModule) {
    this.#mujoco = mujoco;
  }

  #step(world: MujocoWorld, request: Step): EngineAnswer {
    const { dtNs, steps, stepsPerSample, lidarAt } = request;
    world.command(request.commands);
    const samples = [];
    for (let index = 0; index < Math.floor(steps / stepsPerSample); index++) {
      for (let i = 0; i < stepsPerSample; i++) world.step(dtNs * 1e-9);
      const intervalS = stepsPerSample * dtNs * 1e-9;
      samples.push(world.sample(world.steps * dtNs, intervalS, lidarAt.includes(index)));
    }
    return { type: "sensors", samples };
  }

  /** Answers a request of our own process, which is well formed. */
  answer(request: EngineRequest): EngineAnswer {
    if (request.type === "hello") {
      this.#robot = request.robot;
      const engine = `MuJoCo ${this.#mujoco.mj_versionString()}`;
      return { type: "hello", protocol: engineProtocol, engine, deterministic: true };
    }
    if (request.type === "reset" && this.#robot !== null) {
      this.#world?.close();
      this.#world = new MujocoWorld(this.#mujoco, this.#robot, request);
      return { type: "sensors", samples: [this.#world.sample(0, 0, true)] };
    }
    if (request.type === "step" && this.#world !== null) return this.#step(this.#world, request);
    return { type: "error", message: `"${request.type}" came out of turn` };
  }
}
