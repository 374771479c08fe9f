/** Config to what the owner laid down: rules, orders of steps, the arm's workspace. @module */
import type { Config, OrderConfig, StepConfig, VolumeConfig } from "core/config/mod.ts";
import { compileCondition } from "core/condition/mod.ts";
import { fail, ok, type Result } from "core/fault.ts";
import { intentActions, type IntentNames, noTarget, numberOf } from "core/messages/mod.ts";
import { didYouMean } from "core/nearest.ts";
import { motionActions } from "./skills/motion.ts";
import {
  orderKinds,
  type OrderParams,
  type OwnerRule,
  type StepParams,
  type VolumeParams,
} from "./owner_params.ts";
import type { KernelParams } from "./params.ts";
import { compileReasonNames } from "./compile_reason_names.ts";
import { ruleConditionNames } from "./rule_names.ts";

type OwnerConfig = Config["kernel"]["rules"][number];

function refusedActions(rule: OwnerConfig): number {
  if (rule.refuseIf === undefined) return 0;
  if (rule.actions === undefined) return motionActions;
  let mask = 0;
  for (const action of rule.actions) mask |= 1 << numberOf(intentActions, action);
  return mask >>> 0;
}

function compileRules(config: Config, file: string): Result<OwnerRule[]> {
  const rules: OwnerRule[] = [];
  for (const [index, rule] of config.kernel.rules.entries()) {
    const text = rule.refuseIf ?? rule.capIf ?? "false";
    const key = rule.refuseIf === undefined ? "capIf" : "refuseIf";
    const origin = { file, line: 1, column: 1 };
    const program = compileCondition(text, ruleConditionNames, origin);
    if (!program.ok) {
      return fail({ ...program.fault, path: `kernel.rules[${index}].${key}`, value: text });
    }
    rules.push({
      condition: program.value,
      refuses: refusedActions(rule),
      maxLinearMps: rule.maxLinearMps ?? Infinity,
      maxAngularRadps: rule.maxAngularRadps ?? Infinity,
    });
  }
  return ok(rules);
}

function targetOf(
  known: readonly string[],
  name: string | undefined,
  path: string,
): Result<number> {
  const index = name === undefined ? noTarget : known.indexOf(name);
  if (index >= 0) return ok(index);
  return fail({
    code: "CONFIG_REFERENCE",
    message: `Unknown name "${name}"`,
    value: name ?? "",
    path,
    help: didYouMean(name ?? "", known),
  });
}

function compileStep(step: StepConfig, names: IntentNames, path: string): Result<StepParams> {
  const known = step.place === undefined ? names.relays : names.places;
  const key = step.place === undefined ? "relay" : "place";
  const target = targetOf(known, step.place ?? step.relay, `${path}.${key}`);
  if (!target.ok) return target;
  return ok({
    action: numberOf(intentActions, step.action),
    target: target.value,
    on: step.state === undefined ? -1 : step.state === "on" ? 1 : 0,
  });
}

function compileOrder(order: OrderConfig, names: IntentNames, path: string): Result<OrderParams> {
  const kind = order.only === undefined ? orderKinds.then : orderKinds.only;
  const [firstKey, secondKey] = kind === orderKinds.only
    ? ["after", "only"] as const
    : ["once", "then"] as const;
  const [first, second] = [order[firstKey], order[secondKey]];
  if (first === undefined || second === undefined) {
    return fail({ code: "CONFIG_MISSING_KEY", message: "An order needs both its steps", path });
  }
  const one = compileStep(first, names, `${path}.${firstKey}`);
  if (!one.ok) return one;
  const two = compileStep(second, names, `${path}.${secondKey}`);
  if (!two.ok) return two;
  const undoneBy: StepParams[] = [];
  for (const [index, step] of order.undoneBy.entries()) {
    const compiled = compileStep(step, names, `${path}.undoneBy[${index}]`);
    if (!compiled.ok) return compiled;
    undoneBy.push(compiled.value);
  }
  return ok({
    kind,
    first: one.value,
    second: two.value,
    undoneBy,
    withinSteps: order.withinSteps ?? Infinity,
    withinNs: (order.withinMs ?? Infinity) * 1e6,
  });
}

function compileVolume({ frame, min, max }: VolumeConfig): VolumeParams {
  return {
    inMap: frame === "map" ? 1 : 0,
    minXM: min[0],
    minYM: min[1],
    minZM: min[2],
    maxXM: max[0],
    maxYM: max[1],
    maxZM: max[2],
  };
}

/** What the owner laid down. Fails on a condition that does not compile, or an unknown name. */
export function compileOwner(
  config: Config,
  names: IntentNames,
  file: string,
): Result<Pick<KernelParams, "rules" | "orders" | "workspace" | "said">> {
  const rules = compileRules(config, file);
  if (!rules.ok) return rules;
  const orders: OrderParams[] = [];
  for (const [index, order] of config.kernel.order.entries()) {
    const compiled = compileOrder(order, names, `kernel.order[${index}]`);
    if (!compiled.ok) return compiled;
    orders.push(compiled.value);
  }
  const { inside, outside } = config.kernel.workspace;
  return ok({
    rules: rules.value,
    orders,
    workspace: { inside: inside.map(compileVolume), outside: outside.map(compileVolume) },
    said: compileReasonNames(config),
  });
}
