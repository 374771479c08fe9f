/**
 * How a call to a model can fail, in one table: whether another try may help, and what it does to
 * the provider's breaker.
 *
 * @module
 */

interface FailureRow {
  /** Another try at the same provider may help. */
  readonly retry: boolean;
  /** `count`: adds to the breaker; `open`: opens it at once; `no`: the provider is not to blame. */
  readonly breaker: "count" | "open" | "no";
  readonly text: string;
}

const rows = {
  unreachable: { retry: true, breaker: "count", text: "server is not reachable" },
  deadline: { retry: false, breaker: "count", text: "no complete answer before the deadline" },
  stalled: { retry: true, breaker: "count", text: "answer stalled" },
  cut: { retry: true, breaker: "count", text: "answer was cut off" },
  incomplete: { retry: true, breaker: "count", text: "answer does not say that it is complete" },
  garbage: { retry: true, breaker: "count", text: "answer does not keep to the protocol" },
  contentType: { retry: false, breaker: "count", text: "answer is not JSON" },
  tooLarge: { retry: false, breaker: "count", text: "answer is larger than its limit" },
  redirect: { retry: false, breaker: "open", text: "server redirects elsewhere" },
  rateLimited: { retry: true, breaker: "count", text: "server asks to slow down" },
  quota: { retry: false, breaker: "open", text: "the account's money is gone" },
  auth: { retry: false, breaker: "open", text: "server refuses the key" },
  missingModel: { retry: false, breaker: "open", text: "model is not there" },
  overloaded: { retry: true, breaker: "count", text: "server is overloaded" },
  server: { retry: true, breaker: "count", text: "server has an error" },
  request: { retry: false, breaker: "count", text: "server refuses the request" },
  refusal: { retry: false, breaker: "no", text: "model refuses to answer" },
  length: { retry: false, breaker: "no", text: "answer is longer than allowed" },
  empty: { retry: true, breaker: "count", text: "answer is empty" },
  repeats: { retry: true, breaker: "no", text: "answer repeats itself without end" },
  warming: { retry: true, breaker: "no", text: "model is being loaded" },
  budget: { retry: false, breaker: "no", text: "budget does not allow the call" },
  noProvider: { retry: false, breaker: "no", text: "every provider is resting after failures" },
  canceled: { retry: false, breaker: "no", text: "call was canceled" },
} as const satisfies Record<string, FailureRow>;

/** A kind of failure. */
export type FailureKind = keyof typeof rows;

/** Every kind of failure. */
export const failureKinds = Object.keys(rows);

/** Tokens as the server reported them; null where it did not, or not credibly. */
export interface ModelUsage {
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
}

/** A failed call. */
export interface CallFailure {
  readonly kind: FailureKind;
  /** One sentence without a full stop. */
  readonly message: string;
  readonly status: number | null;
  /** What the server asked to wait, ms. */
  readonly retryAfterMs: number | null;
  /** Tokens that it cost all the same. */
  readonly usage: ModelUsage | null;
  /** Latency that a tape gives; null where it is to be measured. */
  readonly latencyMs: number | null;
}

/** A call's result. */
export type CallResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: CallFailure };

/** The row of a kind. */
export function failureRow(kind: FailureKind): FailureRow {
  return rows[kind];
}

/** True for a text that names a kind: for failures read from a tape. */
export function isFailureKind(text: unknown): text is FailureKind {
  return typeof text === "string" && Object.hasOwn(rows, text);
}

/** Makes a failure; `detail` is added to the kind's sentence. */
export function failed(
  kind: FailureKind,
  detail = "",
  more: Partial<Omit<CallFailure, "kind" | "message">> = {},
): { readonly ok: false; readonly failure: CallFailure } {
  const { text } = rows[kind];
  const message = detail === "" ? text : `${text}: ${detail.slice(0, 300)}`;
  return {
    ok: false,
    failure: {
      kind,
      message,
      status: null,
      retryAfterMs: null,
      usage: null,
      latencyMs: null,
      ...more,
    },
  };
}
