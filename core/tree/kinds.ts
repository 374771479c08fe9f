// Longer than 300 lines: one row a kind of node, with its ports, in one table.
/**
 * The kinds of nodes that the engine knows by itself, with their ports: names as BehaviorTree.CPP
 * v4 XML has them and as our YAML has them. To add a kind: append a row here, its function to
 * `tickers` in tick.ts, and its table to tests/core/tree.
 *
 * @module
 */

/** How many children a kind may have. */
export type KindFamily = "control" | "decorator" | "leaf";

/** What a port holds. All become numbers. */
export type PortType =
  /** A number, or the blackboard entry `{name}` that holds one. */
  | "number"
  /** A time in ms, or a duration such as 1.5s. */
  | "ms"
  /** true or false. */
  | "bool"
  /** A text of its own, kept in the tree's table. */
  | "text"
  /** A relay or signal of the robot by name. */
  | "device"
  /** A condition in the CEL subset. */
  | "condition"
  /** Assignments: `tries := 0; left = left - 1`. */
  | "script"
  /** A blackboard entry to write, `{name}` or its name. */
  | "entry"
  /** One of some words, by its place. */
  | { readonly choices: readonly string[] };

/** One port of a kind. */
export interface PortSpec {
  /** Name in XML. */
  readonly xml: string;
  /** Name in YAML. */
  readonly yaml: string;
  readonly type: PortType;
  /** Where it is left out; null = it must be given. */
  readonly preset: number | null;
  readonly min: number;
  readonly max: number;
  /** What it says, with its unit. */
  readonly text: string;
}

/** One kind of node. */
export interface KindSpec {
  /** Name in XML. */
  readonly xml: string;
  /** Name in YAML. */
  readonly yaml: string;
  readonly family: KindFamily;
  readonly least: number;
  readonly most: number;
  readonly ports: readonly PortSpec[];
  readonly text: string;
}

/** A kind whose name the type knows. */
type Named<Name extends string> = KindSpec & { readonly xml: Name };

/** Most children of a node. */
export const mostChildren = 64;

/** Makes a port; its bounds hold for numbers. */
export function portSpec(
  xml: string,
  yaml: string,
  type: PortType,
  preset: number | null,
  text: string,
  range: readonly [number, number] = [-1e9, 1e9],
): PortSpec {
  return { xml, yaml, type, preset, min: range[0], max: range[1], text };
}

/** Makes a kind of leaf. */
export function leafSpec<Name extends string>(
  xml: Name,
  text: string,
  ports: readonly PortSpec[] = [],
): Named<Name> {
  const yaml = `${xml.slice(0, 1).toLowerCase()}${xml.slice(1)}`;
  return { xml, yaml, family: "leaf", least: 0, most: 0, ports, text };
}

function control<Name extends string>(
  xml: Name,
  text: string,
  ports: readonly PortSpec[] = [],
  least = 1,
  most = mostChildren,
): Named<Name> {
  return { ...leafSpec(xml, text, ports), family: "control", least, most };
}

function decorator<Name extends string>(
  xml: Name,
  text: string,
  ports: readonly PortSpec[] = [],
): Named<Name> {
  return { ...leafSpec(xml, text, ports), family: "decorator", least: 1, most: 1 };
}

const count = [-1, 1e6] as const;
const time = [0, 86_400_000] as const;

function switchOf<Cases extends 2 | 3 | 4 | 5 | 6>(cases: Cases): Named<`Switch${Cases}`> {
  const ports = Array.from({ length: cases }, (_, i) => {
    return portSpec(`case_${i + 1}`, `case${i + 1}`, "number", null, "value of this child");
  });
  const variable = portSpec("variable", "variable", "number", null, "entry to look at");
  const text = "the child whose case equals the variable, else the last";
  const name: `Switch${Cases}` = `Switch${cases}`;
  return control(name, text, [variable, ...ports], cases + 1, cases + 1);
}

