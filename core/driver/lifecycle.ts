/** Legal moves between driver states, as a table. @module */
import { fail, ok, type Result } from "core/fault.ts";
import type { DriverState } from "./driver.ts";

/** A move of the lifecycle. */
export type DriverMove = "configure" | "activate" | "deactivate" | "cleanup" | "fail";

const moves: Readonly<Record<DriverMove, Readonly<Partial<Record<DriverState, DriverState>>>>> = {
  configure: { unconfigured: "inactive" },
  activate: { inactive: "active" },
  deactivate: { active: "inactive", inactive: "inactive" },
  cleanup: {
    unconfigured: "unconfigured",
    inactive: "unconfigured",
    active: "unconfigured",
    error: "unconfigured",
  },
  fail: { unconfigured: "error", inactive: "error", active: "error", error: "error" },
};

/** The state after a move, or a fault where the move is not legal. */
export function nextState(
  driver: string,
  state: DriverState,
  move: DriverMove,
): Result<DriverState> {
  const next = moves[move][state];
  if (next !== undefined) return ok(next);
  return fail({
    code: "HAL_LIFECYCLE",
    message: `Cannot ${move} driver "${driver}": it is ${state}`,
    help: "configure, then activate; cleanup leads back from anywhere",
  });
}
