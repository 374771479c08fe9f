/**
 * What becomes of a step that the kernel let pass and that happens outside it: words, questions
 * to a human, memories, tasks, the end of the mission.
 *
 * @module
 */
import { carryOutLook } from "./agent_images.ts";
import { remember } from "./agent_memory.ts";
import { type AgentState, emit, numberField, textField } from "./agent_state.ts";

/** Longest that a question may stay open, ms. */
const maxQuestionMs = 3_600_000;

function optionsOf(intent: unknown): readonly string[] {
  if (typeof intent !== "object" || intent === null) return [];
  const value: unknown = Reflect.get(intent, "options");
  return Array.isArray(value) ? value.filter((one) => typeof one === "string").slice(0, 16) : [];
}

/** Opens a question to a human; the robot holds until it is answered or times out. */
export function askHuman(
  s: AgentState,
  question: string,
  options: readonly string[],
  timeoutMs: number,
  fallback: string,
): void {
  s.questions += 1;
  const ms = Math.min(maxQuestionMs, Math.max(1000, timeoutMs));
  s.question = {
    id: `q${s.questions}`,
    question,
    options,
    expiresNs: s.nowNs + ms * 1e6,
    fallback,
  };
  s.plan = null;
  s.state = "asking";
  s.line = `asks: ${question.slice(0, 200)}`;
  emit(s, "question", {
    what: "asked",
    questionId: s.question.id,
    question,
    options,
    timeoutMs: ms,
    fallback,
  });
}

function endMission(s: AgentState, intent: unknown): void {
  s.mission = textField(intent, "state") === "failed" ? "failed" : "done";
  s.reason = textField(intent, "reason").slice(0, 300);
  s.plan = null;
  s.line = `mission ${s.mission}: ${s.reason}`;
  emit(s, "mission", { state: s.mission, reason: s.reason });
}

/** Carries out what an accepted step means outside the kernel. */
export function carryOut(s: AgentState, intent: unknown): void {
  const action = textField(intent, "action");
  switch (action) {
    case "say":
      return emit(s, "say", { text: textField(intent, "text") });
    case "look":
      return carryOutLook(s, textField(intent, "camera"));
    case "ask_human":
      return askHuman(
        s,
        textField(intent, "question"),
        optionsOf(intent),
        numberField(intent, "timeoutMs", 60_000),
        textField(intent, "fallback"),
      );
    case "remember":
      return remember(s, intent, "model");
    case "mission":
      return endMission(s, intent);
    case "post_task": {
      const task = {
        title: textField(intent, "title"),
        description: textField(intent, "description"),
        priority: numberField(intent, "priority", 0),
      };
      emit(s, "memory", { what: "task", ...task });
      s.parts.store?.request("task.post", task).then((done) => {
        if (!done.ok) emit(s, "memory", { what: "failed", message: done.fault.message });
      }, (error: unknown) => emit(s, "memory", { what: "failed", message: String(error) }));
      return;
    }
  }
}

/** Takes an answer to the open question; false where it is stale, repeated or none of the options. */
export function takeAnswer(s: AgentState, questionId: string, text: string): boolean {
  const open = s.question;
  const fits = open !== null && open.id === questionId && s.nowNs < open.expiresNs &&
    (open.options.length === 0 || open.options.includes(text));
  emit(s, "question", { what: fits ? "answered" : "refused", questionId, text });
  if (!fits) return false;
  s.question = null;
  s.state = "ok";
  s.wake = `the operator answered ${questionId}`;
  return true;
}

/** Ends a question whose time is over: the fallback it named is its answer. */
export function expireQuestion(s: AgentState): void {
  const open = s.question;
  if (open === null || s.nowNs < open.expiresNs) return;
  s.question = null;
  s.state = "ok";
  s.wake = `nobody answered ${open.id}`;
  s.notes.push(`nobody answered "${open.question.slice(0, 200)}"; you meant to: ${open.fallback}`);
  emit(s, "question", { what: "expired", questionId: open.id, fallback: open.fallback });
}
