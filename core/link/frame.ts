/**
 * Frames of the pipe between two processes: an eight-byte head (magic, protocol version, kind,
 * length) and a payload of at most 256 kB. The reader trusts nothing: what is not a frame, is of
 * another version, or is too long ends the link with a typed fault; there is no resynchronising
 * on a pipe that carries authority.
 *
 * @module
 */
import { fail, ok, type Result } from "core/fault.ts";

/** Version of the framing and of the messages in it. */
export const linkVersion = 1;
/** Largest payload of one frame; longer texts go in parts. */
export const maxPayloadBytes = 256 * 1024;

const magic = 0x4d;
const headBytes = 8;

/** A frame as it was read; `payload` is valid until the next call of the decoder. */
export interface Frame {
  readonly kind: number;
  readonly payload: Uint8Array;
}

/** Makes the bytes of a frame. Fails where the payload is too long. */
export function encodeFrame(kind: number, payload: Uint8Array): Result<Uint8Array<ArrayBuffer>> {
  if (payload.length > maxPayloadBytes) {
    return fail({
      code: "LINK_TOO_LARGE",
      message: `Cannot send a frame of ${payload.length} bytes: at most ${maxPayloadBytes} fit`,
      help: "send the text in parts",
    });
  }
  const bytes = new Uint8Array(headBytes + payload.length);
  const view = new DataView(bytes.buffer);
  bytes[0] = magic;
  bytes[1] = linkVersion;
  view.setUint16(2, kind, true);
  view.setUint32(4, payload.length, true);
  bytes.set(payload, headBytes);
  return ok(bytes);
}

/** Takes bytes as they come and gives whole frames. */
export interface FrameDecoder {
  /** Adds bytes. Returns the frames that are whole now, or why the link must end. */
  push(bytes: Uint8Array): Result<readonly Frame[]>;
  /** Bytes of a frame that is not whole yet. */
  readonly pending: number;
}

function badHead(bytes: Uint8Array, at: number): Result<never> {
  const version = bytes[at + 1] ?? 0;
  if (bytes[at] === magic && version !== linkVersion) {
    return fail({
      code: "LINK_VERSION",
      message: `Other side speaks link version ${version}: this is ${linkVersion}`,
      help: "both processes must be the same binary; restart the robot",
    });
  }
  return fail({
    code: "LINK_GARBAGE",
    message: `Link carries no frame: byte ${bytes[at] ?? 0} where ${magic} was expected`,
    help: "the other process is broken; it is restarted",
  });
}

/** Makes a decoder with a buffer for one frame. */
export function createFrameDecoder(): FrameDecoder {
  const held = new Uint8Array(headBytes + maxPayloadBytes);
  const view = new DataView(held.buffer);
  let count = 0;
  let broken: Result<never> | null = null;

  /** Length of the frame in `held` once its head is there; 0 = not yet, null = bad. */
  const wanted = (): number | null => {
    if (count >= 1 && held[0] !== magic) return null;
    if (count >= 2 && held[1] !== linkVersion) return null;
    if (count < headBytes) return 0;
    const length = view.getUint32(4, true);
    return length > maxPayloadBytes ? -length : headBytes + length;
  };

  const push = (bytes: Uint8Array): Result<readonly Frame[]> => {
    if (broken !== null) return broken;
    const frames: Frame[] = [];
    let at = 0;
    while (true) {
      const size = wanted();
      if (size === null) return broken = badHead(held, 0);
      if (size < 0) {
        return broken = fail({
          code: "LINK_TOO_LARGE",
          message: `Other side announces a frame of ${-size} bytes: at most ${maxPayloadBytes} fit`,
          help: "the other process is broken; it is restarted",
        });
      }
      if (size > 0 && count === size) {
        frames.push({ kind: view.getUint16(2, true), payload: held.slice(headBytes, size) });
        count = 0;
        continue;
      }
      if (at === bytes.length) return ok(frames);
      const take = Math.min(bytes.length - at, (size === 0 ? headBytes : size) - count);
      held.set(bytes.subarray(at, at + take), count);
      count += take;
      at += take;
    }
  };
  return {
    push,
    get pending() {
      return count;
    },
  };
}
