/** The timeline of a scenario in words: what is given, what happens when, what must hold. @module */
import type { LoadedScenario, Scenario } from "sim/scenario/mod.ts";
import { faultKinds } from "sim/faults/mod.ts";

type ScenarioEvent = Scenario["events"][number];
type Expectation = Scenario["expect"][number];

function seconds(ms: number): string {
  return `${Math.round(ms) / 1000} s`;
}

function triggerText(event: ScenarioEvent): string {
  if (event.at !== undefined) {
    const again = event.every === undefined ? "" : `, then every ${seconds(event.every)}`;
    const times = event.times === undefined ? "" : `, ${event.times} times in all`;
    const until = event.until === undefined ? "" : `, until ${seconds(event.until)}`;
    return `at ${seconds(event.at)}${again}${times}${until}`;
  }
  const often = event.repeat ? "each time" : "the first time";
  if (event.when !== undefined) return `${often} that ${event.when} turns true`;
  const later = event.by === undefined ? "" : `${seconds(event.by)} `;
  return `${later}after ${event.after ?? ""} (${often})`;
}

function faultText(fault: NonNullable<ScenarioEvent["fault"]>): string {
  const { kind, for: forMs, ...given } = fault;
  const meaning = faultKinds[kind]?.meaning ?? "unknown fault";
  const values = Object.entries(given).map(([name, value]) => `${name} ${String(value)}`);
  const more = values.length === 0 ? "" : ` (${values.join(", ")})`;
  const long = forMs === undefined ? "to the end" : `for ${seconds(forMs)}`;
  return `fault ${kind}${more} ${long}: ${meaning.charAt(0).toLowerCase()}${meaning.slice(1)}`;
}

function operatorText(operator: NonNullable<ScenarioEvent["operator"]>): string {
  const acts = Object.entries(operator).map(([act, value]) =>
    value === true ? act : `${act} ${JSON.stringify(value)}`
  );
  return `the operator does ${acts.join(", ")}`;
}

function effectText(event: ScenarioEvent): string {
  const parts: string[] = [];
  if (event.heal === true) parts.push("all faults end");
  if (event.fault !== undefined) parts.push(faultText(event.fault));
  if (event.operator !== undefined) parts.push(operatorText(event.operator));
  for (const [path, value] of Object.entries(event.set ?? {})) {
    parts.push(`${path} becomes ${value}`);
  }
  if (parts.length === 0) parts.push("nothing but its name");
  const name = event.name === undefined ? "" : ` ["${event.name}"]`;
  const robot = event.robot === undefined ? "" : `${event.robot}: `;
  return `${robot}${parts.join("; ")}${name}`;
}

function expectationText(one: Expectation): string {
  const range = [
    one.from === undefined ? "" : ` from ${seconds(one.from)}`,
    one.until === undefined ? "" : ` until ${seconds(one.until)}`,
  ].join("");
  const within = one.within === undefined ? "" : ` within ${seconds(one.within)}`;
  const lasting = one.for === undefined ? "" : ` for ${seconds(one.for)} at a stretch`;
  const after = one.after === undefined ? "" : `after each ${one.after}: `;
  const name = one.name === undefined ? "" : ` (${one.name})`;
  if (one.atEnd !== undefined) return `at the end: ${one.atEnd}${name}`;
  if (one.eventually !== undefined) {
    return `${after}${one.eventually} comes true${lasting}${within}${range}${name}`;
  }
  if (one.always !== undefined) return `${after}${one.always} holds always${within}${range}${name}`;
  return `${after}${one.never ?? ""} is never so${lasting}${within}${range}${name}`;
}

function worldLines(loaded: LoadedScenario): string[] {
  const { world } = loaded.scenario;
  const lines: string[] = [];
  lines.push(world.map === undefined ? "on an open plain" : `in the map ${world.map}`);
  if (world.obstacles.length > 0) lines.push(`with ${world.obstacles.length} obstacles`);
  for (const person of world.pedestrians) {
    const [first] = person.path;
    const manner = person.pushes
      ? ", who does not stop for the robot"
      : person.avoids
      ? ", who steps aside for the robot"
      : "";
    lines.push(
      `with a person from (${first?.join(", ") ?? ""}) over ${person.path.length} points at ` +
        `${person.speedMps} m/s from ${person.startS} s on${manner}`,
    );
  }
  return lines;
}

function brainText(loaded: LoadedScenario): string {
  const { scenario, config } = loaded;
  const { mission } = scenario;
  if (typeof mission === "string") return `mission: ${mission.trim()}`;
  if (mission !== undefined) {
    return `mission: ${mission.name ?? mission.goal ?? `${mission.steps.length} steps`}`;
  }
  const script = scenario.brain?.script;
  if (script !== undefined) return `a script of ${script.length} intents`;
  return `brain: ${config.brain.driver}`;
}

/** Who is in it: a robot, or each of several with what it is to do. */
function robotLines(loaded: LoadedScenario): string[] {
  const where = worldLines(loaded).join(", ");
  if (loaded.robotName === null) {
    return [`  robot ${loaded.config.robot.name}, ${where}`, `  ${brainText(loaded)}`];
  }
  const robots = [loaded, ...loaded.others];
  return [
    `  ${robots.length} robots, ${where}`,
    ...robots.map((one) => `  ${one.robotName ?? ""}: ${brainText(one)}`),
  ];
}

/** The scenario in words, with what was drawn for its seed. */
export function explainScenario(loaded: LoadedScenario): string {
  const { scenario } = loaded;
  const lines = [`${scenario.name}: ${seconds(scenario.duration)}, seed ${scenario.seed}`];
  if (scenario.description !== undefined) lines.push(`  ${scenario.description.trim()}`);
  lines.push(...robotLines(loaded));
  const start = scenario.start === "auto" ? "the operator starts it" : "nobody starts it by itself";
  lines.push(`  ${start}`);
  for (const [name, value] of Object.entries(loaded.drawn)) {
    lines.push(`  drawn: ${name} = ${JSON.stringify(value)}`);
  }
  const timed = [
    ...scenario.phases.map((phase) => ({
      atMs: phase.at,
      text: `at ${seconds(phase.at)}: phase ${phase.name}${phase.heal ? ", all faults end" : ""}`,
    })),
    ...scenario.events.map((event) => ({
      atMs: event.at ?? Infinity,
      text: `${triggerText(event)}: ${effectText(event)}`,
    })),
  ];
  timed.sort((a, b) => a.atMs === b.atMs ? 0 : a.atMs < b.atMs ? -1 : 1);
  if (timed.length > 0) lines.push("what happens:");
  for (const { text } of timed) lines.push(`  ${text}`);
  lines.push("what must hold:");
  for (const one of scenario.expect) lines.push(`  ${expectationText(one)}`);
  lines.push("  the kernel's invariants at every tick; no hang without a word after the faults");
  return `${lines.join("\n")}\n`;
}
