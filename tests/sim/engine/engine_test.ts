/** Runs whose robot is moved by a simulator outside, here a small one in this process. */
import assert from "node:assert/strict";
import { ok, unwrap } from "core/fault.ts";
import { type EngineRequest, readAnswer } from "sim/engine/mod.ts";
import { connectOutside, type LoadedScenario, loadScenario } from "sim/scenario/mod.ts";
import { readFile } from "cli/read_file.ts";
import { runOutside } from "./run_outside.ts";
import { openEngineWire } from "cli/sim/engine_wire.ts";
import { openMujoco } from "cli/sim/mujoco_wire.ts";
import { textFile } from "tests/sim/scenario/load_text.ts";

/** How the small simulator misbehaves. */
interface Manners {
  readonly spoil?: (answer: string, request: EngineRequest) => string | null;
}

/** A unicycle without slip or lag that sees a post at (3, 0): the least that the protocol needs. */
class SmallWorld {
  requests = 0;
  #timeNs = 0;
  #x = 0;
  #y = 0;
  #yaw = 0;
  #left = 0;
  #right = 0;
  #speed = [0, 0] as readonly [number, number];
  #robot: Extract<EngineRequest, { type: "hello" }>["robot"] | null = null;

  answer(request: EngineRequest): unknown {
    this.requests += 1;
    switch (request.type) {
      case "hello":
        this.#robot = request.robot;
        return { type: "hello", protocol: request.protocol, engine: "small", deterministic: true };
      case "reset":
        this.#x = request.start.x;
        this.#y = request.start.y;
        this.#yaw = request.start.yawRad;
        return { type: "sensors", samples: [this.#sample(true)] };
      case "step":
        return { type: "sensors", samples: this.#step(request) };
      case "bye":
        return null;
    }
  }

  #step(request: Extract<EngineRequest, { type: "step" }>): unknown[] {
    const samples: unknown[] = [];
    const { commands, dtNs, stepsPerSample } = request;
    this.#speed = commands.enable === 1 ? [commands.leftRadps, commands.rightRadps] : [0, 0];
    for (let i = 1; i <= request.steps; i++) {
      this.#move(dtNs * 1e-9);
      this.#timeNs += dtNs;
      if (i % stepsPerSample === 0) {
        samples.push(this.#sample(request.lidarAt.includes(samples.length)));
      }
    }
    return samples;
  }

  #twist(): readonly [number, number] {
    const { wheelRadiusM = 0, separationM = 1 } = this.#robot ?? {};
    const [left, right] = this.#speed;
    return [(left + right) / 2 * wheelRadiusM, (right - left) * wheelRadiusM / separationM];
  }

  #move(dtS: number): void {
    const [linear, angular] = this.#twist();
    this.#left += this.#speed[0] * dtS;
    this.#right += this.#speed[1] * dtS;
    this.#yaw += angular * dtS;
    this.#x += linear * Math.cos(this.#yaw) * dtS;
    this.#y += linear * Math.sin(this.#yaw) * dtS;
  }

  #sample(withScan: boolean): unknown {
    const [linearMps, angularRadps] = this.#twist();
    return {
      timeNs: this.#timeNs,
      robot: { x: this.#x, y: this.#y, yawRad: this.#yaw, linearMps, angularRadps },
      wheels: {
        leftRad: this.#left,
        rightRad: this.#right,
        leftRadps: this.#speed[0],
        rightRadps: this.#speed[1],
      },
      ...(withScan ? { lidar: this.#scan() } : {}),
    };
  }

  #scan(): (number | null)[] {
    const { beams = 0, startRad = 0, stepRad = 0 } = this.#robot?.lidar ?? {};
    return Array.from({ length: beams }, (_item, index) => {
      const away = startRad + index * stepRad + this.#yaw;
      const [dx, dy] = [3 - this.#x, -this.#y];
      const along = dx * Math.cos(away) + dy * Math.sin(away);
      const off = dx * dx + dy * dy - along * along;
      return along > 0 && off < 0.09 ? along - Math.sqrt(0.09 - off) : null;
    });
  }
}

/** Serves the small simulator while `use` runs. */
async function served<T>(
  manners: Manners,
  use: (url: string, world: SmallWorld) => Promise<T>,
): Promise<T> {
  const world = new SmallWorld();
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.onmessage = ({ data }) => {
      const asked: EngineRequest = JSON.parse(String(data));
      const answer = JSON.stringify(world.answer(asked));
      const said = manners.spoil === undefined ? answer : manners.spoil(answer, asked);
      if (asked.type !== "bye" && said !== null) socket.send(said);
    };
    return response;
  });
  try {
    return await use(`ws://127.0.0.1:${server.addr.port}`, world);
  } finally {
    await server.shutdown();
  }
}

function loadAt(url: string, set: Readonly<Record<string, unknown>> = {}): LoadedScenario {
  const scenario = {
    mechos: "scenario/1",
    name: "outside",
    robot: "../../../sim/robots/rover.yaml",
    duration: "6s",
    set: { "sim.engine": "external", "sim.url": url, "sim.engineTimeoutMs": 500, ...set },
    brain: {
      driver: "scripted",
      script: [{
        at: "500ms",
        intent: { action: "drive", linearMps: 0.5, angularRadps: 0, durationMs: 20_000 },
      }],
    },
    expect: [{ never: "collision" }],
  };
  const text = new TextEncoder().encode(JSON.stringify(scenario));
  return unwrap(loadScenario(textFile, {
    readFile: (path) => path === textFile ? ok(text) : readFile(path),
    env: {},
    sets: [],
    brain: null,
  }));
}

Deno.test("a simulator outside moves the robot, and its post stops it", async () => {
  const result = await served({}, (url) => runOutside(loadAt(url)));
  assert.equal(result.outcome, "passed", JSON.stringify(result.violations));
  assert.deepEqual(result.engine, { name: "small", deterministic: true });
  const { x } = result.finalState;
  assert.ok(typeof x === "number" && x > 1.5 && x < 2.5, `stopped at ${x} before the post at 2.7`);
});

Deno.test("one message moves on several ticks, and the same requests give the same hash", async () => {
  const counts = await Promise.all([1, 8].map((ticks) =>
    served({}, async (url, world) => {
      const result = await runOutside(loadAt(url, { "sim.ticksPerMessage": ticks }));
      assert.equal(result.outcome, "passed");
      return { messages: world.requests, hash: result.stateHash };
    })
  ));
  const [each, eighth] = counts;
  assert.ok(each !== undefined && eighth !== undefined);
  assert.ok(each.messages > 1200 && eighth.messages < 160, JSON.stringify(counts));
  const again = await served({}, (url) => runOutside(loadAt(url)));
  assert.equal(again.stateHash, each.hash);
});

Deno.test("our own map, people and faults lie over what the simulator sees", async () => {
  const result = await served({}, (url) => {
    const loaded = loadAt(url);
    const world = {
      ...loaded.scenario.world,
      obstacles: [{ circle: { x: 1.5, y: 0, radiusM: 0.2, look: "solid" as const } }],
    };
    return runOutside({ ...loaded, scenario: { ...loaded.scenario, world } });
  });
  const { x } = result.finalState;
  assert.ok(typeof x === "number" && x > 0.3 && x < 1.2, `stopped at ${x} before ours at 1.3`);
});

/** What a simulator that misbehaves leads to. */
const bad: Readonly<Record<string, readonly [Manners["spoil"], RegExp]>> = {
  "is silent": [(answer, { type }) => type === "step" ? null : answer, /no answer within 500 ms/],
  "is not JSON": [(answer, { type }) => type === "step" ? "{" : answer, /not JSON/],
  "is of another time": [
    (answer, { type }) => type === "step" ? answer.replace(/"timeNs":\d+/, '"timeNs":1') : answer,
    /is due/,
  ],
  "lacks the wheels": [
    (answer, { type }) => type === "step" ? answer.replace('"wheels"', '"wheel"') : answer,
    /samples\.0\.wheels/,
  ],
  "speaks another version": [(answer) => answer.replace("mechos-sim/1", "mechos-sim/9"), /sim\/9/],
  "says an error": [() => '{"type":"error","message":"out of order"}', /out of order/],
};

for (const [name, [spoil, expected]] of Object.entries(bad)) {
  Deno.test(`a simulator whose answer ${name} ends the run with SIM_ENGINE`, async () => {
    const manners = spoil === undefined ? {} : { spoil };
    await assert.rejects(served(manners, (url) => runOutside(loadAt(url))), expected);
  });
}

Deno.test("connectOutside() needs the network asked for, a server, and a drive that it can move", async () => {
  const none = loadAt("ws://127.0.0.1:1");
  const refused = await connectOutside(none.config, null, openMujoco);
  assert.ok(!refused.ok && refused.fault.code === "SIM_ENGINE");
  assert.match(refused.ok ? "" : refused.fault.help ?? "", /--set sim\.engine/);
  const absent = await connectOutside(none.config, openEngineWire, openMujoco);
  assert.ok(!absent.ok && /cannot be reached|closed/.test(absent.fault.message));
  const skid = {
    ...none.config,
    robot: { ...none.config.robot, drive: { ...none.config.robot.drive, kind: "skid" as const } },
  };
  assert.ok(!(await connectOutside(skid, openEngineWire, openMujoco)).ok);
  assert.equal(
    unwrap(
      await connectOutside(
        { ...none.config, sim: { ...none.config.sim, engine: "planar" } },
        null,
        openMujoco,
      ),
    ),
    null,
  );
});

Deno.test("readAnswer() refuses numbers that are none, and answers beyond the limits", () => {
  const sample = '{"timeNs":0,"robot":{"x":null,"y":0,"yawRad":0,"linearMps":0,"angularRadps":0}}';
  for (const text of ["[]", '{"type":"bye"}', `{"type":"sensors","samples":[${sample}]}`]) {
    assert.ok(!readAnswer(text).ok, text);
  }
  assert.ok(!readAnswer(`{"type":"error","message":"${"x".repeat(5_000_000)}"}`).ok);
});
