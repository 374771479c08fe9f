/** A cursor that gives every field a number of its own, so that no two may be mixed up. @module */
import type { Cursor } from "core/messages/mod.ts";

/** Gives distinct values; counts get the most that there is room for (the codec bounds them). */
export class FillCursor implements Cursor {
  #next = 1;
  #at = 0;
  readonly names: string[] = [];
  #give(name: string, size: number, value: number): number {
    this.names.push(name);
    this.#at += size;
    this.#next += 1;
    return value;
  }
  u8(name: string, _value: number): number {
    return this.#give(name, 1, name === "count" ? 255 : this.#next % 251);
  }
  u16(name: string, _value: number): number {
    return this.#give(name, 2, name === "count" ? 65_535 : this.#next % 65_521);
  }
  u32(name: string, _value: number): number {
    return this.#give(name, 4, this.#next * 65_537 % 4_294_967_291);
  }
  f32(name: string, _value: number): number {
    return this.#give(name, 4, this.#next + 0.5);
  }
  f64(name: string, _value: number): number {
    return this.#give(name, 8, this.#next * 1.000_000_1);
  }
  enter(_name: string): void {}
  leave(): void {}
  position(): number {
    return this.#at;
  }
}
