/**
 * The reaction that the table expects of a fault, as something that can be checked: an action at
 * least, and how soon. Rows whose reaction depends on what the robot does, or on chance, have none.
 *
 * @module
 */
import type { FailsafeAction } from "core/messages/mod.ts";
import type { FaultKind } from "./row.ts";

/** An action, and the time from the fault to it. */
export interface FaultDeadline {
  readonly action: FailsafeAction;
  readonly withinMs: number;
}

const actions: Readonly<Record<string, FailsafeAction>> = {
  warn: "warn",
  slow: "slow",
  hold: "hold",
  disarm: "disarm",
  "E-stop": "estop",
};

/** Verbs whose effect depends on chance or on how strong they are. */
const uncertain = new Set(["drop", "flap", "delay", "reorder", "duplicate", "stamp", "slow"]);
const reaction = /(?:^|[ :])(warn|slow|hold|disarm|E-stop) within (\d+) (ms|s)(?=$|[,;])/;

/** The deadline of a kind's row; null where it promises none that always holds. */
export function readDeadline(kind: string, row: FaultKind | undefined): FaultDeadline | null {
  const verb = kind.slice(kind.lastIndexOf(".") + 1);
  const match = uncertain.has(verb) ? null : reaction.exec(row?.expect ?? "");
  const action = actions[match?.[1] ?? ""];
  if (match === null || action === undefined) return null;
  return { action, withinMs: Number(match[2]) * (match[3] === "s" ? 1000 : 1) };
}
