/** What `replay --what-if brain=SPEC` asks: what was asked then, or about what was seen. @module */
import {
  makeQuestion,
  readQuestions,
  type RecordedQuestion,
  type RobotFacts,
  robotFacts,
  scanAgeMs,
  sectorViews,
  viewPlaces,
  type WorldView,
  worldView,
} from "core/brain/mod.ts";
import type { Config, Override } from "core/config/mod.ts";
import { MechError, unwrap } from "core/fault.ts";
import { compileKernel } from "core/kernel/mod.ts";
import type { RecordingInput } from "core/record/mod.ts";
import { observeRun, readSite, type TickSpan } from "core/replay/mod.ts";

/** A goal to ask for, and how often. */
export interface GoalQuestions {
  readonly goal: string;
  readonly everyNs: number;
}

/** Most questions that are made of one recording. */
const most = 10_000;

/** The facts of a recorded robot. */
export function factsOf(config: Config): RobotFacts {
  const site = { keepout: null, speed: null, latchedAtStart: 0, latchesBefore: 0 };
  return robotFacts(config, unwrap(compileKernel(config, { ...site, file: "recording" })).names);
}

/** A robot that waited for its start, as it is right behind it. */
function started(world: WorldView): WorldView {
  if (world.mode !== "boot" && world.mode !== "idle") return world;
  return { ...world, mode: "auto", why: "no skill drives; nothing is wrong" };
}

/** Asks what to do next for a goal, every so often, from what the robot knew then. */
function aboutTheGoal(
  input: RecordingInput,
  { goal, everyNs }: GoalQuestions,
  span: TickSpan,
  sets: readonly Override[],
): RecordedQuestion[] {
  const { config } = unwrap(readSite(input, sets));
  const facts = factsOf(config);
  const made = { facts, rules: config.brain.rules, goal };
  const questions: RecordedQuestion[] = [];
  unwrap(observeRun(input, everyNs, span, (kernel, { scan, nowNs }) => {
    if (questions.length >= most) return;
    const sectors = sectorViews(scan, kernel.params.scan);
    const view = worldView(kernel.outputs, {
      relays: facts.relays,
      said: kernel.params.said,
      sectors,
      scanAgeMs: scanAgeMs(scan, nowNs),
      places: viewPlaces({ params: kernel.params, names: facts.names }),
      // No planner runs over a recording: places are told by their distance.
      ways: null,
    });
    const world = started(view);
    questions.push(makeQuestion(made, world, questions.length, nowNs));
  }));
  if (questions.length > 0) return questions;
  throw new MechError({
    code: "RECORD_EMPTY",
    message: "Cannot ask about the goal: the span is shorter than half of --every",
    help: "ask more often, e.g. --every 1s",
  });
}

/** The questions of a span. `sets` change the recorded config for questions that are made. */
export function questionsOf(
  input: RecordingInput,
  goal: GoalQuestions | null,
  span: TickSpan,
  sets: readonly Override[],
): readonly RecordedQuestion[] {
  if (goal === null) return unwrap(readQuestions(input, span));
  return aboutTheGoal(input, goal, span, sets);
}
