/**
 * Outside text before it enters a prompt: chat-template markers, control and invisible characters
 * removed, size capped. It goes in as a JSON string; whoever wrote it stays what the lane says.
 *
 * @module
 */

/** Markers by which chat templates tell roles apart: in data they would forge a role. */
const markers: readonly RegExp[] = [
  /<\|[^|>\n]{0,60}\|>/g,
  /<\uFF5C[^\uFF5C>\n]{0,60}\uFF5C>/g,
  /<<\/?SYS>>/gi,
  /\[\/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS)\]/gi,
  /<\/?(?:start_of_turn|end_of_turn|bos|eos|s|im_start|im_end|begin_of_text|think)>/gi,
  /<\/?(?:system|assistant|user|human|tool_call|function_calls?|invoke)(?:\s[^>]{0,100})?>/gi,
  /\b(?:BEGIN|END) (?:SYSTEM|ASSISTANT|USER) (?:PROMPT|MESSAGE)\b/gi,
  /^\s{0,8}#{1,6}\s{0,8}(?:system|assistant|user|instruction|response)\s{0,8}:?/gim,
  /^\s{0,8}(?:system|assistant|human|user)\s{0,8}:/gim,
  /```/g,
];

/** Control and format characters but the line feed: zero-width, bidirectional, tag characters. */
const invisible = /(?!\n)[\p{Cc}\p{Cf}]/gu;

/** Passes over a text at most: markers inside markers are peeled one by one. */
const maxPasses = 8;

/** Cleans a text and caps it at `maxChars`. */
export function cleanText(text: string, maxChars: number): string {
  // Look-alike full-width letters and split markers become plain before markers are looked for.
  let clean = text.slice(0, maxChars * 4).normalize("NFKC").replace(invisible, " ");
  for (let pass = 0; pass < maxPasses; pass++) {
    let next = clean;
    for (const marker of markers) next = next.replace(marker, " ");
    if (next === clean) break;
    clean = next;
  }
  const short = clean.replace(/[ \t]+/g, " ").replace(/\n\s*\n+/g, "\n").trim();
  return short.length <= maxChars ? short : `${short.slice(0, maxChars - 1)}…`;
}
