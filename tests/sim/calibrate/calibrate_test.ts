/** Calibration recovers what a simulated robot really is, whatever its file says. */
import assert from "node:assert/strict";
import { stringify } from "yaml";
import { ok, unwrap } from "core/fault.ts";
import {
  calibrate,
  type DriveLog,
  type Fit,
  readDriveLog,
  residualPlot,
  robotFile,
} from "sim/calibrate/mod.ts";
import { fitRobustSlope, median, robustSigma } from "sim/calibrate/fit.ts";
import { configSchema, parseYamlDocument, validate } from "core/config/mod.ts";
import { createPrng, gauss } from "core/math/mod.ts";
import { loadScenario } from "sim/scenario/mod.ts";
import { readFile } from "cli/read_file.ts";
import { record } from "tests/sim/scenario/simulate.ts";
import { textFile } from "tests/sim/scenario/load_text.ts";

/** Records a scenario given as data. */
function recordData(data: Readonly<Record<string, unknown>>): DriveLog {
  const text = new TextEncoder().encode(
    stringify({ mechos: "scenario/1", invariantsOnly: true, ...data }),
  );
  const loaded = unwrap(loadScenario(textFile, {
    readFile: (path) => path === textFile ? ok(text) : readFile(path),
    env: {},
    sets: [],
    brain: null,
  }));
  return unwrap(readDriveLog(record(loaded).bytes));
}

const truth = {
  "robot.drive.wheelRadiusM": 0.056,
  "robot.drive.separationM": 0.30,
  "robot.drive.maxWheelRadps": 18,
  "robot.drive.motorLagS": 0.14,
} as const;

/** A robot that is not as its data sheet says, on a round through the office. */
const driven = recordData({
  name: "round",
  robot: "../../../sim/robots/rover.yaml",
  set: truth,
  world: {
    map: "../../../sim/maps/office.yaml",
    start: { x: 2, y: 7, yawDeg: 0 },
    places: { hall: { x: 9, y: 6.3 }, desk: { x: 11.8, y: 3.0 } },
  },
  duration: "110s",
  brain: { driver: "scripted" },
  mission:
    "wait 5 s, then go to hall, then go to desk, then go to hall, then go to desk, then go to hall",
});
const { drive } = driven.config.robot;
/** Its file says something else. */
const wrong: DriveLog = {
  ...driven,
  config: {
    ...driven.config,
    robot: {
      ...driven.config.robot,
      drive: { ...drive, wheelRadiusM: 0.06, separationM: 0.32, maxWheelRadps: 19, motorLagS: 0.1 },
    },
  },
};
const fits = calibrate([wrong]);

function fitOf(list: readonly Fit[], path: string): Fit {
  const fit = list.find((one) => one.path === path);
  assert.ok(fit !== undefined, path);
  return fit;
}

Deno.test("calibrate() finds wheel radius, track and top speed within 1 %, lag within 3 %", () => {
  for (const [path, value] of Object.entries(truth)) {
    const fit = fitOf(fits, path);
    const allowed = path.endsWith("motorLagS") ? 0.03 : 0.01;
    assert.ok(fit.value !== null && fit.sigma !== null, `${path}: ${fit.note}`);
    assert.ok(Math.abs(fit.value / value - 1) < allowed, `${path} = ${fit.value}, is ${value}`);
    assert.ok(fit.sigma < value * 0.01, `${path}: sigma ${fit.sigma}`);
    assert.notEqual(fit.before, value);
  }
});

Deno.test("calibrate() finds the noise of each sensor within 10 %", () => {
  const { sensors } = driven.config.robot;
  for (const key of ["noiseM", "gyroNoiseRadps", "accelNoiseMps2", "noiseA"]) {
    const fit = fits.find((one) => one.path.endsWith(`.${key}`));
    const sensor = sensors[Number(fit?.path.split(".")[2])];
    const is = Number(sensor === undefined ? NaN : Reflect.get(sensor, key));
    const value = fit?.value ?? NaN;
    assert.ok(Math.abs(value / is - 1) < 0.1, `${key} = ${value}, is ${is}`);
  }
});

