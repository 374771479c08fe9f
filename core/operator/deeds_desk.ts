/** Deeds that read, wait, tune, and pass text on to the mind. @module */
import { type Config, pathText } from "core/config/mod.ts";
import { fail, ok } from "core/fault.ts";
import {
  actNumber,
  compileTuning,
  saysYes,
  treeQuestion,
  tunablePaths,
  why,
} from "core/kernel/mod.ts";
import { modes, nameOf } from "core/messages/mod.ts";
import { act, type DeedResult } from "./deeds_motion.ts";
import { type Client, type Desk, furtherChecks } from "./desk.ts";
import { notThere } from "./faults.ts";
import { notificationLine } from "./json_rpc.ts";
import type { MindMessage } from "./robot_port.ts";
import { fullStatus, publicStatus } from "./status.ts";
import type { LiveParameter } from "./tuning.ts";
import type { ParamsOf } from "./verbs.ts";

/** The document of `status`; over the stop socket only what anyone may see. */
export function status(desk: Desk, client: Client): DeedResult {
  const from = {
    robot: desk.robot,
    version: desk.version,
    out: desk.kernel.outputs(),
    params: desk.params,
    rest: desk.rest,
    checks: furtherChecks(desk),
    holder: desk.lease.holder,
    asker: client.operator,
    clients: desk.clients.size,
  };
  return ok(client.socket === "stop" ? publicStatus(from) : fullStatus(from));
}

/** Why it does not move. */
export function whyNot(desk: Desk): DeedResult {
  return ok({ ...why(desk.kernel.outputs(), desk.params.tree.labels, desk.params.said) });
}

/** Waits until the kernel is in a mode. */
export async function wait(
  desk: Desk,
  client: Client,
  params: ParamsOf<"wait">,
): Promise<DeedResult> {
  const sinceMs = desk.clock.nowMs();
  const present = () => nameOf(modes, desk.kernel.outputs().mode);
  while (present() !== params.mode) {
    if (client.closed || desk.clock.nowMs() - sinceMs >= params.timeoutMs) {
      return fail({
        code: "OPERATOR_TIMEOUT",
        message: `Mode is "${present()}" after ${params.timeoutMs} ms: "${params.mode}" was ` +
          "waited for",
        value: present(),
        help: why(desk.kernel.outputs()).line,
      });
    }
    await desk.clock.pause();
  }
  return ok({ mode: params.mode, waitedMs: Math.round(desk.clock.nowMs() - sinceMs) });
}

function toMind(desk: Desk, message: MindMessage, wanted: string): DeedResult {
  return desk.rest.tellMind(message) ? ok({ sent: true }) : fail(notThere("mind", wanted));
}

/** Says something to the brain. */
export function tell(desk: Desk, params: ParamsOf<"tell">): DeedResult {
  return toMind(desk, { kind: "tell", text: params.text }, "tell the brain");
}

/** Answers a question that the brain, or the failsafe's tree, asked. */
export async function answer(
  desk: Desk,
  client: Client,
  params: ParamsOf<"answer">,
): Promise<DeedResult> {
  const { questionId, text } = params;
  if (questionId === treeQuestion && desk.kernel.outputs().treeQuestion !== 0) {
    const value = saysYes(text) ? 1 : 2;
    return await act(desk, client, "answer", actNumber.answerTree, { agent: 0, value });
  }
  const open = desk.rest.mind()?.questions ?? [];
  if (!open.some((question) => question.questionId === questionId)) {
    const known = open.map((question) => question.questionId).join(", ");
    return fail({
      code: "OPERATOR_UNKNOWN",
      message: `Cannot answer "${questionId}": no such question was asked`,
      value: questionId,
      help: known === "" ? "no question is open" : `open questions: ${known}`,
    });
  }
  return toMind(desk, { kind: "answer", questionId, text }, "answer the brain");
}

const missionActs = {
  pause: actNumber.missionPause,
  resume: actNumber.missionResume,
  cancel: actNumber.missionCancel,
} as const;

