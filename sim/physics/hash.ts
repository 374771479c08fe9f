/** The world's state as bytes, rolled into a hash each tick. @module */
import { rollHash, type StateHash } from "core/messages/mod.ts";
import type { World } from "./world.ts";

/** Numbers of the robot. */
const fixedWords = 15;

/** Hashes a world: pose, wheels, people. */
export interface WorldHasher {
  roll(world: World): void;
}

/** Makes a hasher that rolls into `hash`; `roll` allocates nothing. */
export function createWorldHasher(world: World, hash: StateHash): WorldHasher {
  const words = new Float64Array(fixedWords + 2 * world.people.length);
  const view = new DataView(words.buffer);
  const roll = (w: World): void => {
    const r = w.robot;
    words[0] = r.xM;
    words[1] = r.yM;
    words[2] = r.yawRad;
    words[3] = r.linearMps;
    words[4] = r.angularRadps;
    words[5] = r.leftRad;
    words[6] = r.rightRad;
    words[7] = r.leftRadps;
    words[8] = r.rightRadps;
    words[9] = r.lateralMps;
    words[10] = r.rearLeftRad;
    words[11] = r.rearRightRad;
    words[12] = r.rearLeftRadps;
    words[13] = r.rearRightRadps;
    words[14] = r.steerRad;
    let at = fixedWords;
    for (const person of w.people) {
      words[at] = person.xM;
      words[at + 1] = person.yM;
      at += 2;
    }
    rollHash(hash, view, words.byteLength);
  };
  return { roll };
}
