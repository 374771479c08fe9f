/** `mechos sim calibrate`: a robot file out of recordings of real drives. @module */
import { fail, unwrap } from "core/fault.ts";
import {
  calibrate,
  type DriveLog,
  type Fit,
  readDriveLog,
  residualPlot,
  robotFile,
  roundedValue,
} from "sim/calibrate/mod.ts";
import type { CliContext } from "cli/context.ts";
import { openRecording } from "cli/recording_files.ts";
import { writeText } from "./outputs.ts";

/** Where the results go. */
export interface CalibrateOptions {
  readonly out?: string;
  readonly plot?: string;
}

function readLogs(files: readonly string[]): DriveLog[] {
  return files.map((file) => {
    const recording = openRecording(file);
    try {
      return unwrap(readDriveLog(recording.source));
    } finally {
      recording.close();
    }
  });
}

/** Recordings of two robots cannot be fitted as one. */
function checkOneRobot(files: readonly string[], logs: readonly DriveLog[]): void {
  const [first] = logs;
  const other = logs.findIndex((log) => log.config.robot.name !== first?.config.robot.name);
  if (other < 0) return;
  unwrap(fail({
    code: "CLI_BAD_VALUE",
    message: `Cannot calibrate one robot from recordings of "${first?.config.robot.name}" and "${
      logs[other]?.config.robot.name
    }"`,
    value: files[other] ?? "",
    help: "name the recordings of one robot",
  }));
}

function fitText(fit: Fit): string {
  const value = roundedValue(fit);
  const before = fit.before === null ? "-" : String(Number(fit.before.toPrecision(6)));
  const head = `${fit.path.padEnd(34)} ${before.padStart(9)} -> `;
  if (value === null) return `${head}kept: ${fit.note}\n`;
  const error = fit.sigma === null ? "" : ` +- ${fit.sigma.toPrecision(2)}`;
  const note = fit.note === "" ? "" : ` (${fit.note})`;
  return `${head}${value}${error} ${fit.unit}, ${fit.samples} samples${note}\n`;
}

function fitJson(fit: Fit): Record<string, unknown> {
  const { residuals: _residuals, ...rest } = fit;
  return { ...rest, value: roundedValue(fit) };
}

/** Fits, tells, writes the files asked for, and returns the exit code: 1 where nothing was found. */
export function calibrateRobot(
  context: CliContext,
  files: readonly string[],
  options: CalibrateOptions,
): number {
  if (files.length === 0) {
    unwrap(fail({
      code: "CLI_USAGE",
      message: "No recording was named",
      help: "for example mechos sim calibrate recordings/*.mcap --out robot.yaml",
    }));
  }
  const logs = readLogs(files);
  checkOneRobot(files, logs);
  const fits = calibrate(logs);
  const [log] = logs;
  if (options.out !== undefined && log !== undefined) {
    const fault = writeText(options.out, unwrap(robotFile(log.config, fits, files)));
    if (fault !== null) unwrap(fail(fault));
  }
  if (options.plot !== undefined) {
    const fault = writeText(options.plot, residualPlot(fits));
    if (fault !== null) unwrap(fail(fault));
  }
  if (context.globals().json) {
    context.out(`${JSON.stringify({ recordings: files, fits: fits.map(fitJson) }, null, 2)}\n`);
  } else {
    for (const fit of fits) context.out(fitText(fit));
    for (const path of [options.out, options.plot]) {
      if (path !== undefined) context.out(`wrote ${path}\n`);
    }
  }
  return fits.some((fit) => fit.value !== null) ? 0 : 1;
}
