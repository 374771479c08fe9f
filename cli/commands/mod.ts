/**
 * The table of commands. To add one: write `commands/NAME.ts` that exports `register`, its page
 * `commands/NAME.md`, and put `load` into its row; tests/cli/commands_test.ts checks that each row
 * is in the help. A row without `load` says so and exits 2.
 *
 * Modules are loaded only for the command that was asked for, so that `--version` stays quick.
 *
 * @module
 */
import type { Command } from "commander";
import type { CliContext } from "cli/context.ts";

/** What a command's module exports. */
export interface CommandModule {
  /** Adds arguments, options, subcommands and the action to the command made for the row. */
  readonly register: (command: Command, context: CliContext) => void;
}

/** A command in the table. */
export interface CommandRow {
  readonly name: string;
  readonly summary: string;
  readonly alias?: string;
  readonly load?: () => Promise<CommandModule>;
}

/** An operator's verb on the running robot, from the table of INTERFACES.md section 1. */
function verb(
  name: string,
  summary: string,
  load: () => Promise<CommandModule>,
): CommandRow {
  return { name, summary, load };
}

/** Every command, in the order of the help. */
export const commandRows: readonly CommandRow[] = [
  {
    name: "run",
    summary: "run the configured robot in real time",
    load: () => import("./run.ts"),
  },
  {
    name: "sim",
    summary: "run scenarios in lockstep, as fast as possible",
    alias: "test",
    load: () => import("./sim.ts"),
  },
  {
    name: "record",
    summary: "record the running robot; inspect, recover, cut, merge recordings",
    load: () => import("./record.ts"),
  },
  {
    name: "replay",
    summary: "re-execute a recorded run and compare every output",
    load: () => import("./replay.ts"),
  },
  {
    name: "tune",
    summary: "read and change live parameters",
    load: () => import("./tune.ts"),
  },
  verb("status", "what the running robot is doing", () => import("./status.ts")),
  verb(
    "why",
    "why it is not moving: cause, rung, what clears it, who must act",
    () => import("./why.ts"),
  ),
  verb("start", "idle to auto", () => import("./start.ts")),
  verb("stop", "controlled stop", () => import("./stop.ts")),
  verb("estop", "emergency stop, latched", () => import("./estop.ts")),
  verb("reset", "clear an emergency stop by its latch id", () => import("./reset.ts")),
  verb("ack", "acknowledge a cause", () => import("./ack.ts")),
  verb("take", "take the operator's lease", () => import("./take.ts")),
  verb("release", "give the operator's lease back", () => import("./release.ts")),
  verb(
    "mission",
    "add, list, pause, resume or cancel missions",
    () => import("./mission.ts"),
  ),
  verb("do", "carry out one of the owner's skills", () => import("./do.ts")),
  verb("teleop", "drive by hand", () => import("./teleop.ts")),
  verb("tell", "say something to the brain", () => import("./tell.ts")),
  verb("answer", "answer a question of the brain", () => import("./answer.ts")),
  verb("grant", "give an agent a capability", () => import("./grant.ts")),
  verb("revoke", "take a capability from an agent", () => import("./revoke.ts")),
  verb("wait", "wait for a mode", () => import("./wait.ts")),
  {
    name: "config",
    summary: "show, check and explain the configuration",
    load: () => import("./config.ts"),
  },
  {
    name: "tree",
    summary: "check and draw behaviour trees, YAML or BehaviorTree.CPP v4 XML",
    load: () => import("./tree.ts"),
  },
  {
    name: "map",
    summary: "save a map_server map: of recorded drives, or of the running robot",
    load: () => import("./map.ts"),
  },
  {
    name: "doctor",
    summary: "what of this machine is fine, what is not, and what to do",
    load: () => import("./doctor.ts"),
  },
  {
    name: "init",
    summary: "write a commented config and a first scenario",
    load: () => import("./init.ts"),
  },
  {
    name: "completions",
    summary: "print shell completions: bash, zsh, fish, powershell",
    load: () => import("./completions.ts"),
  },
];

/** The row of a command word or alias, or null. */
export function rowOf(word: string): CommandRow | null {
  return commandRows.find((row) => row.name === word || row.alias === word) ?? null;
}
