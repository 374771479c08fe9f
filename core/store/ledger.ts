/**
 * The budget ledger. A call's worst case is booked before it is made, in the same transaction
 * that looks at every cap, so that no two callers can both take the last of it. What was booked
 * counts until it is settled: a process killed in between has spent it.
 *
 * Windows slide over sixty buckets each. Every bucket from the window's start on counts, those in
 * the future too: a clock that steps back reopens nothing.
 *
 * What makes the books stricter (a reservation, a call that cost more) is on the disk before the
 * answer is given. A settlement only gives back what was booked too much, so it is not waited for:
 * a power cut may take it back, and then the worst case stays spent.
 *
 * @module
 */
import { type Database, numberIn, textIn } from "./database.ts";
import {
  type BudgetCaps,
  type BudgetWindow,
  budgetWindows,
  type Reservation,
  type ReserveReply,
  type Settlement,
  type SettleReply,
  type WindowCaps,
  type WindowUse,
} from "./protocol.ts";

/** Length of each sliding window, ms. */
const spanMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;
type Span = keyof typeof spanMs;
const spans: readonly Span[] = ["minute", "hour", "day"];
const bucketsPerWindow = 60;
/** A row that nobody settled is forgotten this long after its deadline; its cost stays booked. */
const forgetMs = 86_400_000;

interface Amount {
  readonly requests: number;
  readonly tokens: number;
  readonly nanoUsd: number;
}

function isSpan(window: BudgetWindow): window is Span {
  return window !== "mission" && window !== "lifetime";
}

function bucketMs(span: Span): number {
  return spanMs[span] / bucketsPerWindow;
}

function bucketOf(span: Span, atMs: number): number {
  return Math.floor(atMs / bucketMs(span));
}

function firstBucket(span: Span, nowMs: number): number {
  return bucketOf(span, nowMs) - bucketsPerWindow + 1;
}

/** Books an amount at a time: positive to reserve, the difference to settle. */
function book(db: Database, atMs: number, mission: string, amount: Amount): void {
  const bucket = db.prepare(`
    INSERT INTO budget_bucket VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (span, bucket) DO UPDATE SET requests = requests + excluded.requests,
      tokens = tokens + excluded.tokens, nano_usd = nano_usd + excluded.nano_usd`);
  const { requests, tokens, nanoUsd } = amount;
  for (const span of spans) bucket.run(span, bucketOf(span, atMs), requests, tokens, nanoUsd);
  const total = db.prepare(`
    INSERT INTO budget_total VALUES (?, ?, ?, ?)
    ON CONFLICT (scope) DO UPDATE SET requests = requests + excluded.requests,
      tokens = tokens + excluded.tokens, nano_usd = nano_usd + excluded.nano_usd`);
  total.run("lifetime", requests, tokens, nanoUsd);
  total.run(`mission:${mission}`, requests, tokens, nanoUsd);
}

/**
 * Buckets more than a window ahead come from a clock that was wrong and has been set back: they
 * count from now for one window, instead of blocking for years.
 */
function pullBack(db: Database, nowMs: number): void {
  for (const span of spans) {
    const now = bucketOf(span, nowMs);
    const ahead = db.prepare(`SELECT sum(requests) AS requests, sum(tokens) AS tokens,
      sum(nano_usd) AS nano_usd FROM budget_bucket WHERE span = ? AND bucket > ?`)
      .get(span, now + bucketsPerWindow);
    const requests = numberIn(ahead, "requests");
    if (requests === 0) continue;
    db.prepare("DELETE FROM budget_bucket WHERE span = ? AND bucket > ?")
      .run(span, now + bucketsPerWindow);
    db.prepare(`INSERT INTO budget_bucket VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (span, bucket) DO UPDATE SET requests = requests + excluded.requests,
        tokens = tokens + excluded.tokens, nano_usd = nano_usd + excluded.nano_usd`)
      .run(span, now, requests, numberIn(ahead, "tokens"), numberIn(ahead, "nano_usd"));
  }
}

function usedIn(db: Database, window: BudgetWindow, nowMs: number, mission: string): Amount {
  const row = isSpan(window)
    ? db.prepare(`SELECT sum(requests) AS requests, sum(tokens) AS tokens,
        sum(nano_usd) AS nano_usd FROM budget_bucket WHERE span = ? AND bucket >= ?`)
      .get(window, firstBucket(window, nowMs))
    : db.prepare("SELECT requests, tokens, nano_usd FROM budget_total WHERE scope = ?")
      .get(window === "lifetime" ? "lifetime" : `mission:${mission}`);
  return {
    requests: numberIn(row, "requests"),
    tokens: numberIn(row, "tokens"),
    nanoUsd: numberIn(row, "nano_usd"),
  };
}

function freesAt(db: Database, window: BudgetWindow, nowMs: number): number | null {
  if (!isSpan(window)) return null;
  const row = db.prepare(
    "SELECT min(bucket) AS bucket FROM budget_bucket WHERE span = ? AND bucket >= ? AND requests > 0",
  ).get(window, firstBucket(window, nowMs));
  const bucket = row?.["bucket"];
  if (typeof bucket !== "number") return null;
  return (bucket + bucketsPerWindow) * bucketMs(window);
}

const capNames = ["requests", "tokens", "nanoUsd"] as const;