/** Pauses, resumes or cancels the mission: the kernel ends its motion, the mind hears of it. */
export async function mission(
  desk: Desk,
  client: Client,
  params: ParamsOf<"mission">,
): Promise<DeedResult> {
  const done = await act(desk, client, `${params.verb} the mission`, missionActs[params.verb]);
  if (!done.ok) return done;
  const message = { kind: "mission", verb: params.verb } as const;
  const told = toMind(desk, message, `${params.verb} the mission`);
  return told.ok ? ok({ ...done.value, mission: params.verb }) : told;
}

/** A name for a mission that nobody gave before: when it came, and of which operator. */
function missionId(desk: Desk, client: Client): string {
  return `op${client.operator}-${Math.floor(desk.clock.nowMs() * 1000).toString(36)}`;
}

/** Gives the robot a mission: it goes into the mind's queue, which may refuse it (`status` says). */
export function missionAdd(
  desk: Desk,
  client: Client,
  params: ParamsOf<"mission.add">,
): DeedResult {
  const id = missionId(desk, client);
  const sent = toMind(desk, { kind: "add", missionId: id, text: params.text }, "add a mission");
  return sent.ok ? ok({ missionId: id }) : sent;
}

/** Lets the robot carry out one of its owner's skills. */
export function doSkill(desk: Desk, client: Client, params: ParamsOf<"do">): DeedResult {
  const id = missionId(desk, client);
  const message = { kind: "do", missionId: id, ...params } as const;
  const sent = toMind(desk, message, `carry out "${params.skill}"`);
  return sent.ok ? ok({ missionId: id }) : sent;
}

/** Asks for the black box. */
export function snapshot(desk: Desk, params: ParamsOf<"record.snapshot">): DeedResult {
  return desk.rest.snapshot(params.reason)
    ? ok({ requested: true })
    : fail(notThere("recorder", "write the black box"));
}

function changed(desk: Desk, client: Client, parameters: readonly LiveParameter[]): void {
  for (const { path, value } of parameters) {
    const line = notificationLine("tune.changed", { path, value, operator: client.operator });
    for (const each of desk.clients) if (each.watchesTuning) each.send(line);
  }
}

/** Every live parameter. */
export function tuneList(desk: Desk): DeedResult {
  return ok({ parameters: desk.tuning.list() });
}

/** One live parameter. */
export function tuneGet(desk: Desk, params: ParamsOf<"tune.get">): DeedResult {
  return desk.tuning.get(params.path);
}

/** Changes live parameters: all at one tick, or none. */
export function tuneSet(desk: Desk, client: Client, params: ParamsOf<"tune.set">): DeedResult {
  const set = desk.tuning.set(params.changes);
  if (!set.ok) return set;
  changed(desk, client, set.value);
  return ok({ parameters: set.value });
}

/**
 * What the config file lacks, and which file that is. Whoever asks writes it: the robot's process
 * has no right to write config.
 */
export function tuneSave(desk: Desk): DeedResult {
  return ok({ file: desk.configFile, parameters: desk.tuning.unsaved() });
}

/** From now on tells this connection of each change. */
export function tuneWatch(desk: Desk, client: Client): DeedResult {
  client.watchesTuning = true;
  return ok({ parameters: desk.tuning.list() });
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** Paths of leaves that differ; the values stay unsaid, for they may be secret. */
function differences(a: unknown, b: unknown, path: readonly (string | number)[]): string[] {
  if (isMapping(a) && isMapping(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].flatMap((key) => differences(a[key], b[key], [...path, key]));
  }
  return Object.is(a, b) ? [] : [pathText(path)];
}

function needsRestart(before: Config, after: Config): string[] {
  const live = new Set<string>(Object.values(tunablePaths));
  return differences(before, after, []).filter((path) => !live.has(path));
}

/** Reads the config files again and takes over what may change live; a bad file changes nothing. */
export function tuneReload(desk: Desk, client: Client): DeedResult {
  const loaded = desk.rest.reloadConfig();
  if (!loaded.ok) return loaded;
  const restart = needsRestart(desk.config, loaded.value);
  const adopted = desk.tuning.adopt(loaded.value, compileTuning(loaded.value));
  if (!adopted.ok) return adopted;
  changed(desk, client, adopted.value);
  return ok({ parameters: adopted.value, needsRestart: restart });
}
