/**
 * Who may look: the server listens on loopback, and even there a page of any site in a browser
 * could knock. So the Host must be a loopback name (no rebinding of names), an Origin must be one
 * that the config lists or a page of this machine, and the token must be right.
 *
 * @module
 */

/** What is demanded. */
export interface AccessRules {
  readonly token: string;
  /** Origins of viewers, such as those that a company hosts itself. */
  readonly origins: readonly string[];
}

/** What a request shows of itself. */
export interface AccessFacts {
  readonly host: string | null;
  readonly origin: string | null;
  readonly authorization: string | null;
  /** The query's `token`. */
  readonly token: string | null;
}

/** Why a request is refused: a status and a sentence. */
export interface Refusal {
  readonly status: 401 | 403;
  readonly text: string;
}

/** Origins of viewers that are known: the token still decides. */
export const viewerOrigins: readonly string[] = ["https://app.foxglove.dev"];

const loopbackNames: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** The name in `NAME:PORT`. */
function nameOf(host: string): string {
  return host.replace(/:\d+$/, "").toLowerCase();
}

function isLocalOrigin(origin: string): boolean {
  const match = /^https?:\/\/(.+)$/.exec(origin);
  return match !== null && loopbackNames.has(nameOf(match[1] ?? ""));
}

/** Whether pages of an origin may read from this server. */
export function allowsOrigin(rules: AccessRules, origin: string): boolean {
  return rules.origins.includes(origin) || isLocalOrigin(origin);
}

/** Compares in a time that does not tell how much of it was right. */
function sameToken(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i % b.length);
  return b.length > 0 && difference === 0;
}

/** Null where Host and Origin are fine: what a browser's question before the request must show. */
export function judgeOrigin(rules: AccessRules, facts: AccessFacts): Refusal | null {
  if (facts.host === null || !loopbackNames.has(nameOf(facts.host))) {
    return { status: 403, text: "This server answers to loopback names only" };
  }
  if (facts.origin !== null && !allowsOrigin(rules, facts.origin)) {
    return { status: 403, text: `Pages of ${facts.origin} may not look: see server.origins` };
  }
  return null;
}

/** Null where a request is let in. */
export function judgeAccess(rules: AccessRules, facts: AccessFacts): Refusal | null {
  const refusal = judgeOrigin(rules, facts);
  if (refusal !== null) return refusal;
  const bearer = /^Bearer (.+)$/i.exec(facts.authorization ?? "")?.[1] ?? null;
  const given = facts.token ?? bearer;
  if (given !== null && sameToken(given, rules.token)) return null;
  return { status: 401, text: "The token is missing or wrong: add ?token=TOKEN to the address" };
}

/** Bytes of a token: 128 bits cannot be guessed. */
export const tokenBytes = 16;

/** Random bytes as a token for addresses. */
export function tokenOf(random: Uint8Array): string {
  return [...random].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
