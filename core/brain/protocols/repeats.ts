/** Finds a text that repeats itself: a model that has lost its way, worth no more tokens. @module */

/** Shortest tail that must repeat, characters, and how often a piece must stand there. */
const minChars = 480;
const minTimes = 24;
/** Longest piece that is looked for. */
const maxPiece = 20;

/** True where the end of `text` is one short piece again and again. */
export function repeatsItself(text: string): boolean {
  if (text.length < minChars) return false;
  const tail = text.slice(-minChars);
  for (let size = 1; size <= maxPiece; size++) {
    if (tail.length / size < minTimes) return false;
    let same = true;
    for (let i = tail.length - 1; i >= size && same; i--) same = tail[i] === tail[i - size];
    if (same) return true;
  }
  return false;
}
