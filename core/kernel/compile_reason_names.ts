/** Config to the names behind the numbers of reasons. @module */
import type { Config, OrderConfig, StepConfig } from "core/config/mod.ts";
import type { NamedThing, ReasonNames } from "core/messages/mod.ts";

/** Relays first, then signals, in config order: an intent names them by this index. */
export function relayNames(config: Config): string[] {
  return [...config.robot.relays.map((relay) => relay.name), ...config.robot.signals];
}

function said(text: string): string {
  return text === "" ? "" : `: ${text}`;
}

/** A step in words: `trigger_relay gripper on`. */
function stepText(step: StepConfig): string {
  const parts = [step.action, step.relay ?? step.place, step.state];
  return parts.filter((part) => part !== undefined).join(" ");
}

function reachText(order: OrderConfig): string {
  const steps = order.withinSteps === undefined ? "" : `${order.withinSteps} steps`;
  const time = order.withinMs === undefined ? "" : `${order.withinMs} ms`;
  const both = [steps, time].filter((part) => part !== "").join(" and ");
  return both === "" ? "" : ` within ${both}`;
}

function orderText(order: OrderConfig): string {
  const wanted = order.after ?? order.then;
  const step = wanted === undefined ? "" : stepText(wanted);
  return said(
    [`${step}${reachText(order)}`, order.reason].filter((part) => part !== "").join("; "),
  );
}

/**
 * What the owner calls rules, orders, keep-out volumes and relays, for `reasonText`. A recording
 * holds its config, so that it tells the same.
 */
export function compileReasonNames(config: Config): ReasonNames {
  const { rules, order, workspace } = config.kernel;
  const named = ({ name, reason }: { name: string; reason: string }): NamedThing => ({
    name,
    why: said(reason),
  });
  return {
    rules: rules.map(named),
    orders: order.map((one) => ({ name: one.name, why: orderText(one) })),
    volumes: workspace.outside.map(named),
    relays: relayNames(config).map((name) => ({ name, why: "" })),
  };
}
