/** One thought of an agent: what is known now, as a prompt, to the exchange. @module */
import { takeImages } from "./agent_images.ts";
import { catchUp, recall } from "./agent_memory.ts";
import { type AgentState, emit } from "./agent_state.ts";
import type { Observation } from "./brain.ts";
import { buildPrompt, type PromptParts, type SeenImage } from "./prompt.ts";
import type { ModelMessage } from "./protocols/mod.ts";
import type { WorldView } from "./world_view.ts";

/** Longest prompt that is recorded, characters. */
const recordedChars = 65_536;
/** Pause after a thought that ended in a bug of ours, ms. */
const bugPauseMs = 30_000;

function promptParts(s: AgentState, world: WorldView | null): Omit<PromptParts, "memories"> {
  const warning = s.parts.budget.warning();
  return {
    facts: s.parts.facts,
    rules: s.parts.config.rules,
    goal: s.goal === "" ? "none yet: wait for the operator" : s.goal,
    goalTrust: "operator",
    world,
    history: s.past.map(({ atNs, what, result }) => ({
      agoS: (s.nowNs - atNs) * 1e-9,
      what,
      result,
    })),
    heard: [...s.heard],
    events: s.happened.splice(0),
    question: s.question,
    images: takeImages(s),
    nowNs: s.nowNs,
    warnings: [...s.notes.splice(0), ...(warning === null ? [] : [warning])],
  };
}

function promptText(messages: readonly ModelMessage[]): string {
  return messages.map(({ role, text }) => `[${role}]\n${text}`).join("\n\n").slice(
    0,
    recordedChars,
  );
}

/** Which image went with a prompt: the image itself is under its camera's topic. */
function shownImage({ base64: _base64, ...image }: SeenImage): Omit<SeenImage, "base64"> {
  return image;
}

/** Builds the prompt from what is known now, asks, and puts the answer where polling finds it. */
async function call(s: AgentState, parts: Omit<PromptParts, "memories">): Promise<void> {
  const beganNs = s.nowNs;
  const callId = `c${s.calls}`;
  const memories = await recall(s, parts.world);
  const messages = buildPrompt({ ...parts, memories });
  const { exchange, config } = s.parts;
  emit(s, "prompt", {
    intentId: "",
    callId,
    model: `${exchange.driver}:${exchange.model}`,
    text: promptText(messages),
    // Where each turn ends, so that no text inside can look like a turn of its own.
    turns: messages.map(({ role, text }) => ({ role, chars: text.length })),
    ...(parts.images.length === 0 ? {} : { images: parts.images.map(shownImage) }),
  });
  const outcome = await exchange.ask(
    {
      messages,
      schema: s.parts.schema,
      maxTokens: config.maxTokens,
      temperature: s.temperature,
      seed: (s.parts.seed + s.calls) >>> 0,
    },
    callId,
    beganNs,
  );
  if (!outcome.result.ok && parts.images.length > 0) {
    s.notes.push("the question with the images was not answered, and they are gone: look again");
  }
  const isVirtual = s.parts.pacing === "virtual";
  const readyNs = isVirtual ? beganNs + Math.round(outcome.latencyMs * 1e6) : beganNs;
  s.arrived = { outcome, readyNs };
  // After the answer: nothing waits for it.
  await catchUp(s);
}

/** Begins a call with what is known now; polling finds the answer. */
export function think(s: AgentState, seen: Observation): void {
  const parts = promptParts(s, seen.look?.() ?? null);
  s.calls += 1;
  // A probe of the model does not end the stand-in: only its answer does.
  s.state = s.standing ? "fallback" : "thinking";
  s.line = `asks ${s.parts.exchange.model} because ${s.wake ?? "its heartbeat passed"}`;
  s.wake = null;
  s.lastThoughtNs = s.nowNs;
  s.calling = call(s, parts).catch((error: unknown) => {
    // A bug of ours: it must not leave the brain waiting for an answer that never comes.
    emit(s, "hop", {
      what: "bug",
      message: error instanceof Error ? error.message : String(error),
    });
    s.notBeforeNs = s.nowNs + bugPauseMs * 1e6;
  }).finally(() => {
    s.calling = null;
  });
}
