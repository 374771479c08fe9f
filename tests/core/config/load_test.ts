import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Config,
  loadConfig,
  type LoadedConfig,
  type LoadOptions,
  maskSecrets,
  parseDotEnv,
  readScalar,
} from "core/config/mod.ts";
import { fail, type Fault, ok, unwrap } from "core/fault.ts";

const robot = `mechos: config/1
robot:
  drive: { kind: diff, separationM: 0.16, wheelRadiusM: 0.033 }
  footprint: { radiusM: 0.105 }
  limits: { maxLinearMps: 0.22, maxAngularRadps: 2.84, maxLinearMps2: 1.0 }
`;

function load(
  files: Readonly<Record<string, string>>,
  options: Partial<LoadOptions> = {},
): ReturnType<typeof loadConfig> {
  return loadConfig({
    files: ["/c/robot.yaml"],
    env: {},
    overrides: [],
    causes: ["lidarStale"],
    roots: null,
    readFile: (path) => {
      const text = files[path];
      if (text !== undefined) return ok(new TextEncoder().encode(text));
      return fail({ code: "CONFIG_NOT_FOUND", message: `Cannot read "${path}": it is not there` });
    },
    ...options,
  });
}

function loaded(files: Readonly<Record<string, string>>, options: Partial<LoadOptions> = {}) {
  return unwrap(load(files, options));
}

function faultOf(files: Readonly<Record<string, string>>, options: Partial<LoadOptions> = {}) {
  const result = load(files, options);
  assert.ok(!result.ok, "the config was accepted");
  return result.fault;
}

function set(path: string, text: string) {
  return { path, value: readScalar(text), label: "--set", place: null };
}

function spot(fault: Fault): string {
  return `${fault.place?.file}:${fault.place?.line}:${fault.place?.column}`;
}

Deno.test("loadConfig() fills defaults that follow from other values", () => {
  const { config } = loaded({ "/c/robot.yaml": robot });
  assert.equal(config.kernel.tickHz, 200);
  assert.equal(config.kernel.limits.maxLinearMps, 0.22);
  assert.equal(config.robot.limits.maxReverseMps, 0.22);
  assert.equal(config.robot.limits.stopMps2, 1);
  assert.ok(config.robot.drive.maxWheelRadps > (0.22 + 2.84 * 0.08) / 0.033);
  assert.equal(config.sim.physicsHz % config.kernel.tickHz, 0);
});

Deno.test("loadConfig() lays defaults < files < .env < MECHOS_* < --set, and says where from", () => {
  const files = {
    "/etc/m.yaml": `${robot}kernel: { tickHz: 50, goto: { toleranceM: 0.5, slowRadiusM: 1 } }\n`,
    "/c/robot.yaml": "mechos: config/1\nkernel: { tickHz: 100 }\nsim: { friction: 0.5 }\n",
    "/c/.env": "MECHOS_SIM__FRICTION=0.6\nMECHOS_KERNEL__AUTO_RESUME=true\n",
  };
  const all = loaded(files, {
    files: ["/etc/m.yaml", "/c/robot.yaml"],
    env: { MECHOS_KERNEL__AUTO_RESUME: "false", MECHOS_KERNEL__GOTO__TOLERANCE_M: "0.3" },
    overrides: [set("kernel.goto.toleranceM", "0.2")],
  });
  const origin = (path: string) => all.originOf(path.split("."));
  const { kernel, sim } = all.config;
  assert.deepEqual([kernel.goto.slowRadiusM, origin("kernel.goto.slowRadiusM")], [
    1,
    "/etc/m.yaml:6",
  ]);
  assert.deepEqual([kernel.tickHz, origin("kernel.tickHz")], [100, "/c/robot.yaml:2"]);
  assert.deepEqual([sim.friction, origin("sim.friction")], [0.6, ".env MECHOS_SIM__FRICTION"]);
  assert.deepEqual([kernel.autoResume, origin("kernel.autoResume")], [
    false,
    "env MECHOS_KERNEL__AUTO_RESUME",
  ]);
  assert.deepEqual([kernel.goto.toleranceM, origin("kernel.goto.toleranceM")], [0.2, "--set"]);
  assert.deepEqual([kernel.goto.turnFirstRad, origin("kernel.goto.turnFirstRad")], [
    0.6,
    "default",
  ]);
});

Deno.test("loadConfig() warns of an unknown MECHOS_ variable with the nearest", () => {
  const warn = (name: string) =>
    loaded({ "/c/robot.yaml": robot }, { env: { [name]: "100" } }).warnings[0];
  assert.match(warn("MECHOS_KERNL__TICK_HZ") ?? "", /did you mean MECHOS_KERNEL__TICK_HZ\?/);
  assert.match(warn("MECHOS_TICKHZ") ?? "", /did you mean MECHOS_KERNEL__TICK_HZ\?/);
  assert.equal(warn("MECHOS_KERNEL__TICKHZ_"), undefined);
  assert.equal(warn("PATH"), undefined);
});