const attempts = portSpec("num_attempts", "attempts", "number", null, "tries, -1 = no end", count);
const cycles = portSpec("num_cycles", "cycles", "number", null, "times, -1 = no end", count);
const msec = portSpec("msec", "after", "ms", null, "time", time);
const sleepMs = portSpec("msec", "for", "ms", null, "how long", time);
const delayMs = portSpec("delay_msec", "delay", "ms", null, "wait before", time);
const skipThen = portSpec("then_skip", "thenSkip", "bool", 1, "skipped later, or its answer");
const many = [-mostChildren, mostChildren] as const;
const successes = portSpec("success_count", "successCount", "number", -1, "-1 = all", many);
const failures = portSpec("failure_count", "failureCount", "number", 1, "-1 = all", many);
const maxFailures = portSpec("max_failures", "maxFailures", "number", 1, "-1 = all", many);
const retries = portSpec("number_of_retries", "retries", "number", 1, "recoveries", [0, 1e6]);
const hz = portSpec("hz", "hz", "number", 10, "ticks a second", [0.001, 1000]);
const ifPort = portSpec("if", "if", "condition", null, "condition");
const elsePort = portSpec(
  "else",
  "else",
  { choices: ["FAILURE", "SUCCESS", "SKIPPED", "RUNNING"] },
  0,
  "what it says while the condition is false",
);
const checkPort = portSpec("if", "if", "condition", null, "condition");
const codeCondition = portSpec("code", "code", "condition", null, "condition");
const codeScript = portSpec("code", "code", "script", null, "assignments");
const outputKey = portSpec("output_key", "entry", "entry", null, "entry to write");
const valuePort = portSpec("value", "value", "number", null, "its new value");

/** The kinds in the order of their numbers: append only. */
export const kinds = [
  control("Sequence", "one after the other until one fails"),
  control("SequenceWithMemory", "as Sequence, but goes on where it failed"),
  control("ReactiveSequence", "as Sequence, but from the first at each tick"),
  control("Fallback", "one after the other until one succeeds"),
  control("ReactiveFallback", "as Fallback, but from the first at each tick"),
  control("Parallel", "all at once, until enough succeeded or failed", [successes, failures]),
  control("ParallelAll", "all at once, until each has ended", [maxFailures]),
  decorator("Inverter", "success and failure trade places"),
  decorator("RetryUntilSuccessful", "again after a failure", [attempts]),
  decorator("Repeat", "again after a success", [cycles]),
  decorator("Timeout", "ends its child after a time, and fails", [msec]),
  decorator("Delay", "waits before its child", [delayMs]),
  decorator("RunOnce", "once in the life of the tree", [skipThen]),
  decorator("ForceSuccess", "whatever ended, ended well"),
  decorator("ForceFailure", "whatever ended, ended badly"),
  decorator("KeepRunningUntilFailure", "runs until its child fails"),
  control("IfThenElse", "asks once, then one branch", [], 2, 3),
  control("WhileDoElse", "asks at each tick, then one branch", [], 2, 3),
  switchOf(2),
  switchOf(3),
  switchOf(4),
  switchOf(5),
  switchOf(6),
  decorator("SubTree", "another tree, with entries of its own"),
  decorator("Precondition", "its child while a condition holds", [ifPort, elsePort]),
  control("RecoveryNode", "the second child helps the first after a failure", [retries], 2, 2),
  control("PipelineSequence", "ticks all up to the farthest that was reached"),
  control("RoundRobin", "the children in turn"),
  decorator("RateController", "ticks its child so often at most", [hz]),
  leafSpec("AlwaysSuccess", "succeeds"),
  leafSpec("AlwaysFailure", "fails"),
  leafSpec("Sleep", "runs for a time, then succeeds", [sleepMs]),
  leafSpec("Condition", "succeeds where a condition is true, else fails", [checkPort]),
  leafSpec("ScriptCondition", "as Condition", [codeCondition]),
  leafSpec("Script", "writes blackboard entries", [codeScript]),
  leafSpec("SetBlackboard", "writes one blackboard entry", [outputKey, valuePort]),
  leafSpec("Wait", "runs for a time, then succeeds", [sleepMs]),
  leafSpec("Unknown", "stands for a node that nobody knows here"),
] as const satisfies readonly KindSpec[];

/** Names of the kinds. */
export const kindNames: readonly string[] = kinds.map((kind) => kind.xml);

/** The number of a kind by its XML name. */
export function kindNumber(xml: string): number {
  return kindNames.indexOf(xml);
}

/** Kinds from this number on are the host's leaves. */
export const hostKinds = kinds.length;
