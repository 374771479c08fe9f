/** Base64 of bytes. @module */

/** Bytes at once: more than this many arguments a call do not fit on the stack. */
const pieceBytes = 8190;

/** The standard alphabet with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = "";
  // Pieces are multiples of 3 bytes, so that no padding stands in the middle.
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + pieceBytes)));
  }
  return text;
}
