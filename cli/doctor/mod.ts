/**
 * The examination of `mechos doctor`: a list of checks in the order of what a robot needs first.
 * To add one: a function that gives a `Finding`, and a line in `examine`.
 *
 * @module
 */
import { checkBrain } from "core/brain/mod.ts";
import { type LatchFound, readLatch, socketPaths } from "core/operator/mod.ts";
import { type Deed, probeThreads, type RobotPlan, type ThreadProbe } from "core/supervise/mod.ts";
import { type Config, folderOf } from "core/config/mod.ts";
import type { CliContext } from "cli/context.ts";
import { loadCliConfig } from "cli/load_config.ts";
import { planRobot } from "cli/run_plan.ts";
import { stateFolder } from "cli/run_folders.ts";
import { brainClock } from "cli/brain_clock.ts";
import { readFile } from "cli/read_file.ts";
import { buildInfo } from "cli/version.ts";
import { workerUrls } from "cli/worker_urls.ts";
import { type Examination, type Finding, fine } from "./finding.ts";
import { checkDisk, checkFolder, checkRuntime, checkSerial } from "./machine.ts";
import { checkPace } from "./pace.ts";

function checkRights(threads: readonly ThreadProbe[]): Finding {
  const bad = threads.flatMap(({ thread, tried }) =>
    (Object.keys(tried) as Deed[])
      .filter((deed) => tried[deed] === "allowed")
      .map((deed) => `${thread} may ${deed}`)
  );
  if (bad.length === 0) return fine("rights", `${threads.length} threads, each tried`);
  return {
    check: "rights",
    state: "problem",
    text: bad.join(", "),
    help: "this binary was not built by task build: rights are baked in there",
  };
}

async function checkModel(config: Config): Promise<Finding> {
  const found = await checkBrain(config.brain, {
    fetch: globalThis.fetch.bind(globalThis),
    clock: brainClock,
    pacing: "real",
    store: null,
    readFile,
  });
  if (!found.ok) {
    const { message, help } = found.fault;
    return { check: "model", state: "problem", text: message, help: help ?? "" };
  }
  if (found.value === null) {
    return fine("model", `brain "${config.brain.driver}" needs no model server`);
  }
  const { spec, version, contextTokens, isLoaded } = found.value;
  const about = [
    version === "" ? "" : `version ${version}`,
    contextTokens === null ? "" : `context of ${contextTokens} tokens`,
  ].filter((part) => part !== "").join(", ");
  const text = `${spec} is there${about === "" ? "" : ` (${about})`}`;
  if (isLoaded !== false) return fine("model", text);
  return {
    check: "model",
    state: "note",
    text: `${text}, not loaded yet`,
    help: "`mechos run` lets the server load it when the robot starts",
  };
}

function latchFinding(found: LatchFound): Finding {
  if (!found.latched) return fine("latch", found.text);
  return { check: "latch", state: "note", text: found.text, help: "mechos reset ID, then start" };
}

function planOf(
  context: CliContext,
  config: Config,
  files: readonly string[],
): RobotPlan | Finding {
  const folder = stateFolder(config);
  const latch = readLatch(folder, Date.now());
  const plan = planRobot({
    config,
    files,
    mission: null,
    deviceLog: null,
    latch,
    paths: socketPaths(config.robot.name, context.env, config.run.socket ?? null),
    env: context.env,
    overrides: [],
    roots: files.map(folderOf),
    stateFolder: folder,
    seed: 1,
    log: () => {},
  });
  if (plan.ok) return plan.value;
  const { message, help } = plan.fault;
  return { check: "plan", state: "problem", text: message, help: help ?? "" };
}

async function examineRobot(
  context: CliContext,
  quick: boolean,
  note: (text: string) => void,
): Promise<Examination> {
  const loaded = loadCliConfig(context);
  if (!loaded.ok) {
    const { message, help, code } = loaded.fault;
    const state = code === "CONFIG_NOT_FOUND" ? "note" : "problem";
    return {
      findings: [{ check: "config", state, text: message, help: help ?? "" }],
      threads: null,
    };
  }
  const { config, files } = loaded.value;
  const findings = [fine("config", `${files.join(", ")}: robot "${config.robot.name}"`)];
  const paths = socketPaths(config.robot.name, context.env, config.run.socket ?? null);
  const rootHelp = "make it by hand with rights for this user, or set XDG_RUNTIME_DIR";
  findings.push(await checkFolder("sockets", folderOf(paths.operator), rootHelp));
  findings.push(await checkFolder("state", stateFolder(config), "set run.stateFolder"));
  findings.push(latchFinding(readLatch(stateFolder(config), Date.now())));
  findings.push(await checkModel(config));
  const plan = planOf(context, config, files);
  if ("check" in plan) return { findings: [...findings, plan], threads: null };
  if (!quick) {
    note("measuring the kernel's pace and the disk");
    findings.push(...await checkPace(plan), await checkDisk(plan.rights.recordFolder));
  }
  if (buildInfo().runtime === "source") return { findings, threads: null };
  note("trying the rights of each thread");
  const threads = await probeThreads(workerUrls().probe, plan.rights);
  return { findings: [...findings, checkRights(threads)], threads };
}

/** Examines machine, config and rights. `note` is told what is being done. */
export async function examine(
  context: CliContext,
  quick: boolean,
  note: (text: string) => void,
): Promise<Examination> {
  const robot = await examineRobot(context, quick, note);
  return {
    findings: [checkRuntime(), ...robot.findings, checkSerial()],
    threads: robot.threads,
  };
}
