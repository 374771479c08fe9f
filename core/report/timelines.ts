/** What stands over time beside the series: modes and authority, and the answers of a model. @module */
import { failsafeActions, modes, sources } from "core/messages/mod.ts";

/** An answer of a model: when it counted, how long it took, what it cost. */
export interface ReportAnswer {
  readonly tS: number;
  readonly latencyMs: number;
  readonly tokens: number;
  /** Money of all answers so far. */
  readonly usd: number;
  readonly failed: boolean;
}

/** Names over time: each stands from its time to that of the next. */
export interface ReportBand {
  readonly title: string;
  readonly stretches: readonly { readonly tS: number; readonly name: string }[];
}

/** The timelines while they are collected. */
export interface Timelines {
  readonly bands: readonly (ReportBand & { readonly stretches: { tS: number; name: string }[] })[];
  readonly answers: ReportAnswer[];
  /** Entries of each at most. */
  readonly most: number;
  /** Entries that found no room. */
  left: number;
}

/** Bands by the field of the outputs that they show. */
const bandFields = [
  { path: "mode", title: "mode", names: modes },
  { path: "action", title: "failsafe", names: failsafeActions },
  { path: "authority", title: "authority", names: sources },
] as const;

/** Begins. */
export function createTimelines(most: number): Timelines {
  return {
    bands: bandFields.map(({ title }) => ({ title, stretches: [] })),
    answers: [],
    most,
    left: 0,
  };
}

/** Notes a tick: every one counts, for a mode may last for one. */
export function noteBands(
  timelines: Timelines,
  tS: number,
  numberOf: (path: string) => number,
): void {
  for (const [i, { path, names }] of bandFields.entries()) {
    const name = names[numberOf(path)] ?? "";
    const stretches = timelines.bands[i]?.stretches;
    if (stretches === undefined || stretches.at(-1)?.name === name) continue;
    if (stretches.length < timelines.most) stretches.push({ tS, name });
    else timelines.left++;
  }
}

function numberIn(value: object, name: string): number {
  const found = Number(Reflect.get(value, name) ?? 0);
  return Number.isFinite(found) ? found : 0;
}

/** Notes an answer. Those of scripts took no time and cost nothing: they are left out. */
export function noteAnswer(timelines: Timelines, tS: number, value: unknown): void {
  if (typeof value !== "object" || value === null || !("callId" in value)) return;
  if (timelines.answers.length >= timelines.most) {
    timelines.left++;
    return;
  }
  timelines.answers.push({
    tS,
    latencyMs: numberIn(value, "latencyMs"),
    tokens: numberIn(value, "inputTokens") + numberIn(value, "outputTokens"),
    usd: numberIn(value, "spentUsd"),
    failed: "failure" in value,
  });
}
