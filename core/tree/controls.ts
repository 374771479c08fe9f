/**
 * Nodes with several children. Above each: what it makes of its children's answers. A child that
 * is skipped counts as not being there; where all are skipped, the node is skipped.
 *
 * @module
 */
import { failure, idle, running, skipped, success } from "./status.ts";
import { childAt, childrenOf, port, resetChildren, type TreeRun } from "./table.ts";

/**
 * In order, each once; goes on at the one that ran. `goOn` is what leads to the next child and,
 * after the last, what is returned; the other answer ends it. `keeps` = the place outlives that
 * end (SequenceWithMemory).
 */
function inOrder(run: TreeRun, node: number, goOn: number, keeps: boolean): number {
  const { state: s } = run;
  const count = childrenOf(run, node);
  if (s.status[node] === idle) s.count[node] = 0;
  s.status[node] = running;
  while ((s.index[node] ?? 0) < count) {
    const at = s.index[node] ?? 0;
    const status = run.tick(run, childAt(run, node, at));
    if (status === running) return running;
    if (status === goOn || status === skipped) {
      s.index[node] = at + 1;
      if (status === skipped) s.count[node] = (s.count[node] ?? 0) + 1;
      continue;
    }
    if (!keeps) s.index[node] = 0;
    s.count[node] = 0;
    resetChildren(run, node);
    return status;
  }
  const allSkipped = s.count[node] === count;
  s.index[node] = 0;
  s.count[node] = 0;
  resetChildren(run, node);
  return allSkipped ? skipped : goOn;
}

/** Sequence: success of one leads to the next, a failure ends it and it begins anew. */
export function tickSequence(run: TreeRun, node: number): number {
  return inOrder(run, node, success, false);
}

/** SequenceWithMemory: as Sequence, but after a failure or halt it goes on where it was. */
export function tickSequenceWithMemory(run: TreeRun, node: number): number {
  return inOrder(run, node, success, true);
}

/** Fallback: failure of one leads to the next, a success ends it. */
export function tickFallback(run: TreeRun, node: number): number {
  return inOrder(run, node, failure, false);
}

/** All from the first at each tick; the one that runs ends every other that did. */
function reactive(run: TreeRun, node: number, goOn: number): number {
  const count = childrenOf(run, node);
  let allSkipped = true;
  run.state.status[node] = running;
  for (let i = 0; i < count; i++) {
    const child = childAt(run, node, i);
    const status = run.tick(run, child);
    if (status !== skipped) allSkipped = false;
    if (status === running) {
      for (let k = 0; k < count; k++) if (k !== i) run.reset(run, childAt(run, node, k));
      return running;
    }
    if (status === skipped) run.reset(run, child);
    else if (status !== goOn) {
      resetChildren(run, node);
      return status;
    }
  }
  resetChildren(run, node);
  return allSkipped ? skipped : goOn;
}

/** ReactiveSequence: the conditions before the child at work are asked again each tick. */
export function tickReactiveSequence(run: TreeRun, node: number): number {
  return reactive(run, node, success);
}

/** ReactiveFallback: what stands before the child at work is tried again each tick. */
export function tickReactiveFallback(run: TreeRun, node: number): number {
  return reactive(run, node, failure);
}

/** A threshold as written: negative counts from the end (-1 = all). */
function threshold(written: number, children: number): number {
  return written < 0 ? Math.max(0, children + written + 1) : written;
}

function clearDone(run: TreeRun, node: number): void {
  const count = childrenOf(run, node);
  for (let i = 0; i < count; i++) run.state.done[childAt(run, node, i)] = 0;
  run.state.count[node] = 0;
  run.state.failures[node] = 0;
}

/** Forgets what a Parallel or ParallelAll had counted. */
export function haltParallel(run: TreeRun, node: number): void {
  clearDone(run, node);
}

function endParallel(run: TreeRun, node: number, status: number): number {
  clearDone(run, node);
  resetChildren(run, node);
  return status;
}

/**
 * Parallel: all at once. Success with `success_count` (-1 = all) of them, failure with
 * `failure_count` or once the successes can no longer be reached; then those that run are ended.
 */
