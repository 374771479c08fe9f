/**
 * A line of samples under way: bounded, ordered by delivery time, with slots that are reused. A
 * full line drops its oldest sample, as a full device buffer does.
 *
 * @module
 */

/** A ring of reusable slots. */
export interface DelayLine<T> {
  readonly slots: T[];
  readonly dueNs: Float64Array;
  first: number;
  count: number;
}

/** Makes a line of `capacity` slots. */
export function createDelayLine<T>(capacity: number, make: () => T): DelayLine<T> {
  return {
    slots: Array.from({ length: capacity }, make),
    dueNs: new Float64Array(capacity),
    first: 0,
    count: 0,
  };
}

/** Moves the last sample before those that arrive after it; equal times keep their order. */
function settle<T>(line: DelayLine<T>): void {
  const capacity = line.slots.length;
  for (let k = line.count - 1; k > 0; k--) {
    const here = (line.first + k) % capacity;
    const before = (line.first + k - 1) % capacity;
    const due = line.dueNs[here] ?? 0;
    const dueBefore = line.dueNs[before] ?? 0;
    const slot = line.slots[here];
    const slotBefore = line.slots[before];
    if (dueBefore <= due || slot === undefined || slotBefore === undefined) return;
    line.dueNs[here] = dueBefore;
    line.dueNs[before] = due;
    line.slots[here] = slotBefore;
    line.slots[before] = slot;
  }
}

/** The slot to fill for a sample that arrives at `dueNs`. */
export function pushSlot<T>(line: DelayLine<T>, dueNs: number): T {
  const capacity = line.slots.length;
  if (line.count === capacity) {
    line.first = (line.first + 1) % capacity;
    line.count -= 1;
  }
  const index = (line.first + line.count) % capacity;
  line.dueNs[index] = dueNs;
  line.count += 1;
  const slot = line.slots[index];
  if (slot === undefined) throw new Error("Invariant broken: a delay line has a slot");
  settle(line);
  return slot;
}

/** The last sample that has arrived by `nowNs`, and those before it gone; null where none has. */
export function takeNewest<T>(line: DelayLine<T>, nowNs: number): T | null {
  let newest: T | null = null;
  while (line.count > 0 && (line.dueNs[line.first] ?? Infinity) <= nowNs) {
    newest = line.slots[line.first] ?? null;
    line.first = (line.first + 1) % line.slots.length;
    line.count -= 1;
  }
  return newest;
}
