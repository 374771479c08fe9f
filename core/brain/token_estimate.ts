/** An upper bound of a prompt's tokens without a tokenizer. @module */
import { imageTokens } from "./image_tokens.ts";
import type { ModelRequest } from "./protocols/mod.ts";

/** Fewest bytes that a token stands for, on average over a prompt (measured: 3.17). */
const bytesPerToken = 2.5;
/** Tokens of the frame around each message. */
const perMessage = 8;
/** The same where a server's template says much: what it may be at most. */
const mostPerMessage = 512;

const utf8 = new TextEncoder();

/** Tokens that a text takes at most. */
export function textTokens(text: string): number {
  return Math.ceil(utf8.encode(text).length / bytesPerToken);
}

/** Tokens of all images of a question. */
function shownTokens(request: ModelRequest, protocol: string, rule: "usual" | "most"): number {
  const images = request.messages.flatMap((message) => message.images ?? []);
  return images.reduce((sum, image) => sum + imageTokens(protocol, image)[rule], 0);
}

/** Tokens that a question takes at most by a protocol, its schema and images counted. */
export function requestTokens(request: ModelRequest, protocol: string): number {
  const messages = request.messages.reduce((sum, m) => sum + textTokens(m.text) + perMessage, 0);
  return messages + textTokens(JSON.stringify(request.schema)) +
    shownTokens(request, protocol, "usual");
}

/**
 * Tokens that no call of this size can pass, answer counted: a token stands for a byte at least. A
 * server that reports more does not do what it was asked.
 */
export function mostTokens(request: ModelRequest, protocol: string): number {
  const bytes = (text: string) => utf8.encode(text).length;
  const messages = request.messages.reduce((sum, m) => sum + bytes(m.text) + mostPerMessage, 0);
  return messages + bytes(JSON.stringify(request.schema)) + request.maxTokens +
    shownTokens(request, protocol, "most");
}
