/**
 * What calls may cost: the worst case is reserved before a call and settled after it, in the
 * ledger of the store. Without a price or a ledger a capped call is refused: fail closed.
 *
 * @module
 */
import { fail, ok, type Result } from "core/fault.ts";
import type { Config } from "core/config/mod.ts";
import {
  type BudgetCaps,
  type BudgetWindow,
  budgetWindows,
  type Store,
  type WindowUse,
} from "core/store/mod.ts";
import type { BrainEventKind } from "./brain.ts";
import { priceOf, type PriceTable } from "./prices.ts";
import type { Driver, ModelRequest, ModelUsage } from "./protocols/mod.ts";
import { mostTokens, requestTokens } from "./token_estimate.ts";

/** A try that is about to be made. */
export interface BudgetRequest {
  readonly callId: string;
  readonly driver: Driver;
  readonly request: ModelRequest;
  readonly nowMs: number;
  readonly leftMs: number;
}

/** A try that was made. */
export interface BudgetSettlement {
  readonly callId: string;
  readonly driver: Driver;
  readonly nowMs: number;
  /** Null, or a null within: the reservation counts. */
  readonly usage: ModelUsage | null;
}

/** How far one cap is used up. */
export interface CapUse {
  readonly window: BudgetWindow;
  readonly cap: "requests" | "tokens" | "usd";
  readonly used: number;
  readonly limit: number;
}

/** The money and tokens of a brain. */
export interface Budget {
  reserve(request: BudgetRequest): Promise<Result<void>>;
  settle(settlement: BudgetSettlement): Promise<void>;
  /** So far in this life of the process. */
  spent(): { readonly tokens: number; readonly nanoUsd: number };
  /** The sentence that a model reads when a cap is near; null where none is. */
  warning(): string | null;
  /** Every cap as the ledger last knew it; empty before the first call and without caps. */
  caps(): readonly CapUse[];
  /** An operator looked: a provider that was stopped for an overrun may be called; true if one was. */
  release(): boolean;
}

interface Held {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** What the call can take at all. */
  readonly mostTokens: number;
}

interface State {
  readonly caps: BudgetCaps;
  readonly hasCaps: boolean;
  readonly hasMoneyCaps: boolean;
  readonly warnShare: number;
  readonly prices: PriceTable;
  readonly store: Store | null;
  readonly missionId: string;
  /** Told apart from every other life of a brain on the same ledger. */
  readonly life: string;
  readonly emit: (kind: BrainEventKind, data: Readonly<Record<string, unknown>>) => void;
  readonly held: Map<string, Held>;
  tokens: number;
  nanoUsd: number;
  warning: string | null;
  use: readonly WindowUse[];
  /** A fault of the ledger that must be looked at before more is spent. */
  broken: string | null;
  /** By provider: how far its reports passed what was reserved, at most; 1 where they never did. */
  readonly scales: Map<string, number>;
  /** The sentence about an overrun that waits for an operator. */
  overrun: string | null;
}

/** How long a row may stay unsettled beyond its call's deadline, ms. */
const graceMs = 5000;

/** Caps as the ledger takes them: money in whole nano-USD. */
export function budgetCaps(budget: Config["brain"]["budget"]): BudgetCaps {
  const caps: Partial<
    Record<BudgetWindow, { requests?: number; tokens?: number; nanoUsd?: number }>
  > = {};
  for (const window of budgetWindows) {
    const given = budget[window];
    if (given === undefined) continue;
    caps[window] = {
      ...(given.requests === undefined ? {} : { requests: given.requests }),
      ...(given.tokens === undefined ? {} : { tokens: given.tokens }),
      ...(given.usd === undefined ? {} : { nanoUsd: Math.floor(given.usd * 1e9) }),
    };
  }
  return caps;
}

function refuse(message: string, help: string): Result<never> {
  return fail({ code: "BUDGET_REFUSED", message, help });
}

function capText(window: string | null, cap: string | null, used: number, limit: number): string {
  const money = cap === "nanoUsd";
  const show = (n: number) => money ? `${(n / 1e9).toFixed(4)} USD` : `${n} ${cap}`;
  return `the ${window} budget is used up: ${show(used)} of ${show(limit)}`;
}

const overrunHelp = "look at the server, then `mechos mission resume`";

function overrunText(spec: string, used: number, limit: number): string {
  return `"${spec}" reported ${used} tokens for a call that can take ${limit}: no more calls until ` +
    "an operator resumes the mission";
}

/** Learns how far a provider's tokens pass the estimate, so that the next reservation is enough. */
function learnScale(s: State, spec: string, held: Held, input: number): void {
  const scale = (s.scales.get(spec) ?? 1) * input / held.inputTokens;
  if (input > held.inputTokens && input <= held.mostTokens) s.scales.set(spec, scale);
}

function noteUse(s: State, use: readonly WindowUse[]): void {
  s.use = use;
  const near = use.filter((one) => one.share >= s.warnShare).sort((a, b) => b.share - a.share)[0];
  const text = near === undefined
    ? null
    : `${Math.floor(near.share * 100)} % of the ${near.window} budget is used`;
  if (text !== null && s.warning === null) {
    s.emit("budget", { what: "warning", window: near?.window, share: near?.share, message: text });
  }
  s.warning = text;
}

/** The caps beside what is used of them. */
function capUses(s: State): CapUse[] {
  return s.use.flatMap(({ window, requests, tokens, nanoUsd }) => {
    const caps = s.caps[window];
    const row = (cap: CapUse["cap"], used: number, limit: number | undefined): CapUse[] =>
      limit === undefined ? [] : [{ window, cap, used, limit }];
    return [
      ...row("requests", requests, caps?.requests),
      ...row("tokens", tokens, caps?.tokens),
      ...row(
        "usd",
        nanoUsd * 1e-9,
        caps?.nanoUsd === undefined ? undefined : caps.nanoUsd * 1e-9,
      ),
    ];
  });
}