export function tickParallel(run: TreeRun, node: number): number {
  const { state: s } = run;
  const count = childrenOf(run, node);
  const written = port(run, node, 0);
  const needed = threshold(written, count);
  const allowed = threshold(port(run, node, 1), count);
  s.status[node] = running;
  let left = 0;
  for (let i = 0; i < count; i++) {
    const child = childAt(run, node, i);
    if (s.done[child] === 0) {
      const status = run.tick(run, child);
      if (status === skipped) left += 1;
      if (status === success || status === failure) s.done[child] = 1;
      if (status === success) s.count[node] = (s.count[node] ?? 0) + 1;
      if (status === failure) s.failures[node] = (s.failures[node] ?? 0) + 1;
    }
    const good = s.count[node] ?? 0;
    const bad = s.failures[node] ?? 0;
    const reached = good >= needed || (written < 0 && good + left >= needed);
    // With nothing but skipped children so far nothing was reached: the last word is below.
    if (reached && left < count) return endParallel(run, node, success);
    if (count - bad < needed || bad === allowed) return endParallel(run, node, failure);
  }
  return left === count ? skipped : running;
}

/**
 * ParallelAll: waits until every child has ended; failure with `max_failures` (-1 = all) failures
 * or more.
 */
export function tickParallelAll(run: TreeRun, node: number): number {
  const { state: s } = run;
  const count = childrenOf(run, node);
  s.status[node] = running;
  let left = 0;
  let ended = 0;
  for (let i = 0; i < count; i++) {
    const child = childAt(run, node, i);
    if (s.done[child] === 0) {
      const status = run.tick(run, child);
      if (status === skipped) left += 1;
      if (status === success || status === failure) s.done[child] = 1;
      if (status === failure) s.failures[node] = (s.failures[node] ?? 0) + 1;
    }
    if (s.done[child] === 1) ended += 1;
  }
  if (left === count) return skipped;
  if (left + ended < count) return running;
  const failed = (s.failures[node] ?? 0) >= threshold(port(run, node, 0), count);
  return endParallel(run, node, failed ? failure : success);
}

/** IfThenElse: the condition is asked once, then its branch is ticked until it ends. */
export function tickIfThenElse(run: TreeRun, node: number): number {
  const { state: s } = run;
  s.status[node] = running;
  if (s.index[node] === 0) {
    const status = run.tick(run, childAt(run, node, 0));
    if (status === running) return running;
    const hasElse = childrenOf(run, node) === 3;
    if (status === skipped || (status === failure && !hasElse)) {
      resetChildren(run, node);
      return status;
    }
    s.index[node] = status === success ? 1 : 2;
  }
  const status = run.tick(run, childAt(run, node, s.index[node] ?? 1));
  if (status === running) return running;
  s.index[node] = 0;
  resetChildren(run, node);
  return status;
}

/** WhileDoElse: the condition is asked at each tick, and a change ends the other branch. */
export function tickWhileDoElse(run: TreeRun, node: number): number {
  run.state.status[node] = running;
  const hasElse = childrenOf(run, node) === 3;
  const condition = run.tick(run, childAt(run, node, 0));
  if (condition === running) return running;
  let status = condition;
  if (condition === success) {
    if (hasElse) run.reset(run, childAt(run, node, 2));
    status = run.tick(run, childAt(run, node, 1));
  } else if (condition === failure && hasElse) {
    run.reset(run, childAt(run, node, 1));
    status = run.tick(run, childAt(run, node, 2));
  }
  if (status === running) return running;
  resetChildren(run, node);
  return status;
}

/** Switch2..6: the child of the case that equals the variable, else the last; a change ends the old one. */
export function tickSwitch(run: TreeRun, node: number): number {
  const { state: s } = run;
  const cases = childrenOf(run, node) - 1;
  const value = port(run, node, 0);
  let match = cases;
  for (let i = cases - 1; i >= 0; i--) if (port(run, node, i + 1) === value) match = i;
  s.status[node] = running;
  // `index` is the child at work plus one; 0 = none.
  const before = (s.index[node] ?? 0) - 1;
  if (before >= 0 && before !== match) run.reset(run, childAt(run, node, before));
  const status = run.tick(run, childAt(run, node, match));
  s.index[node] = status === running ? match + 1 : 0;
  if (status !== running) resetChildren(run, node);
  return status;
}