Deno.test("calibrate() finds the friction of a floor on which the wheels slip, and says where none did", () => {
  assert.match(fitOf(fits, "sim.friction").note, /no slip was seen/);
  const icy = recordData({
    name: "icy",
    robot: "../../../sim/robots/rover.yaml",
    set: { "sim.friction": 0.06 },
    duration: "12s",
    brain: {
      driver: "scripted",
      script: [1, 4, 7].map((at) => ({
        at: `${at}s`,
        intent: { action: "drive", linearMps: 0.5, angularRadps: 0, durationMs: 2500 },
      })),
    },
  });
  const fit = fitOf(calibrate([icy]), "sim.friction");
  assert.ok(fit.value !== null && Math.abs(fit.value / 0.06 - 1) < 0.1, `${fit.value} ${fit.note}`);
});

Deno.test("robotFile() is a config that holds the fitted numbers and keeps the others", () => {
  const text = unwrap(robotFile(wrong.config, fits, ["a.mcap"]));
  const document = unwrap(parseYamlDocument(new TextEncoder().encode(text), "robot.yaml"));
  const config = unwrap(validate(configSchema, document.data, document));
  assert.ok(Math.abs(config.robot.drive.wheelRadiusM - 0.056) < 0.0006);
  assert.ok(Math.abs(config.robot.drive.separationM - 0.30) < 0.003);
  assert.equal(config.sim.friction, wrong.config.sim.friction);
  assert.match(text, /# robot.drive.wheelRadiusM: 0\.05\d+ \+- /);
});

Deno.test("calibrate() says what a recording of a robot that never moved does not tell", () => {
  const still: DriveLog = {
    ...wrong,
    wheels: [],
    fixes: [],
    imu: [],
    scanSteps: [],
    restA: [],
    battery: [],
  };
  for (const fit of calibrate([still])) {
    assert.equal(fit.value, null, fit.path);
    assert.ok(fit.note.length > 10, fit.path);
  }
});

Deno.test("calibrate() leaves the wheels of drives alone that it does not know", () => {
  const steered: DriveLog = {
    ...wrong,
    config: {
      ...wrong.config,
      robot: { ...wrong.config.robot, drive: { ...wrong.config.robot.drive, kind: "ackermann" } },
    },
  };
  const fit = fitOf(calibrate([steered]), "robot.drive.wheelRadiusM");
  assert.equal(fit.value, null);
  assert.match(fit.note, /ackermann/);
});

Deno.test("residualPlot() is one well-formed picture with a panel a fit", () => {
  const svg = residualPlot(fits);
  const panels = fits.filter((fit) => fit.residuals !== null).length;
  assert.equal(svg.match(/<rect x="62"/g)?.length, panels);
  assert.ok(panels >= 4 && !svg.includes("NaN"));
  const tags = [...svg.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)];
  let depth = 0;
  for (const [, close, , self] of tags) depth += close === "/" ? -1 : self === "/" ? 0 : 1;
  assert.equal(depth, 0);
});

Deno.test("fitRobustSlope() is not led astray by a tenth of wild pairs", () => {
  const dice = createPrng(1, "fit");
  const pairs = Array.from({ length: 200 }, (_item, index): [number, number] => {
    const x = 1 + index / 100;
    return [x, index % 10 === 0 ? 40 : 2.5 * x + gauss(dice) * 0.01];
  });
  const { slope, sigma } = fitRobustSlope(pairs);
  assert.ok(Math.abs(slope - 2.5) < 4 * sigma + 1e-3 && sigma < 0.01, `${slope} ${sigma}`);
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([]), 0);
  assert.ok(robustSigma([1, 2, 3, 4, 1e9]) < 3);
});
