/** What of a secret may be shown: nothing. Names tell, so that a mistyped key does not leak. @module */

/** What a secret looks like in any output. */
export const mask = "********";

const secretWord = /api_?key|token|secret|passw|credential/i;
/** `apiKey: value` or `apiKey=value` in a line of text, the value to the end of the line. */
const secretPair =
  /([A-Za-z_]*(?:api_?key|token|secret|passw|credential)[A-Za-z_]*["']?\s*[:=]\s*)(\S.*)$/i;

/** True where a key's name says that its value is nobody's business, also when mistyped. */
export function isSecretName(name: string): boolean {
  return secretWord.test(name);
}

/** A line as it may be shown: what follows a key that sounds secret is masked. */
export function maskExcerpt(line: string): string {
  return line.replace(
    secretPair,
    (whole, head: string, value: string) => value.startsWith("${") ? whole : `${head}${mask}`,
  );
}
