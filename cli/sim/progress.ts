/** How far a campaign is: one line on a terminal, rewritten; nothing where stderr is none. @module */

/** A progress line. */
export interface Progress {
  /** One more run has ended. */
  step(passed: boolean): void;
  /** Takes the line away, so that other text may be written. */
  clear(): void;
}

const redrawMs = 100;

function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const minutes = Math.floor(whole / 60);
  return `${minutes}:${String(whole % 60).padStart(2, "0")}`;
}

/** The line for some counts; `elapsedS` is the time so far. */
export function progressLine(
  done: number,
  total: number,
  failed: number,
  elapsedS: number,
): string {
  const share = total === 0 ? 1 : done / total;
  const etaS = done === 0 ? NaN : elapsedS / done * (total - done);
  const eta = Number.isFinite(etaS) ? `, ${clock(etaS)} left` : "";
  const bad = failed === 0 ? "" : `, ${failed} failed`;
  const perMinute = elapsedS > 0 ? Math.round(done / elapsedS * 60) : 0;
  const bar = "#".repeat(Math.floor(share * 24)).padEnd(24, ".");
  return `[${bar}] ${done}/${total}${bad}, ${perMinute} runs/min${eta}`;
}

/** A progress line for `total` runs; silent where `write` is null. */
export function createProgress(total: number, write: ((text: string) => void) | null): Progress {
  const began = performance.now();
  let done = 0;
  let failed = 0;
  let drawnMs = -Infinity;
  let shown = false;
  const clear = (): void => {
    if (shown) write?.("\r\x1b[2K");
    shown = false;
  };
  return {
    clear,
    step: (passed) => {
      done += 1;
      if (!passed) failed += 1;
      const nowMs = performance.now();
      if (write === null || nowMs - drawnMs < redrawMs) return;
      drawnMs = nowMs;
      clear();
      write(progressLine(done, total, failed, (nowMs - began) / 1000));
      shown = true;
    },
  };
}
