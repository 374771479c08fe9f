/** Questions about what a robot saw, to a model that was not there. @module */
import type { RobotFacts } from "./facts.ts";
import { buildPrompt } from "./prompt.ts";
import type { RecordedQuestion } from "./recorded_questions.ts";
import type { WorldView } from "./world_view.ts";

/** What the questions have in common. */
export interface MadeQuestions {
  readonly facts: RobotFacts;
  /** Owner's rules, from config. */
  readonly rules: readonly string[];
  /** What is to be done, in an operator's words. */
  readonly goal: string;
}

/** The question what to do next, asked of a robot that has seen `world` and has done nothing yet. */
export function makeQuestion(
  made: MadeQuestions,
  world: WorldView,
  index: number,
  atNs: number,
): RecordedQuestion {
  return {
    callId: `m${index}`,
    askedNs: atNs,
    answeredNs: atNs,
    model: "",
    messages: buildPrompt({
      ...made,
      goalTrust: "operator",
      world,
      history: [],
      heard: [],
      events: [],
      memories: [],
      question: null,
      images: [],
      nowNs: atNs,
      warnings: [],
    }),
    answer: "",
    failure: "nobody was asked then",
    latencyMs: 0,
    tokens: 0,
  };
}
