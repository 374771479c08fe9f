/** All episode vectors in memory, packed: a plain pass over 100,000 takes a few ms. @module */
import { type Database, numberIn } from "./database.ts";
import { innerProduct, vectorSize } from "./trigram_vector.ts";

/** The vectors by the number of their episode. */
export interface VectorIndex {
  add(id: number, vector: Int8Array): void;
  remove(id: number): void;
  /** Numbers of the nearest episodes, the nearest first. */
  nearest(vector: Int8Array, limit: number): number[];
}

interface State {
  ids: Float64Array;
  table: Int8Array;
  count: number;
  readonly slots: Map<number, number>;
}

const firstCapacity = 1024;

function grow(s: State): void {
  const ids = new Float64Array(s.ids.length * 2);
  const table = new Int8Array(s.table.length * 2);
  ids.set(s.ids);
  table.set(s.table);
  s.ids = ids;
  s.table = table;
}

function add(s: State, id: number, vector: Int8Array): void {
  if (s.count === s.ids.length) grow(s);
  s.ids[s.count] = id;
  s.table.set(vector, s.count * vectorSize);
  s.slots.set(id, s.count);
  s.count += 1;
}

/** The last one takes the place of the one that goes. */
function remove(s: State, id: number): void {
  const slot = s.slots.get(id);
  if (slot === undefined) return;
  s.count -= 1;
  const last = s.ids[s.count] ?? 0;
  s.ids[slot] = last;
  s.table.copyWithin(slot * vectorSize, s.count * vectorSize, (s.count + 1) * vectorSize);
  s.slots.set(last, slot);
  s.slots.delete(id);
}

function nearest(s: State, vector: Int8Array, limit: number): number[] {
  const best: { id: number; score: number }[] = [];
  let worst = 0;
  for (let slot = 0; slot < s.count; slot++) {
    const score = innerProduct(vector, s.table, slot);
    if (score <= worst) continue;
    best.push({ id: s.ids[slot] ?? 0, score });
    if (best.length < 4 * limit) continue;
    best.sort((a, b) => b.score - a.score);
    best.length = limit;
    worst = best[limit - 1]?.score ?? 0;
  }
  return best.sort((a, b) => b.score - a.score).slice(0, limit).map((one) => one.id);
}

/** Reads all vectors of a database. */
export function loadVectors(db: Database): VectorIndex {
  const s: State = {
    ids: new Float64Array(firstCapacity),
    table: new Int8Array(firstCapacity * vectorSize),
    count: 0,
    slots: new Map(),
  };
  for (const row of db.prepare("SELECT id, vector FROM episode").iterate()) {
    const vector = row["vector"];
    if (vector instanceof Uint8Array && vector.length === vectorSize) {
      add(s, numberIn(row, "id"), new Int8Array(vector.buffer, vector.byteOffset, vector.length));
    }
  }
  return {
    add: (id, vector) => add(s, id, vector),
    remove: (id) => remove(s, id),
    nearest: (vector, limit) => nearest(s, vector, limit),
  };
}
