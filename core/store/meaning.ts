/**
 * Vectors of meaning, made by a model outside: one for each memory, with the name of the model
 * that made it. Only vectors of one model can be compared, so that another model begins anew.
 * Episodes are kept under their number, facts under the negative of theirs.
 *
 * A pass over the signs of all vectors finds a few hundred candidates (sign_index.ts); those are
 * read whole and put into order by their cosine.
 *
 * @module
 */
import { type Database, numberIn, textIn } from "./database.ts";
import type { Meaning, MeaningRow, MissingMeaning } from "./protocol.ts";
import { createMean, createSignIndex, type SignIndex } from "./sign_index.ts";

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
  /** The model whose index is in memory; "" before the first question. */
  model: string;
  index: SignIndex;
  /** Every episode up to this one has its vector. */
  completeTo: number;
  /** Vectors when the index was built last: their mean is what signs are taken against. */
  builtCount: number;
}

/** Memories whose whole vectors are read. */
const candidates = 400;
/** The mean of so many vectors is theirs all: the index is not built anew beyond. */
const steadyCount = 20_000;

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

function bytesIn(row: Record<string, unknown> | undefined): Int8Array | null {
  const blob = row?.["vector"];
  return blob instanceof Uint8Array
    ? new Int8Array(blob.buffer, blob.byteOffset, blob.length)
    : null;
}

function unsigned(bytes: Int8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Builds the index from all vectors of a model. */
function build(s: State, model: string): void {
  s.model = model;
  const all = "SELECT id, vector FROM meaning WHERE model = ?";
  const mean = createMean();
  for (const row of s.db.prepare(all).iterate(model)) {
    const bytes = bytesIn(row);
    if (bytes !== null) mean.add(bytes);
  }
  s.index = createSignIndex(mean.value());
  for (const row of s.db.prepare(all).iterate(model)) {
    const bytes = bytesIn(row);
    if (bytes !== null) s.index.add(numberIn(row, "id"), bytes);
  }
  s.builtCount = s.index.count();
}

function use(s: State, model: string): void {
  const count = s.index.count();
  const isStale = count <= steadyCount && count >= 2 * s.builtCount && count > 0;
  if (s.model === model && !isStale) return;
  if (s.model !== model) s.completeTo = 0;
  build(s, model);
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
  const whole = rows.map(({ id, vector }) => ({ id, bytes: packed(vector) }));
  // A vector can be made again: it is not worth waiting for the disk.
  s.db.transact(() => {
    const put = s.db.prepare("INSERT OR REPLACE INTO meaning VALUES (?, ?, ?)");
    for (const one of whole) put.run(one.id, model, unsigned(one.bytes));
  }, "later");
  for (const one of whole) s.index.add(one.id, one.bytes);
  return whole.length;
}

function nearest(s: State, { model, vector }: Meaning, limit: number): number[] {
  use(s, model);
  const wanted = packed(vector);
  const read = s.db.prepare("SELECT vector FROM meaning WHERE id = ?");
  const scored = s.index.nearest(wanted, candidates).flatMap((id) => {
    const bytes = bytesIn(read.get(id));
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
    index: createSignIndex(new Float64Array(0)),
    completeTo: 0,
    builtCount: 0,
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
