/** Numbers of the vocabularies that the kernel's stages compare with. @module */
import {
  actResults,
  failsafeActions,
  intentActions,
  intentStates,
  modes,
  numberOf,
  operatorActs,
  sources,
  stages,
  verdicts,
} from "core/messages/mod.ts";

function table<T extends string>(names: readonly T[]): Readonly<Record<T, number>> {
  const numbers = {} as Record<T, number>;
  for (const name of names) numbers[name] = numberOf(names, name);
  return numbers;
}

/** Mode numbers by name. */
export const modeNumber = table(modes);
/** Failsafe action numbers by name. */
export const actionNumber = table(failsafeActions);
/** Source numbers by name. */
export const sourceNumber = table(sources);
/** Intent action numbers by name. */
export const intentNumber = table(intentActions);
/** Intent state numbers by name. */
export const intentStateNumber = table(intentStates);
/** Operator act numbers by name. */
export const actNumber = table(operatorActs);
/** Numbers of what became of an operator's act, by name. */
export const actResultNumber = table(actResults);
/** Stage numbers by name. */
export const stageNumber = table(stages);
/** Verdict numbers by name. */
export const verdictNumber = table(verdicts);
