/**
 * Vectors of meaning, made by a model outside: one for each memory, with the name of the model
 * that made it. Only vectors of one model can be compared, so that another model begins anew.
 * Episodes are kept under their number, facts under the negative of theirs.
 *
 * A pass over sketches (64 numbers, a fixed random projection) finds a few hundred candidates;
 * those are read whole and put into order by their cosine.
 *
 * @module
 */
import { type Database, numberIn, textIn } from "./database.ts";
import type { Meaning, MeaningRow, MissingMeaning } from "./protocol.ts";
import { vectorSize } from "./trigram_vector.ts";
import { createVectorIndex, type VectorIndex } from "./vector_index.ts";

/** The meanings of a store. */
export interface Meanings {
  /** Memories without a vector of this model, the newest first. */
  missing(model: string, limit: number): MissingMeaning[];
  add(model: string, rows: readonly MeaningRow[]): number;
  /** Forgets the vectors of episodes that were removed. */
  remove(episodes: readonly number[]): void;
  /** Numbers of the nearest memories, the nearest first; facts are negative. */
  nearest(meaning: Meaning, limit: number): number[];
}

interface State {
  readonly db: Database;
  /** The model whose sketches are in memory; "" before the first question. */
  model: string;
  index: VectorIndex;
  /** Every episode up to this one has its vector. */
  completeTo: number;
  /** The projection for vectors of the length that came last. */
  signs: Int8Array;
}

/** Memories whose whole vectors are read. */
const candidates = 200;

/** The signs with which `numbers` of a vector go into its sketch, one row a number. */
function projection(numbers: number): Int8Array {
  return Int8Array.from({ length: numbers * vectorSize }, (_item, index) => {
    let h = Math.imul(index + 1, 0x9e3779b1);
    h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
    return ((h ^ (h >>> 13)) & 1) === 0 ? 1 : -1;
  });
}

function sketch(s: State, vector: Int8Array): Int8Array {
  const rows = vector.length * vectorSize;
  if (s.signs.length !== rows) s.signs = projection(vector.length);
  const { signs } = s;
  const sums = new Float64Array(vectorSize);
  for (let i = 0; i < rows; i++) {
    const j = i & (vectorSize - 1);
    sums[j] = (sums[j] ?? 0) + (vector[(i - j) / vectorSize] ?? 0) * (signs[i] ?? 0);
  }
  return packed(sums);
}

/** Numbers as bytes, the largest as 127: a cosine needs no scale. */
function packed(vector: ArrayLike<number>): Int8Array {
  let largest = 0;
  for (let i = 0; i < vector.length; i++) largest = Math.max(largest, Math.abs(vector[i] ?? 0));
  const scale = largest > 0 ? 127 / largest : 0;
  return Int8Array.from(vector, (value) => Math.round(value * scale));
}

function cosine(a: Int8Array, b: Int8Array): number {
  let dot = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i] ?? 0;
    const y = b[i] ?? 0;
    dot += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa > 0 && bb > 0 ? dot / Math.sqrt(aa * bb) : 0;
}

function bytesIn(
  row: Record<string, unknown> | undefined,
  column: "sketch" | "vector",
): Int8Array | null {
  const blob = row?.[column];
  return blob instanceof Uint8Array
    ? new Int8Array(blob.buffer, blob.byteOffset, blob.length)
    : null;
}

function unsigned(bytes: Int8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Puts the sketches of a model into memory. */
function use(s: State, model: string): void {
  if (s.model === model) return;
  s.model = model;
  s.index = createVectorIndex();
  s.completeTo = 0;
  for (const row of s.db.prepare("SELECT id, sketch FROM meaning WHERE model = ?").iterate(model)) {
    const bytes = bytesIn(row, "sketch");
    if (bytes !== null) s.index.add(numberIn(row, "id"), bytes);
  }
}

function missing(s: State, model: string, limit: number): MissingMeaning[] {
  use(s, model);
  const lacks = "NOT EXISTS (SELECT 1 FROM meaning WHERE meaning.id = own.id AND model = ?)";
  const episodes = s.db.prepare(`SELECT id, text FROM episode AS own WHERE id > ? AND ${lacks}
    ORDER BY id DESC LIMIT ?`).all(s.completeTo, model, limit);
  if (episodes.length === 0) {
    s.completeTo = numberIn(s.db.prepare("SELECT max(id) AS id FROM episode").get(), "id");
  }
  const facts = s.db.prepare(`SELECT id, text FROM (SELECT -id AS id,
      subject || ' ' || predicate || ' ' || value AS text FROM fact WHERE until_ms IS NULL) AS own
    WHERE ${lacks} ORDER BY id LIMIT ?`).all(model, limit);
  return [...facts, ...episodes].slice(0, limit)
    .map((row) => ({ id: numberIn(row, "id"), text: textIn(row, "text") }));
}

function add(s: State, model: string, rows: readonly MeaningRow[]): number {
  use(s, model);
  const whole = rows.map(({ id, vector }) => {
    const bytes = packed(vector);
    return { id, bytes, sketch: sketch(s, bytes) };
  });
  // A vector can be made again: it is not worth waiting for the disk.
  s.db.transact(() => {
    const put = s.db.prepare("INSERT OR REPLACE INTO meaning VALUES (?, ?, ?, ?)");
    for (const one of whole) put.run(one.id, model, unsigned(one.sketch), unsigned(one.bytes));
  }, "later");
  for (const one of whole) s.index.add(one.id, one.sketch);
  return whole.length;
}

function nearest(s: State, { model, vector }: Meaning, limit: number): number[] {
  use(s, model);
  const wanted = packed(vector);
  const read = s.db.prepare("SELECT vector FROM meaning WHERE id = ?");
  const scored = s.index.nearest(sketch(s, wanted), candidates).flatMap((id) => {
    const bytes = bytesIn(read.get(id), "vector");
    return bytes === null || bytes.length !== wanted.length
      ? []
      : [{ id, score: cosine(wanted, bytes) }];
  });
  scored.sort((a, b) => b.score - a.score || b.id - a.id);
  return scored.slice(0, limit).map(({ id }) => id);
}

/** Makes the meanings of a database; nothing is read before the first question. */
export function createMeanings(db: Database): Meanings {
  const s: State = {
    db,
    model: "",
    index: createVectorIndex(),
    completeTo: 0,
    signs: new Int8Array(0),
  };
  return {
    missing: (model, limit) => missing(s, model, limit),
    add: (model, rows) => add(s, model, rows),
    remove: (episodes) => {
      for (const id of episodes) {
        db.prepare("DELETE FROM meaning WHERE id = ?").run(id);
        s.index.remove(id);
      }
    },
    nearest: (meaning, limit) => nearest(s, meaning, limit),
  };
}
