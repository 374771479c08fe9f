/** Noise of the sensors, from robots that stand, and the battery's inner resistance. @module */
import type { Config } from "core/config/mod.ts";
import type { DriveLog } from "./drive_log.ts";
import { type Fit, fitRobustSlope, mean, noFit, robustSigma, thin } from "./fit.ts";
import { restingRates } from "./fit_wheels.ts";

/** Samples below which a noise is not told. */
const leastSamples = 100;

type Sensor = Config["robot"]["sensors"][number];

/** Path and value of a number of the first sensor of a kind; null where there is none. */
function sensorNumber(
  config: Config,
  kind: Sensor["kind"],
  key: string,
): { readonly path: string; readonly before: number | null } | null {
  const index = config.robot.sensors.findIndex((sensor) => sensor.kind === kind);
  const sensor = config.robot.sensors[index];
  if (sensor === undefined) return null;
  const value: unknown = Reflect.get(sensor, key);
  const before = typeof value === "number" ? value : null;
  return { path: `robot.sensors.${index}.${key}`, before };
}

function spreadFit(
  at: { readonly path: string; readonly before: number | null } | null,
  unit: string,
  values: readonly number[],
  scale: number,
  why: string,
): Fit[] {
  if (at === null) return [];
  if (values.length < leastSamples) return [noFit(at.path, unit, at.before, why)];
  const value = robustSigma(values) * scale;
  return [{
    ...at,
    unit,
    value,
    sigma: value / Math.sqrt(2 * values.length),
    samples: values.length,
    note: "",
    residuals: null,
  }];
}

function biasFit(config: Config, rates: readonly number[]): Fit[] {
  const at = sensorNumber(config, "imu", "gyroBiasRadps");
  if (at === null) return [];
  if (rates.length < leastSamples) return [noFit(at.path, "rad/s", at.before, neverRests)];
  const value = mean(rates);
  return [{
    ...at,
    unit: "rad/s",
    // The schema knows its size only.
    value: Math.abs(value),
    sigma: robustSigma(rates) / Math.sqrt(rates.length),
    samples: rates.length,
    note: value < 0 ? "it is negative" : "",
    residuals: {
      xLabel: "sample at rest",
      yLabel: "residual, rad/s",
      points: thin(rates.map((rate, index): [number, number] => [index, rate - value])),
    },
  }];
}

const neverRests = "the robot hardly stood still";

function resistanceFit(logs: readonly DriveLog[], config: Config): Fit[] {
  const at = sensorNumber(config, "battery", "internalOhm");
  if (at === null) return [];
  const pairs = logs.flatMap(({ battery }) =>
    battery.slice(1).map((row, index): [number, number] => {
      const before = battery[index] ?? row;
      return [before.currentA - row.currentA, row.voltageV - before.voltageV];
    })
  ).filter(([amps]) => Math.abs(amps) > 0.02);
  if (pairs.length < 10) {
    return [noFit(at.path, "ohm", at.before, "the battery's current hardly changed")];
  }
  const { slope, sigma } = fitRobustSlope(pairs);
  return [{
    ...at,
    unit: "ohm",
    value: slope,
    sigma,
    samples: pairs.length,
    note: "",
    residuals: {
      xLabel: "change of current, A",
      yLabel: "residual, V",
      points: thin(pairs.map(([x, y]): [number, number] => [-x, y - slope * x])),
    },
  }];
}

/** Fits noises and the battery over all recordings. */
export function fitNoise(logs: readonly DriveLog[]): Fit[] {
  const config = logs[0]?.config;
  if (config === undefined) return [];
  const rests = logs.map(restingRates);
  const rates = rests.flatMap((rows) => rows.map((row) => row.yawRateRadps));
  const accelerations = rests.flatMap((rows) => rows.map((row) => row.accelMps2));
  const steps = logs.flatMap((log) => log.scanSteps);
  const amps = logs.flatMap((log) => log.restA);
  return [
    // Two samples of the same noise differ by the root of two times as much.
    ...spreadFit(sensorNumber(config, "lidar", "noiseM"), "m", steps, Math.SQRT1_2, neverRests),
    ...spreadFit(sensorNumber(config, "imu", "gyroNoiseRadps"), "rad/s", rates, 1, neverRests),
    ...biasFit(config, rates),
    ...spreadFit(
      sensorNumber(config, "imu", "accelNoiseMps2"),
      "m/s2",
      accelerations,
      1,
      neverRests,
    ),
    ...spreadFit(sensorNumber(config, "motor", "noiseA"), "A", amps, 1, neverRests),
    ...resistanceFit(logs, config),
  ];
}
