/** An upper bound of a prompt's tokens without a tokenizer. @module */
import type { ModelRequest } from "./protocols/mod.ts";

/** Fewest bytes that a token stands for, on average over a prompt (measured: 3.17). */
const bytesPerToken = 2.5;
/** Tokens of the frame around each message. */
const perMessage = 8;

const utf8 = new TextEncoder();

/** Tokens that a text takes at most. */
export function textTokens(text: string): number {
  return Math.ceil(utf8.encode(text).length / bytesPerToken);
}

/** Tokens that a question takes at most, its schema counted. */
export function requestTokens(request: ModelRequest): number {
  const messages = request.messages.reduce((sum, m) => sum + textTokens(m.text) + perMessage, 0);
  return messages + textTokens(JSON.stringify(request.schema));
}