function shareOf(used: Amount, caps: WindowCaps | undefined): number {
  let share = 0;
  for (const name of capNames) {
    const limit = caps?.[name];
    if (limit !== undefined) share = Math.max(share, limit > 0 ? used[name] / limit : 1);
  }
  return share;
}

/** The use of every window. */
export function budgetUse(
  db: Database,
  nowMs: number,
  mission: string,
  caps: BudgetCaps,
): WindowUse[] {
  return budgetWindows.map((window) => {
    const used = usedIn(db, window, nowMs, mission);
    // Only a window with caps can be waited for.
    const isCapped = caps[window] !== undefined;
    const freesAtMs = isCapped ? freesAt(db, window, nowMs) : null;
    return { window, ...used, share: shareOf(used, caps[window]), freesAtMs };
  });
}

type Refusal = Pick<ReserveReply, "window" | "cap" | "used" | "limit">;

function firstExceeded(
  db: Database,
  r: Reservation,
): Refusal | null {
  const wanted: Amount = { requests: 1, tokens: r.tokens, nanoUsd: r.nanoUsd };
  for (const window of budgetWindows) {
    const caps = r.caps[window];
    if (caps === undefined) continue;
    const used = usedIn(db, window, r.nowMs, r.missionId);
    for (const cap of capNames) {
      const limit = caps[cap];
      if (limit === undefined || used[cap] + wanted[cap] <= limit) continue;
      return { window, cap, used: used[cap], limit };
    }
  }
  return null;
}

/** The overrun that stops a provider, or null. */
function overrunOf(
  db: Database,
  r: Reservation,
): Refusal | null {
  const row = db.prepare("SELECT tokens, most FROM budget_overrun WHERE provider = ?")
    .get(r.provider);
  if (row === undefined) return null;
  return {
    window: null,
    cap: "overrun",
    used: numberIn(row, "tokens"),
    limit: numberIn(row, "most"),
  };
}

/** Lets go of rows and buckets that no window reaches any more. */
function trim(db: Database, nowMs: number): void {
  db.prepare("DELETE FROM budget_call WHERE deadline_ms < ?").run(nowMs - forgetMs);
  for (const span of spans) {
    db.prepare("DELETE FROM budget_bucket WHERE span = ? AND bucket < ?")
      .run(span, firstBucket(span, nowMs) - bucketsPerWindow);
  }
}

/** Admits a call where its worst case fits every cap, and books it. */
export function reserve(db: Database, r: Reservation): ReserveReply {
  return db.transact(() => {
    pullBack(db, r.nowMs);
    const exceeded = overrunOf(db, r) ?? firstExceeded(db, r);
    if (exceeded === null) {
      db.prepare("INSERT INTO budget_call VALUES (?, ?, ?, ?, ?, ?, ?)")
        .run(r.callId, r.provider, r.missionId, r.nowMs, r.deadlineMs, r.tokens, r.nanoUsd);
      book(db, r.nowMs, r.missionId, { requests: 1, tokens: r.tokens, nanoUsd: r.nanoUsd });
    }
    trim(db, r.nowMs);
    const use = budgetUse(db, r.nowMs, r.missionId, r.caps);
    if (exceeded !== null) return { admitted: false, ...exceeded, use };
    return { admitted: true, window: null, cap: null, used: 0, limit: 0, use };
  });
}

interface Held extends Amount {
  readonly provider: string;
  readonly mission: string;
  readonly atMs: number;
}

function heldBy(db: Database, callId: string): Held | null {
  const row = db.prepare("SELECT * FROM budget_call WHERE id = ?").get(callId);
  if (row === undefined) return null;
  return {
    requests: 0,
    tokens: numberIn(row, "tokens"),
    nanoUsd: numberIn(row, "nano_usd"),
    provider: textIn(row, "provider"),
    mission: textIn(row, "mission"),
    atMs: numberIn(row, "at_ms"),
  };
}

function isDearer(held: Held | null, s: Settlement): boolean {
  return held !== null &&
    ((s.tokens ?? 0) > held.tokens || (s.nanoUsd ?? 0) > held.nanoUsd);
}

/**
 * Books what a call really took in place of its worst case; nothing where that is not known. A
 * call that took more than any of its size can is an overrun: its provider gets no more calls
 * until an operator released it.
 */
export function settle(db: Database, s: Settlement): SettleReply {
  const safe = isDearer(heldBy(db, s.callId), s) ? "synced" : "later";
  return db.transact(() => {
    const held = heldBy(db, s.callId);
    if (held === null) return { known: false, over: false };
    db.prepare("DELETE FROM budget_call WHERE id = ?").run(s.callId);
    const tokens = s.tokens ?? held.tokens;
    const nanoUsd = s.nanoUsd ?? held.nanoUsd;
    const more = { tokens: tokens - held.tokens, nanoUsd: nanoUsd - held.nanoUsd };
    book(db, held.atMs, held.mission, { requests: 0, ...more });
    const over = tokens > s.mostTokens;
    if (over) {
      db.prepare("INSERT OR REPLACE INTO budget_overrun VALUES (?, ?, ?, ?)")
        .run(held.provider, Math.floor(s.nowMs), tokens, s.mostTokens);
    }
    return { known: true, over };
  }, safe);
}

/** An operator looked: every provider may be called again. Says how many were stopped. */
export function release(db: Database): { readonly released: number } {
  return { released: Number(db.prepare("DELETE FROM budget_overrun").run().changes) };
}