Deno.test("loadConfig() names the variable whose value is wrong", () => {
  const fault = faultOf({ "/c/robot.yaml": robot }, { env: { MECHOS_KERNEL__TICK_HZ: "9000" } });
  assert.equal(fault.code, "CONFIG_RANGE");
  assert.equal(fault.place?.file, "env MECHOS_KERNEL__TICK_HZ");
});

Deno.test("loadConfig() lays a file over the one it extends", () => {
  const files = {
    "/c/robot.yaml": "mechos: config/1\nextends: base/r.yaml\nkernel: { tickHz: 100 }\n",
    "/c/base/r.yaml":
      `${robot}world: { map: site.yaml }\nkernel: { tickHz: 50, autoResume: true }\n`,
  };
  const { config, originOf } = loaded(files);
  assert.equal(config.kernel.tickHz, 100);
  assert.equal(config.kernel.autoResume, true);
  assert.equal(config.world.map, "/c/base/site.yaml");
  assert.equal(originOf(["world", "map"]), "/c/base/r.yaml:6");
});

Deno.test("loadConfig() refuses files that extend each other in a circle", () => {
  const fault = faultOf({
    "/c/robot.yaml": "mechos: config/1\nextends: b.yaml\n",
    "/c/b.yaml": "mechos: config/1\nextends: robot.yaml\n",
  });
  assert.deepEqual([fault.code, spot(fault)], ["CONFIG_CYCLE", "/c/b.yaml:2:10"]);
});

Deno.test("loadConfig() keeps files inside its roots, links included", () => {
  const files = {
    "/c/robot.yaml": `${robot}world: { map: link/site.yaml }\n`,
  };
  const realPath = (path: string) => path.replace("/c/link", "/secret");
  assert.equal(loaded(files, { roots: ["/c"] }).config.world.map, "/c/link/site.yaml");
  const fault = faultOf(files, { roots: ["/c"], realPath });
  assert.deepEqual([fault.code, spot(fault)], ["CONFIG_PATH_OUTSIDE", "/c/robot.yaml:6:15"]);
  loaded(files, { roots: ["/c", "/secret"], realPath });
});

Deno.test("loadConfig() lets the higher layer's way of writing win", () => {
  const other = "mechos: config/1\nrobot: { footprint: { lengthM: 0.4, widthM: 0.2 } }\n";
  const places = "world: { places: { bay: { x: 1, y: 1, yawDeg: 90 } } }\n";
  const { config } = loaded({ "/c/robot.yaml": robot + places, "/c/b.yaml": other }, {
    files: ["/c/robot.yaml", "/c/b.yaml"],
    overrides: [set("world.places.bay.yawRad", "1")],
  });
  assert.deepEqual(config.robot.footprint, { lengthM: 0.4, widthM: 0.2 });
  assert.equal(config.world.places["bay"]?.yawDeg, undefined);
  assert.equal(config.world.places["bay"]?.yawRad, 1);
});

Deno.test("loadConfig() sets entries of lists, and refuses ones that are not there", () => {
  const sensors = "  sensors: [{ name: front, kind: lidar, beams: 360, maxM: 3.5 }]\n";
  const files = { "/c/robot.yaml": robot + sensors };
  for (const path of ["robot.sensors[0].rateHz", "robot.sensors.0.rateHz"]) {
    const { config, originOf } = loaded(files, { overrides: [set(path, "5")] });
    assert.equal(config.robot.sensors[0]?.rateHz, 5);
    assert.equal(originOf(["robot", "sensors", 0, "rateHz"]), "--set");
  }
  const fault = faultOf(files, { overrides: [set("robot.sensors[1].rateHz", "5")] });
  assert.equal(fault.code, "CONFIG_UNKNOWN_KEY");
});

Deno.test("loadConfig() knows the origin of each part of a value set whole", () => {
  const overrides = [set("world.places.bay", "{ x: 1, y: 2 }")];
  const { originOf } = loaded({ "/c/robot.yaml": robot }, { overrides });
  assert.equal(originOf(["world", "places", "bay", "x"]), "--set");
  assert.equal(originOf(["world", "places", "bay", "toleranceM"]), "default");
});

Deno.test("loadConfig() reports the limit that a lower envelope leaves behind", () => {
  const files = { "/c/robot.yaml": `${robot}kernel:\n  limits:\n    maxLinearMps: 0.2\n` };
  const fault = faultOf(files, { overrides: [set("robot.limits.maxLinearMps", "0.1")] });
  assert.deepEqual([fault.code, spot(fault)], ["CONFIG_LIMIT_ABOVE_ROBOT", "/c/robot.yaml:8:19"]);
});

