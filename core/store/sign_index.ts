/**
 * Long vectors as the signs of their numbers against the mean of all: a bit each. Vectors of a
 * model lie in one narrow cone, so that without the mean most signs would be the same.
 *
 * @module
 */
import { bits } from "./vector_index.ts";

/** The signs by the number of their memory. */
export interface SignIndex {
  add(id: number, vector: Int8Array): void;
  remove(id: number): void;
  /** Numbers of the memories whose signs differ least, in no order. */
  nearest(vector: Int8Array, limit: number): number[];
  count(): number;
}

interface State {
  readonly mean: Float64Array;
  /** Words of 32 signs a vector. */
  readonly words: number;
  ids: Float64Array;
  signs: Int32Array;
  count: number;
  readonly slots: Map<number, number>;
}

/** Numbers of a vector whose signs are kept; the rest are left to the cosine. */
const mostSigns = 1024;
const firstCapacity = 256;

function signsOf(s: State, vector: Int8Array, into: Int32Array, at: number): void {
  for (let word = 0; word < s.words; word++) {
    let value = 0;
    for (let bit = 0; bit < 32; bit++) {
      const i = 32 * word + bit;
      if ((vector[i] ?? 0) > (s.mean[i] ?? 0)) value |= 1 << bit;
    }
    into[at + word] = value;
  }
}

function grow(s: State): void {
  const ids = new Float64Array(2 * s.ids.length);
  const signs = new Int32Array(2 * s.signs.length);
  ids.set(s.ids);
  signs.set(s.signs);
  s.ids = ids;
  s.signs = signs;
}

function remove(s: State, id: number): void {
  const slot = s.slots.get(id);
  if (slot === undefined) return;
  s.count -= 1;
  const last = s.ids[s.count] ?? 0;
  s.ids[slot] = last;
  s.signs.copyWithin(slot * s.words, s.count * s.words, (s.count + 1) * s.words);
  s.slots.set(last, slot);
  s.slots.delete(id);
}

function add(s: State, id: number, vector: Int8Array): void {
  remove(s, id);
  if (s.count === s.ids.length) grow(s);
  s.ids[s.count] = id;
  signsOf(s, vector, s.signs, s.count * s.words);
  s.slots.set(id, s.count);
  s.count += 1;
}

function nearest(s: State, vector: Int8Array, limit: number): number[] {
  const wanted = new Int32Array(s.words);
  signsOf(s, vector, wanted, 0);
  const differ = new Uint16Array(s.count);
  const histogram = new Uint32Array(32 * s.words + 1);
  for (let slot = 0; slot < s.count; slot++) {
    let d = 0;
    const base = slot * s.words;
    for (let word = 0; word < s.words; word++) {
      d += bits((s.signs[base + word] ?? 0) ^ (wanted[word] ?? 0));
    }
    differ[slot] = d;
    histogram[d] = (histogram[d] ?? 0) + 1;
  }
  let most = 0;
  for (let sum = histogram[0] ?? 0; sum < limit && most < 32 * s.words;) {
    most += 1;
    sum += histogram[most] ?? 0;
  }
  const ids: number[] = [];
  // The newest first: among equals the older ones are left out.
  for (let slot = s.count - 1; slot >= 0 && ids.length < 2 * limit; slot--) {
    if ((differ[slot] ?? 0) <= most) ids.push(s.ids[slot] ?? 0);
  }
  return ids;
}

/** Makes an index of vectors as long as their mean; one without numbers takes them all as equal. */
export function createSignIndex(mean: Float64Array): SignIndex {
  const words = Math.ceil(Math.min(mostSigns, mean.length) / 32);
  const s: State = {
    mean,
    words,
    ids: new Float64Array(firstCapacity),
    signs: new Int32Array(words * firstCapacity),
    count: 0,
    slots: new Map(),
  };
  return {
    add: (id, vector) => add(s, id, vector),
    remove: (id) => remove(s, id),
    nearest: (vector, limit) => nearest(s, vector, limit),
    count: () => s.count,
  };
}

/** The mean of vectors, as they come. */
export interface Mean {
  add(vector: Int8Array): void;
  value(): Float64Array;
}

/** Makes a mean of nothing yet; vectors of another length than the first are left out. */
export function createMean(): Mean {
  const s: { sums: Float64Array; count: number } = { sums: new Float64Array(0), count: 0 };
  return {
    add: (vector) => {
      if (s.count === 0) s.sums = new Float64Array(vector.length);
      if (vector.length !== s.sums.length) return;
      s.count += 1;
      for (let i = 0; i < vector.length; i++) s.sums[i] = (s.sums[i] ?? 0) + (vector[i] ?? 0);
    },
    value: () => s.sums.map((sum) => sum / Math.max(1, s.count)),
  };
}
