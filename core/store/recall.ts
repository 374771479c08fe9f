/**
 * Finding memories: words (FTS5), shapes of words (trigram vectors), meaning where a model makes
 * vectors of it, place and age each make an order of their own; the orders are fused by rank, so
 * that no score needs a scale.
 *
 * @module
 */
import { type Database, numberIn, textIn } from "./database.ts";
import type { Meanings } from "./meaning.ts";
import { trustIn } from "./memory.ts";
import type { Memory, Recall } from "./protocol.ts";
import { trigramVector } from "./trigram_vector.ts";
import type { VectorIndex } from "./vector_index.ts";

/** Candidates of each order. */
const candidates = 40;
/** Rank fusion: how flat an order is, and how much each counts. */
interface Fusion {
  readonly rank: number;
  readonly words: number;
  readonly meaning: number;
  readonly shapes: number;
  readonly spot: number;
  readonly age: number;
}
/** Without meaning: the usual constant, and shapes nearly as good as words. */
const byText: Fusion = { rank: 60, words: 1, meaning: 0, shapes: 0.8, spot: 0.3, age: 0.3 };
/** With it: steeper, so that the second by meaning does not pass the first by being new. */
const byMeaning: Fusion = { rank: 10, words: 1, meaning: 1.2, shapes: 0.1, spot: 0.1, age: 0.1 };
/** Words of a question that are looked for, and words that say nothing. */
const maxWords = 12;
const stopWords: ReadonlySet<string> = new Set(
  "a an and are as at be by did do does for from go had has have how i in is it its me my of on or \
that the then there this to was we were what when where which who why will with you your".split(
    " ",
  ),
);
/** Half the side of the square around the robot in which episodes count as near, m. */
const nearM = 1.5;
/** Hits of one word that are looked at, the newest: a commoner word finds nothing in particular. */
const maxHits = 200;

/** The words of a question that say something. */
function wordsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const kept = [...new Set(words)].filter((word) => word.length > 1 && !stopWords.has(word));
  return kept.slice(0, maxWords);
}

/**
 * Episodes by the words they share with a question, a rare word counting more. Each word is looked
 * up alone: FTS5's own ranking visits every episode that has any of them, which takes seconds where
 * one is common.
 */
function byWords(db: Database, words: readonly string[]): number[] {
  const scores = new Map<number, number>();
  // One row of text instead of hundreds of rows of one number: three times as quick.
  const hits = db.prepare(`SELECT group_concat(rowid) AS ids FROM (
    SELECT rowid FROM episode_text WHERE episode_text MATCH ? ORDER BY rowid DESC LIMIT ?)`);
  for (const word of words) {
    const text = textIn(hits.get(`"${word}"`, maxHits), "ids");
    const ids = text === "" ? [] : text.split(",").map(Number);
    const weight = 1 / (1 + Math.sqrt(ids.length));
    for (const id of ids) scores.set(id, (scores.get(id) ?? 0) + weight);
  }
  const best = [...scores].sort((x, y) => y[1] - x[1] || y[0] - x[0]);
  return best.slice(0, candidates).map(([id]) => id);
}

function bySpot(db: Database, recall: Recall): number[] {
  const { x, y } = recall;
  if (x === null || y === null) return [];
  const rows = db.prepare(`SELECT id FROM episode_spot
    WHERE x0 <= ? AND x1 >= ? AND y0 <= ? AND y1 >= ? LIMIT ?`)
    .all(x + nearM, x - nearM, y + nearM, y - nearM, candidates);
  return rows.map((row) => numberIn(row, "id"));
}

function byAge(db: Database): number[] {
  const rows = db.prepare("SELECT id FROM episode ORDER BY at_ms DESC LIMIT ?").all(candidates);
  return rows.map((row) => numberIn(row, "id"));
}

function fuse(
  fusionRank: number,
  orders: readonly { readonly ids: readonly number[]; readonly weight: number }[],
) {
  const scores = new Map<number, number>();
  for (const { ids, weight } of orders) {
    for (const [rank, id] of ids.entries()) {
      scores.set(id, (scores.get(id) ?? 0) + weight / (fusionRank + rank));
    }
  }
  return scores;
}

function factMemory(row: Record<string, unknown>, score: number): Memory {
  return {
    id: numberIn(row, "id"),
    kind: "fact",
    text: `${textIn(row, "subject")} ${textIn(row, "predicate")} ${textIn(row, "value")}`,
    trust: trustIn(row),
    atMs: numberIn(row, "from_ms"),
    score,
  };
}

function factsByWords(db: Database, words: readonly string[], limit: number): number[] {
  if (words.length === 0) return [];
  const match = words.map((word) => `"${word}"`).join(" OR ");
  return db.prepare(`SELECT fact.id FROM fact_text JOIN fact ON fact.id = fact_text.rowid
    WHERE fact_text MATCH ? AND until_ms IS NULL ORDER BY rank LIMIT ?`).all(match, limit)
    .map((row) => numberIn(row, "id"));
}

/** What is held true now, by words and meaning; facts go before episodes of the same rank. */
function facts(
  db: Database,
  fusion: Fusion,
  words: readonly string[],
  near: readonly number[],
  limit: number,
): Memory[] {
  const scores = fuse(fusion.rank, [
    { ids: factsByWords(db, words, limit), weight: 1.5 * fusion.words },
    { ids: near, weight: fusion.meaning },
  ]);
  return [...scores].flatMap(([id, score]): Memory[] => {
    const row = db.prepare("SELECT * FROM fact WHERE id = ? AND until_ms IS NULL").get(id);
    return row === undefined ? [] : [factMemory(row, score)];
  });
}

/** Finds what belongs to a text, a place and a time, the best first. */
export function recallMemories(
  db: Database,
  index: VectorIndex,
  meanings: Meanings,
  recall: Recall,
): Memory[] {
  const words = wordsOf(recall.text);
  const vector = trigramVector(recall.text);
  const { meaning = null } = recall;
  const near = meaning === null ? [] : meanings.nearest(meaning, candidates);
  const fusion = meaning === null ? byText : byMeaning;
  const scores = fuse(fusion.rank, [
    { ids: byWords(db, words), weight: fusion.words },
    { ids: near.filter((id) => id > 0), weight: fusion.meaning },
    { ids: index.nearest(vector, candidates), weight: fusion.shapes },
    { ids: bySpot(db, recall), weight: fusion.spot },
    { ids: byAge(db), weight: fusion.age },
  ]);
  const best = [...scores].sort((a, b) => b[1] - a[1] || b[0] - a[0]).slice(0, recall.limit);
  const episodes = best.flatMap(([id, score]): Memory[] => {
    const row = db.prepare("SELECT * FROM episode WHERE id = ?").get(id);
    if (row === undefined) return [];
    return [{
      id,
      kind: "episode",
      text: textIn(row, "text"),
      trust: trustIn(row),
      atMs: numberIn(row, "at_ms"),
      score: score * (0.75 + 0.5 * numberIn(row, "importance")),
    }];
  });
  const nearFacts = near.filter((id) => id < 0).map((id) => -id);
  const all = [...facts(db, fusion, words, nearFacts, recall.limit), ...episodes];
  return all.sort((a, b) => b.score - a.score).slice(0, recall.limit);
}
