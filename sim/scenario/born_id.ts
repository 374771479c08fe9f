/** Ids of intents in a run: from the seed and the virtual clock. @module */
import { nextU32, type Prng } from "core/math/mod.ts";
import { type IdWords, makeId } from "core/messages/mod.ts";

/** A fresh id born at `nowNs`. */
export function bornId(ids: Prng, nowNs: number): IdWords {
  return makeId(nowNs * 1e-6, nextU32(ids), nextU32(ids), nextU32(ids));
}
