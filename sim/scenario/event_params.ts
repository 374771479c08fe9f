/** The live parameters that an event changes. @module */
import { fail, type Fault, ok, type Result } from "core/fault.ts";
import { tunableNames, tunablePaths } from "core/kernel/mod.ts";
import { didYouMean } from "core/nearest.ts";
import type { PreparedEvent } from "./events.ts";
import type { LoadedScenario } from "./load.ts";
import type { ScenarioEvent } from "./schema.ts";

/** A live limit obeys the machine's envelope, as the config does. */
function tunedFault(loaded: LoadedScenario, path: string, value: number): Fault | null {
  const limits: Readonly<Record<string, unknown>> = { ...loaded.config.robot.limits };
  const most = path.startsWith("kernel.limits.")
    ? limits[path.slice("kernel.limits.".length)]
    : null;
  const message = `Cannot set ${path} to ${value} while running`;
  if (value < 0) {
    return { code: "CONFIG_RANGE", message: `${message}: it is below 0`, help: "write 0 or more" };
  }
  if (typeof most !== "number" || value <= most) return null;
  return {
    code: "CONFIG_LIMIT_ABOVE_ROBOT",
    message: `${message}: the machine's limit is ${most}`,
    help: `at most ${most}`,
  };
}

/** What `set` of an event changes; `robot`: the one that it happens to. */
export function prepareParams(
  loaded: LoadedScenario,
  robot: LoadedScenario,
  event: ScenarioEvent,
  index: number,
): Result<PreparedEvent["params"]> {
  const params: { index: number; value: number }[] = [];
  const known = tunableNames.map((name) => tunablePaths[name]);
  for (const [path, value] of Object.entries(event.set ?? {})) {
    const at = (known as readonly string[]).indexOf(path);
    if (at < 0) {
      return fail({
        code: "CONFIG_UNKNOWN_KEY",
        message: `Cannot change "${path}" while running: it is not tunable`,
        help: didYouMean(path, known),
        place: loaded.placeOf(["events", index, "set", path]),
      });
    }
    const fault = tunedFault(robot, path, value);
    if (fault !== null) {
      return fail({ ...fault, place: loaded.placeOf(["events", index, "set", path]) });
    }
    params.push({ index: at, value });
  }
  return ok(params);
}
