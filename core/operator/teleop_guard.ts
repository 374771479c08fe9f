/**
 * Guards a stream of teleop frames: each counts up, none may have been held up on its way, and
 * after a stop the stick must have been let go once before it drives again (FAULTS.md O06).
 *
 * @module
 */
import { fail, ok, type Result } from "core/fault.ts";

/** One connection's stream. */
export interface TeleopGuard {
  lastSeq: number;
  /** Smallest difference of arrival and sending clock seen, ms: a frame above it was late. */
  offsetMs: number;
  /** True while the last frame asked for motion. */
  deflected: boolean;
  mustCentre: boolean;
}

/** The fields of a frame that are judged. */
export interface TeleopFrame {
  readonly seq: number;
  readonly linearMps: number;
  readonly angularRadps: number;
  readonly lateralMps?: number;
  readonly sentMs?: number | undefined;
}

/** A frame that was longer on its way than this is refused, ms (FAULTS.md section 1). */
export const staleFrameMs = 500;

/** The guard of a new connection. */
export function createTeleopGuard(): TeleopGuard {
  return { lastSeq: 0, offsetMs: Infinity, deflected: false, mustCentre: false };
}

/** Something stopped the robot: a stick that is held does nothing until it was let go. */
export function stopStream(guard: TeleopGuard): void {
  if (guard.deflected) guard.mustCentre = true;
  guard.deflected = false;
}

/** Judges a frame that arrived at `nowMs` and remembers it. */
export function judgeFrame(guard: TeleopGuard, frame: TeleopFrame, nowMs: number): Result<void> {
  if (frame.seq <= guard.lastSeq) {
    return fail({
      code: "OPERATOR_STALE",
      message: `Cannot take frame ${frame.seq}: frame ${guard.lastSeq} came before it`,
      value: String(frame.seq),
      help: "count seq up with every frame of a connection",
    });
  }
  guard.lastSeq = frame.seq;
  if (frame.sentMs !== undefined) {
    const offsetMs = nowMs - frame.sentMs;
    guard.offsetMs = Math.min(guard.offsetMs, offsetMs);
    const lateMs = Math.round(offsetMs - guard.offsetMs);
    if (lateMs > staleFrameMs) {
      return fail({
        code: "OPERATOR_STALE",
        message: `Cannot take frame ${frame.seq}: it was ${lateMs} ms on its way, at most ` +
          `${staleFrameMs}`,
        value: String(frame.seq),
        help: "the link is too slow to drive by",
      });
    }
  }
  const moves = frame.linearMps !== 0 || frame.angularRadps !== 0 || (frame.lateralMps ?? 0) !== 0;
  if (!moves) guard.mustCentre = false;
  if (guard.mustCentre) {
    return fail({
      code: "OPERATOR_CENTRE",
      message: "Cannot drive: the robot was stopped while the stick was held",
      help: "let go of the stick once (send zero), then drive",
    });
  }
  guard.deflected = moves;
  return ok(undefined);
}