Deno.test("maskSecrets() shows stars where loadConfig() filled a secret in", () => {
  const canary = "sk-canary-93f1";
  const files = {
    "/c/robot.yaml": robot + "brain: { apiKey: '${env:KEY}' }\n",
    "/c/key": `${canary}\n`,
  };
  const { config } = loaded(files, { env: { KEY: canary } });
  assert.equal(config.brain.apiKey, canary);
  assert.ok(!JSON.stringify(maskSecrets(config)).includes(canary));
});

Deno.test("loadConfig() finds the file of a secret from the config that names it, inside the roots", () => {
  const files = {
    "/c/robot.yaml": `${robot}brain: { apiKey: "\${file:keys/model}" }\n`,
    "/c/keys/model": "from-a-file\n",
    "/run/key": "elsewhere",
  };
  assert.equal(loaded(files, { roots: ["/c"] }).config.brain.apiKey, "from-a-file");
  const away = {
    ...files,
    "/c/robot.yaml": files["/c/robot.yaml"].replace("keys/model", "/run/key"),
  };
  const fault = faultOf(away, { roots: ["/c"] });
  assert.deepEqual([fault.code, spot(fault)], ["CONFIG_PATH_OUTSIDE", "/c/robot.yaml:6:18"]);
  assert.equal(loaded(away, { roots: ["/c", "/run"] }).config.brain.apiKey, "elsewhere");
});

Deno.test("loadConfig() keeps a text that looks like a number a text, in MECHOS_* too", () => {
  const env = { MECHOS_BRAIN__MODEL: "4711", MECHOS_KERNEL__TICK_HZ: "100" };
  const { config } = loaded({ "/c/robot.yaml": robot }, { env });
  assert.deepEqual([config.brain.model, config.kernel.tickHz], ["4711", 100]);
});

Deno.test("loadConfig() points at the part of a dotted key that is unknown", () => {
  const excerpt = "kernel.limts.maxLinearMps=0.2";
  const place = { file: "--set", line: 1, column: 27, excerpt };
  const keyPlace = { ...place, column: 14 };
  const path = "kernel.limts.maxLinearMps";
  const fault = faultOf({ "/c/robot.yaml": robot }, {
    overrides: [{ path, value: 0.2, label: "--set", place, keyPlace }],
  });
  assert.deepEqual([fault.code, spot(fault)], ["CONFIG_UNKNOWN_KEY", "--set:1:8"]);
});

Deno.test("faults show no value of a key that sounds secret", () => {
  const canary = "4242424242";
  for (const line of [`apiKey: ${canary}`, `api_key: ${canary}`, `apiKeey: ${canary}`]) {
    const fault = faultOf({ "/c/robot.yaml": `${robot}brain: { ${line} }\n` });
    assert.ok(!JSON.stringify(fault).includes(canary), JSON.stringify(fault));
  }
});

Deno.test("loadConfig() warns of a line of .env that sets nothing, without showing it", () => {
  const files = {
    "/c/robot.yaml": robot,
    "/c/.env": "# fine\n\nMECHOS_SIM__NOISE=false\nsk-canary\n",
  };
  const { warnings, config } = loaded(files);
  assert.deepEqual(warnings, [".env line 4 sets nothing: it is no NAME=value"]);
  assert.equal(config.sim.noise, false);
});

Deno.test("parseDotEnv() takes quotes and comments off", () => {
  const text = "# note\nexport A=1\nB = 'x # y'\nC=\"q\"\nD=4 # four\nnonsense\n";
  assert.deepEqual(parseDotEnv(text), { A: "1", B: "x # y", C: "q", D: "4" });
});

Deno.test("loadConfig() accepts what it gave out, whatever the numbers", () => {
  const speed = fc.double({ min: 0.01, max: 20, noNaN: true });
  fc.assert(fc.property(speed, speed, fc.integer({ min: 10, max: 1000 }), (linear, turn, hz) => {
    const overrides = [
      { ...set("robot.limits.maxLinearMps", "1"), value: linear },
      { ...set("robot.limits.maxAngularRadps", "1"), value: turn },
      { ...set("kernel.tickHz", "1"), value: hz },
    ];
    const once: Config = loaded({ "/c/robot.yaml": robot }, { overrides }).config;
    const again: LoadedConfig = loaded({ "/c/robot.yaml": JSON.stringify(once) });
    assert.deepEqual(again.config, once);
  }));
});

Deno.test("loadConfig() never throws, whatever stands in the file", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
    const result = load({ "/c/robot.yaml": `mechos: config/1\n${text}` });
    assert.equal(result.ok, false);
  }));
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    const result = load({ "/c/robot.yaml": `${robot}memory: ${JSON.stringify(value)}\n` });
    assert.ok(result.ok || result.fault.code.startsWith("CONFIG_"));
  }));
});
