/**
 * The control words of a robot process: single atomic integers that any thread may read at any
 * moment. A stop has a word of its own, so that no full ring or busy lane can lose it.
 *
 * @module
 */

/** Every word, by its index in the table. Append only within one build: threads share it. */
export const wordNames = [
  /**
   * Counts presses of the E-stop. The kernel reads it first in every tick, HAL workers before
   * every write; the robot is stopped while it differs from `stopCleared`. A count, not a flag: a
   * press between the kernel's look and a reset cannot be lost.
   */
  "stop",
  /** The count of presses that a reset has cleared; written by the kernel. */
  "stopCleared",
  /** 1 = HAL workers go to their safe state and stay there: the end of the process. */
  "halt",
  /** 1 = every worker ends its loop. */
  "quit",
  /** 1 = the recorder closes its file with an index and says so in `recorderClosed`. */
  "closeRecording",
  "recorderClosed",
  /** Counts requests to write the black box. */
  "snapshotAsked",
  /** Counts requests to write the map in the making; the last one that the recorder answered. */
  "mapAsked",
  "mapAnswered",
  /** What came of that request: 1 written, 2 nothing was seen yet, 3 it could not be written. */
  "mapState",
  /** Ticks made by the kernel; HAL workers sleep on it. */
  "tick",
  /** Signs of life: each thread adds one to its own. */
  "beatKernel",
  "beatHal",
  "beatRecorder",
  "beatOperator",
  "beatLink",
  "beatNavigation",
  "beatSupervisor",
  "beatServer",
  /** 1 = the mind is there and answers; written by the link. */
  "mindUp",
  /** Mind heartbeats and lease renewals received; written by the link. */
  "mindBeats",
  "mindLeases",
  /** Operator heartbeats; written by the operator worker. */
  "operatorBeats",
  /** 1 = the HAL worker's driver is active; 2 = failed. */
  "halState",
  /** Ticks that came late, and the worst lateness, us. */
  "lateTicks",
  "latenessMaxUs",
  /** Number of the drill that is asked for (drills.ts); 0 = none. */
  "drill",
  /** 1 = the kernel's loop has ended. */
  "kernelEnded",
  /** Breaches of an invariant that the kernel found in itself. */
  "violations",
  /** 1 = the recorder writes; 2 = it has a fault. */
  "recorderState",
  /** What viewers want of the recorder: 0 nothing, 1 what can be drawn, 2 everything. */
  "viewersWant",
  /** Counts requests to say all last values once more. */
  "viewersAsk",
  /** 1 = real-time scheduling was granted to the kernel thread; 2 = asked for and refused. */
  "realtime",
] as const;

/** A word by name. */
export type WordName = typeof wordNames[number];

/** Bytes of the table. */
export const wordsBytes = 4 * wordNames.length;

/** The words in shared memory. */
export interface Words {
  get(name: WordName): number;
  set(name: WordName, value: number): void;
  /** Adds one; returns the value after it. */
  count(name: WordName): number;
  /** Sleeps until the word differs from `seen` or `timeoutMs` passed. Not for event-loop threads. */
  wait(name: WordName, seen: number, timeoutMs: number): void;
  /** Sets a word and wakes who sleeps on it. */
  wake(name: WordName, value: number): void;
}

/** Opens the words. */
export function openWords(memory: SharedArrayBuffer, offset: number): Words {
  const cell = new Int32Array(memory, offset, wordNames.length);
  const indexOf = Object.fromEntries(wordNames.map((name, index) => [name, index])) as Record<
    WordName,
    number
  >;
  return {
    get: (name) => Atomics.load(cell, indexOf[name]),
    set: (name, value) => void Atomics.store(cell, indexOf[name], value),
    count: (name) => (Atomics.add(cell, indexOf[name], 1) + 1) | 0,
    wait: (name, seen, timeoutMs) => void Atomics.wait(cell, indexOf[name], seen, timeoutMs),
    wake: (name, value) => {
      Atomics.store(cell, indexOf[name], value);
      Atomics.notify(cell, indexOf[name]);
    },
  };
}
