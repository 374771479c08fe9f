/** Nodes with one child. Above each: what it makes of the child's answer. @module */
import { failure, idle, running, skipped, success } from "./status.ts";
import { childAt, port, type TreeRun } from "./table.ts";

const nsPerMs = 1e6;

/** Ticks the child and forgets it where it ended, or was skipped. */
function once(run: TreeRun, node: number): number {
  run.state.status[node] = running;
  const child = childAt(run, node, 0);
  const status = run.tick(run, child);
  if (status !== running) run.reset(run, child);
  return status;
}

/** SubTree, and every wrapper that changes nothing. */
export function tickPass(run: TreeRun, node: number): number {
  return once(run, node);
}

/** Inverter: success and failure trade places. */
export function tickInverter(run: TreeRun, node: number): number {
  const status = once(run, node);
  return status === success ? failure : status === failure ? success : status;
}

/** ForceSuccess: whatever ended, ended well. */
export function tickForceSuccess(run: TreeRun, node: number): number {
  const status = once(run, node);
  return status === failure ? success : status;
}

/** ForceFailure: whatever ended, ended badly. */
export function tickForceFailure(run: TreeRun, node: number): number {
  const status = once(run, node);
  return status === success ? failure : status;
}

/** KeepRunningUntilFailure: running until the child fails. */
export function tickKeepRunning(run: TreeRun, node: number): number {
  return once(run, node) === failure ? failure : running;
}

/**
 * Ticks the child again and again within the tick until it ends with `stop`, or `most` times (-1 =
 * no end); a loop that would take too long goes on at the next tick.
 */
function loop(run: TreeRun, node: number, most: number, again: number): number {
  const { state: s } = run;
  s.status[node] = running;
  // A bound that is no number (its entry was never written) is none.
  if (most !== most) return failure;
  while (most < 0 || (s.count[node] ?? 0) < most) {
    const child = childAt(run, node, 0);
    const status = run.tick(run, child);
    if (status === running) return running;
    run.reset(run, child);
    if (status === skipped) return skipped;
    if (status !== again) {
      s.count[node] = 0;
      return status;
    }
    s.count[node] = (s.count[node] ?? 0) + 1;
    if (run.visits >= run.mostVisits) return running;
  }
  s.count[node] = 0;
  return again;
}

/** RetryUntilSuccessful: again after a failure, at most `num_attempts` times in all. */
export function tickRetry(run: TreeRun, node: number): number {
  return loop(run, node, port(run, node, 0), failure);
}

/** Repeat: again after a success, `num_cycles` times; a failure ends it. */
export function tickRepeat(run: TreeRun, node: number): number {
  return loop(run, node, port(run, node, 0), success);
}

/** Timeout: ends a child that runs longer than `msec`, and fails; 0 = never. */
export function tickTimeout(run: TreeRun, node: number): number {
  const { state: s } = run;
  const child = childAt(run, node, 0);
  if (s.status[node] !== running) s.sinceNs[node] = run.nowNs;
  s.status[node] = running;
  const msec = port(run, node, 0);
  const over = msec > 0 && run.nowNs - (s.sinceNs[node] ?? 0) >= msec * nsPerMs;
  if (over && s.status[child] === running) {
    run.reset(run, child);
    return failure;
  }
  return once(run, node);
}

/** Delay: ticks the child after `delay_msec`. */
export function tickDelay(run: TreeRun, node: number): number {
  const { state: s } = run;
  if (s.status[node] !== running) s.sinceNs[node] = run.nowNs;
  s.status[node] = running;
  const delayNs = port(run, node, 0) * nsPerMs;
  // Not "<": a delay that is no number waits for ever rather than not at all.
  if (!(run.nowNs - (s.sinceNs[node] ?? 0) >= delayNs)) return running;
  return once(run, node);
}

/** RunOnce: once in the life of the tree; later skipped, or (`then_skip` false) its answer again. */
export function tickRunOnce(run: TreeRun, node: number): number {
  const { state: s } = run;
  const answer = s.count[node] ?? 0;
  if (answer !== 0) return port(run, node, 0) !== 0 ? skipped : answer;
  const status = once(run, node);
  if (status === success || status === failure) s.count[node] = status;
  return status;
}

/** RateController (Nav2): ticks the child at most `hz` times a second, and while it runs. */
export function tickRate(run: TreeRun, node: number): number {
  const { state: s } = run;
  const child = childAt(run, node, 0);
  const first = s.status[node] === idle;
  s.status[node] = running;
  const waited = (run.nowNs - (s.sinceNs[node] ?? 0)) * port(run, node, 0) >= 1e9;
  if (!first && !waited && s.status[child] !== running) return running;
  const status = run.tick(run, child);
  if (first || status === success) s.sinceNs[node] = run.nowNs;
  if (status !== running) run.reset(run, child);
  return status;
}
