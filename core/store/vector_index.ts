/**
 * All episode vectors in memory, packed, with the signs of each as 64 bits: a pass over the bits
 * finds a few hundred that are near, and only those are multiplied out.
 *
 * @module
 */
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
  /** Two words of sign bits for each vector. */
  signs: Int32Array;
  count: number;
  readonly slots: Map<number, number>;
}

const firstCapacity = 1024;

function grow(s: State): void {
  const ids = new Float64Array(s.ids.length * 2);
  const table = new Int8Array(s.table.length * 2);
  const signs = new Int32Array(s.signs.length * 2);
  ids.set(s.ids);
  table.set(s.table);
  signs.set(s.signs);
  s.ids = ids;
  s.signs = signs;
  s.table = table;
}

function add(s: State, id: number, vector: Int8Array): void {
  remove(s, id);
  if (s.count === s.ids.length) grow(s);
  s.ids[s.count] = id;
  s.table.set(vector, s.count * vectorSize);
  s.signs.set(signsOf(vector), 2 * s.count);
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
  s.signs.copyWithin(2 * slot, 2 * s.count, 2 * s.count + 2);
  s.slots.set(last, slot);
  s.slots.delete(id);
}

/** Vectors that are multiplied out: those whose signs agree most. */
const shortlist = 400;

function signsOf(vector: Int8Array): [number, number] {
  let low = 0;
  let high = 0;
  for (let i = 0; i < 32; i++) {
    if ((vector[i] ?? 0) > 0) low |= 1 << i;
    if ((vector[i + 32] ?? 0) > 0) high |= 1 << i;
  }
  return [low, high];
}

/** Bits that are set in a 32-bit word (Hacker's Delight, 5-2). */
export function bits(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The slots whose signs differ least, at least `shortlist` of them where there are so many. */
function nearSigns(s: State, vector: Int8Array): number[] {
  const [low, high] = signsOf(vector);
  const differ = new Uint8Array(s.count);
  const histogram = new Uint32Array(vectorSize + 1);
  for (let slot = 0; slot < s.count; slot++) {
    const d = bits((s.signs[2 * slot] ?? 0) ^ low) + bits((s.signs[2 * slot + 1] ?? 0) ^ high);
    differ[slot] = d;
    histogram[d] = (histogram[d] ?? 0) + 1;
  }
  let most = 0;
  for (let sum = histogram[0] ?? 0; sum < shortlist && most < vectorSize;) {
    most += 1;
    sum += histogram[most] ?? 0;
  }
  const slots: number[] = [];
  // The newest first: among equals the older ones are left out.
  for (let slot = s.count - 1; slot >= 0 && slots.length < 2 * shortlist; slot--) {
    if ((differ[slot] ?? vectorSize) <= most) slots.push(slot);
  }
  return slots;
}

function nearest(s: State, vector: Int8Array, limit: number): number[] {
  const scored = nearSigns(s, vector).map((slot) => ({
    id: s.ids[slot] ?? 0,
    score: innerProduct(vector, s.table, slot),
  }));
  return scored.filter((one) => one.score > 0).sort((a, b) => b.score - a.score || b.id - a.id)
    .slice(0, limit).map((one) => one.id);
}

/** Makes an empty index. */
export function createVectorIndex(): VectorIndex {
  const s: State = {
    ids: new Float64Array(firstCapacity),
    table: new Int8Array(firstCapacity * vectorSize),
    signs: new Int32Array(2 * firstCapacity),
    count: 0,
    slots: new Map(),
  };
  return {
    add: (id, vector) => add(s, id, vector),
    remove: (id) => remove(s, id),
    nearest: (vector, limit) => nearest(s, vector, limit),
  };
}

/** Reads the vectors of all episodes. */
export function loadVectors(db: Database): VectorIndex {
  const index = createVectorIndex();
  for (const row of db.prepare("SELECT id, vector FROM episode").iterate()) {
    const vector = row["vector"];
    if (vector instanceof Uint8Array && vector.length === vectorSize) {
      index.add(
        numberIn(row, "id"),
        new Int8Array(vector.buffer, vector.byteOffset, vector.length),
      );
    }
  }
  return index;
}
