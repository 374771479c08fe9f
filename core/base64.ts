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

/** The bytes of a text in base64; null where it is none. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
    return bytes;
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}
