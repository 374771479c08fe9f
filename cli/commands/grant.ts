/** `mechos grant`: gives an agent a capability, and says how far it reaches. @module */
import type { Command } from "commander";
import type { CliContext } from "cli/context.ts";
import { callVerb } from "cli/operator_call.ts";
import { parseDuration } from "core/config/mod.ts";
import { MechError } from "core/fault.ts";

interface GrantOptions {
  readonly speed?: string;
  readonly region?: string;
  readonly device: readonly string[];
  readonly from?: string;
  readonly for?: string;
  readonly mission?: boolean;
}

function timeOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = parseDuration(text);
  if (ms === null) throw bad(option, text, "write 250ms, 1.5s, 2m or 1h");
  return ms;
}

function bad(option: string, text: string, help: string): MechError {
  return new MechError({
    code: "CLI_BAD_VALUE",
    message: `Cannot use "${text}" for --${option}`,
    value: text,
    help,
  });
}

function speedOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const mps = Number(text);
  if (!(mps >= 0 && mps <= 100)) throw bad("speed", text, "a speed in m/s, for example 0.2");
  return mps;
}

function scopeOf(options: GrantOptions): Record<string, unknown> {
  const all = {
    maxLinearMps: speedOf(options.speed),
    region: options.region,
    relays: options.device.length > 0 ? options.device : undefined,
    fromMs: timeOf("from", options.from),
    forMs: timeOf("for", options.for),
    mission: options.mission,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** Adds the arguments, the options of its reach, and the action. */
export function register(command: Command, context: CliContext): void {
  const many = (name: string, before: readonly string[]): string[] => [...before, name];
  command
    .argument("<agent>", "brain, mission or tree")
    .argument("<capability>", "an action of intents, e.g. drive")
    .option("--speed <mps>", "no faster than this, m/s")
    .option("--region <name>", "only inside this region of world")
    .option("--device <relay>", "only this relay (repeatable)", many, [])
    .option("--from <duration>", "begins so long from now")
    .option("--for <duration>", "ends so long after it began")
    .option("--mission", "ends with the present mission")
    .action((agent: string, capability: string, options: GrantOptions) => {
      const scope = scopeOf(options);
      const within = Object.keys(scope).length === 0 ? "" : ` within ${JSON.stringify(scope)}`;
      const said = () => `grant ${agent} ${capability}${within}: done`;
      return callVerb(context, "grant", { agent, capability, scope }, said);
    });
}
