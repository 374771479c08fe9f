/**
 * A stream of teleop frames: what is wanted is sent every 50 ms while it lives, zero is sent once
 * when it ends, and each frame says when it was sent, so that a held-up one is refused.
 *
 * @module
 */
import type { Fault } from "core/fault.ts";
import type { Session } from "./operator_client.ts";

/** How often a frame is sent, ms. */
export const framePeriodMs = 50;

/** A wish of the hand: forward, to the left (omni drives only) and turning, m/s and rad/s. */
export interface HandSpeeds {
  readonly linearMps: number;
  readonly lateralMps: number;
  readonly angularRadps: number;
}

/** A stream over one session. */
export interface TeleopStream {
  /** Drives for some time; a new wish replaces the old one. */
  drive(speeds: HandSpeeds, forMs: number): void;
  /** Sends zero now. */
  halt(): Promise<void>;
  /** Ends the stream with a zero. */
  end(): Promise<void>;
  /** Called with each refusal. */
  onRefusal(handler: (fault: Fault) => void): void;
}

const still: HandSpeeds = { linearMps: 0, lateralMps: 0, angularRadps: 0 };

/** Opens a stream; the lease must be held on the session. */
export function openTeleop(session: Session): TeleopStream {
  let wish: HandSpeeds = still;
  let untilMs = 0;
  let seq = 0;
  let moving = false;
  let quietBeats = 0;
  let refused: (fault: Fault) => void = () => {};

  const send = async (speeds: HandSpeeds): Promise<void> => {
    seq += 1;
    const frame = { ...speeds, seq, durationMs: 300, sentMs: performance.now() };
    const answer = await session.call("teleop", frame);
    if (!answer.ok) refused(answer.fault);
  };
  const halt = async (): Promise<void> => {
    untilMs = 0;
    moving = false;
    await send(still);
  };
  const beat = (): void => {
    if (performance.now() < untilMs) {
      moving = true;
      send(wish);
    } else if (moving) halt();
    else {
      // Now and then a frame of zero: it keeps the lease while no key is pressed.
      quietBeats = (quietBeats + 1) % 5;
      if (quietBeats === 0) send(still);
    }
  };
  const timer = setInterval(beat, framePeriodMs);
  return {
    drive: (speeds, forMs) => {
      const fresh = !moving || speeds.linearMps !== wish.linearMps ||
        speeds.lateralMps !== wish.lateralMps || speeds.angularRadps !== wish.angularRadps;
      wish = speeds;
      untilMs = performance.now() + forMs;
      if (fresh) beat();
    },
    halt,
    end: async () => {
      clearInterval(timer);
      await halt();
    },
    onRefusal: (handler) => {
      refused = handler;
    },
  };
}
