/** The failsafe's policy table with what config changes of it, in numbers. @module */
import type { Config } from "core/config/mod.ts";
import { type FailsafeAction, failsafeActions, numberOf } from "core/messages/mod.ts";
import { type Cause, causeNames, causeRow, type ClearRule } from "./causes.ts";
import type { CauseParams } from "./params.ts";

const clearNumbers = { auto: 0, operator: 1, ack: 2, reset: 3, never: 4 } as const;
const operatorNumbers = { no: 0, crawl: 1, yes: 2 } as const;

function delayOf(config: Config, cause: Cause, delayMs: number): number {
  if (cause === "followingError") return config.failsafe.followingError.forMs;
  if (cause === "followingLag") return config.failsafe.followingError.forMs / 2;
  if (cause === "batterySag") return config.failsafe.battery.sagForMs;
  return delayMs;
}

/**
 * The clear rule of a cause whose action config may have changed: what ends an action is its own
 * property (INTERFACES.md section 4). A raised action never ends by itself; a lowered one must not
 * wait for a reset that no latch belongs to.
 */
function clearOf(action: FailsafeAction, rule: ClearRule): number {
  if (action === "fault") return clearNumbers.never;
  if (action === "estop") return clearNumbers.reset;
  if (action === "disarm") return clearNumbers.ack;
  return Math.min(clearNumbers[rule], clearNumbers.ack);
}

/** Compiles the causes in the order of their numbers. */
export function compileCauses(config: Config): CauseParams[] {
  return causeNames.map((name, index) => {
    const row = causeRow(index);
    const own = config.failsafe.causes[name];
    return {
      action: numberOf(failsafeActions, own?.action ?? row.action),
      enabled: own?.enabled === false ? 0 : 1,
      delayNs: delayOf(config, name, row.delayMs) * 1e6,
      clearNs: row.clearMs * 1e6,
      clear: clearOf(own?.action ?? row.action, row.clear),
      operator: operatorNumbers[row.operator],
      thenAction: numberOf(failsafeActions, row.then?.action ?? "none"),
      thenAfterNs: own?.action === undefined && row.then !== null
        ? row.then.afterMs * 1e6
        : Infinity,
      blocksStart: row.blocksStart ? 1 : 0,
      cuts: row.cuts ? 1 : 0,
    };
  });
}
