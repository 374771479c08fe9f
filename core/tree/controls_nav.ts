/** Nodes that Nav2 adds to BehaviorTree.CPP, so that its users' trees keep their meaning. @module */
import { failure, running, skipped, success } from "./status.ts";
import { childAt, childrenOf, port, resetChildren, type TreeRun } from "./table.ts";

/**
 * RecoveryNode: the first child; where it fails the second, and if that succeeds the first again,
 * at most `number_of_retries` times.
 */
export function tickRecovery(run: TreeRun, node: number): number {
  const { state: s } = run;
  const retries = port(run, node, 0);
  s.status[node] = running;
  for (;;) {
    const at = s.index[node] ?? 0;
    const status = run.tick(run, childAt(run, node, at));
    if (status === running) return running;
    const again = at === 0 && status === failure && (s.count[node] ?? 0) < retries;
    if (again) s.index[node] = 1;
    else if (at === 1 && status === success) {
      s.index[node] = 0;
      s.count[node] = (s.count[node] ?? 0) + 1;
      resetChildren(run, node);
    } else {
      s.index[node] = 0;
      s.count[node] = 0;
      resetChildren(run, node);
      return status;
    }
    if (run.visits >= run.mostVisits) return running;
  }
}

/** PipelineSequence: ticks all up to the farthest that was reached, again at each tick. */
export function tickPipeline(run: TreeRun, node: number): number {
  const { state: s } = run;
  const count = childrenOf(run, node);
  s.status[node] = running;
  for (let i = 0; i < count; i++) {
    const status = run.tick(run, childAt(run, node, i));
    if (status === failure) {
      s.index[node] = 0;
      resetChildren(run, node);
      return failure;
    }
    // One that runs lets those before it be ticked, and holds up only what was not reached yet.
    if (status === running && i >= (s.index[node] ?? 0)) {
      s.index[node] = i;
      return running;
    }
  }
  s.index[node] = 0;
  resetChildren(run, node);
  return success;
}

/** RoundRobin: the children in turn; success of one ends it, and the next tick begins after it. */
export function tickRoundRobin(run: TreeRun, node: number): number {
  const { state: s } = run;
  const count = childrenOf(run, node);
  s.status[node] = running;
  for (let tried = 0; tried < count; tried++) {
    const at = s.index[node] ?? 0;
    const status = run.tick(run, childAt(run, node, at));
    if (status === running) return running;
    s.index[node] = (at + 1) % count;
    if (status === success) {
      resetChildren(run, node);
      return success;
    }
    if (status === skipped) run.reset(run, childAt(run, node, at));
  }
  s.index[node] = 0;
  resetChildren(run, node);
  return failure;
}