async function reserve(s: State, r: BudgetRequest): Promise<Result<void>> {
  if (s.broken !== null) return refuse(s.broken, "look at the ledger, then restart");
  // With a store the ledger itself says so, provider by provider, also after a restart.
  if (s.store === null && s.overrun !== null) return refuse(s.overrun, overrunHelp);
  const price = priceOf(s.prices, r.driver.spec);
  if (price === null && s.hasMoneyCaps) {
    return refuse(
      `no price is known for "${r.driver.spec}", and money is capped`,
      "give it one in brain.prices",
    );
  }
  const scale = s.scales.get(r.driver.spec) ?? 1;
  const held: Held = {
    inputTokens: Math.ceil(requestTokens(r.request, r.driver.protocol) * scale),
    outputTokens: r.request.maxTokens,
    mostTokens: mostTokens(r.request, r.driver.protocol),
  };
  const worst = Math.ceil(
    held.inputTokens * (price?.input ?? 0) + held.outputTokens * (price?.output ?? 0),
  );
  if (s.store === null) {
    if (s.hasCaps) return refuse("there is no ledger, and the budget has caps", "give it a store");
    s.held.set(r.callId, held);
    return ok(undefined);
  }
  const reply = await s.store.request("ledger.reserve", {
    callId: `${s.life}${r.callId}`,
    provider: r.driver.spec,
    missionId: s.missionId,
    tokens: held.inputTokens + held.outputTokens,
    nanoUsd: worst,
    deadlineMs: Math.ceil(r.nowMs + r.leftMs + graceMs),
    nowMs: Math.floor(r.nowMs),
    caps: s.caps,
  });
  if (!reply.ok) return refuse(`the ledger failed: ${reply.fault.message}`, "check the store");
  noteUse(s, reply.value.use);
  if (!reply.value.admitted) {
    const { window, cap, used, limit } = reply.value;
    const isOverrun = cap === "overrun";
    const message = isOverrun
      ? overrunText(r.driver.spec, used, limit)
      : capText(window, cap, used, limit);
    if (isOverrun) s.overrun = message;
    s.emit("budget", { what: "refused", window, cap, used, limit, message });
    const help = isOverrun ? overrunHelp : "raise brain.budget, or wait until the window rolls";
    return refuse(message, help);
  }
  s.held.set(r.callId, held);
  return ok(undefined);
}

function noteOverrun(s: State, spec: string, callId: string, used: number, limit: number): void {
  s.overrun = overrunText(spec, used, limit);
  s.emit("budget", { what: "over", callId, used, limit, message: s.overrun });
}

/** Lets stopped providers be called again; a ledger that does not answer keeps them stopped. */
function release(s: State): boolean {
  if (s.overrun === null) return false;
  s.overrun = null;
  s.emit("budget", { what: "released", message: "an operator released the budget" });
  s.store?.request("ledger.release", {}).then((done) => {
    if (!done.ok) s.emit("budget", { what: "failed", message: done.fault.message });
  }, (error: unknown) => s.emit("budget", { what: "failed", message: String(error) }));
  return true;
}

async function settle(s: State, one: BudgetSettlement): Promise<void> {
  const held = s.held.get(one.callId);
  if (held === undefined) return;
  s.held.delete(one.callId);
  const price = priceOf(s.prices, one.driver.spec);
  const known = one.usage !== null && one.usage.inputTokens !== null &&
    one.usage.outputTokens !== null;
  const input = known ? one.usage?.inputTokens ?? 0 : held.inputTokens;
  const output = known ? one.usage?.outputTokens ?? 0 : held.outputTokens;
  const nanoUsd = Math.ceil(input * (price?.input ?? 0) + output * (price?.output ?? 0));
  s.tokens += input + output;
  s.nanoUsd += nanoUsd;
  const { spec } = one.driver;
  learnScale(s, spec, held, input);
  const over = input + output > held.mostTokens;
  if (over) noteOverrun(s, spec, one.callId, input + output, held.mostTokens);
  if (s.store === null) return;
  const reply = await s.store.request("ledger.settle", {
    callId: `${s.life}${one.callId}`,
    tokens: known ? input + output : null,
    nanoUsd: known ? nanoUsd : null,
    mostTokens: held.mostTokens,
    nowMs: Math.floor(one.nowMs),
  });
  // An unsettled row counts as spent once its deadline is past: no money is forgotten.
  if (!reply.ok && s.hasCaps) s.broken = `the ledger failed: ${reply.fault.message}`;
}

/** Makes the budget of a brain. */
export function createBudget(
  budget: Config["brain"]["budget"],
  parts: Pick<State, "prices" | "store" | "missionId" | "life" | "emit">,
): Budget {
  const caps = budgetCaps(budget);
  const all = Object.values(caps);
  const s: State = {
    caps,
    hasCaps: all.some((one) => Object.keys(one).length > 0),
    hasMoneyCaps: all.some((one) => one.nanoUsd !== undefined),
    warnShare: budget.warnPercent / 100,
    ...parts,
    held: new Map(),
    tokens: 0,
    nanoUsd: 0,
    warning: null,
    use: [],
    broken: null,
    scales: new Map(),
    overrun: null,
  };
  return {
    reserve: (request) => reserve(s, request),
    settle: (settlement) => settle(s, settlement),
    spent: () => ({ tokens: s.tokens, nanoUsd: s.nanoUsd }),
    warning: () => s.broken ?? s.overrun ?? s.warning,
    caps: () => capUses(s),
    release: () => release(s),
  };
}
