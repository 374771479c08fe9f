/**
 * One declaration per struct, three uses: a codec function visits the fields of a record through
 * a `Cursor`, and the cursor writes them, reads them, or names them with their offsets. Bytes are
 * little-endian without padding, NaN is canonical, so equal records give equal bytes.
 *
 * @module
 */

/** A field visitor: takes the present value, returns the value the field has afterwards. */
export interface Cursor {
  u8(name: string, value: number): number;
  u16(name: string, value: number): number;
  u32(name: string, value: number): number;
  f32(name: string, value: number): number;
  f64(name: string, value: number): number;
  /** Opens and closes a nested name; no bytes. */
  enter(name: string): void;
  leave(): void;
  /** Byte offset reached. */
  position(): number;
}

/** Writes a record into bytes. */
export class WriteCursor implements Cursor {
  #view: DataView;
  #at = 0;
  constructor(view: DataView) {
    this.#view = view;
  }
  /** Starts again at an offset. */
  rewind(offset = 0): void {
    this.#at = offset;
  }
  u8(_name: string, value: number): number {
    this.#view.setUint8(this.#at, value);
    this.#at += 1;
    return value;
  }
  u16(_name: string, value: number): number {
    this.#view.setUint16(this.#at, value, true);
    this.#at += 2;
    return value;
  }
  u32(_name: string, value: number): number {
    this.#view.setUint32(this.#at, value, true);
    this.#at += 4;
    return value;
  }
  f32(_name: string, value: number): number {
    if (value !== value) this.#view.setUint32(this.#at, 0x7fc00000, true);
    else this.#view.setFloat32(this.#at, value, true);
    this.#at += 4;
    return value;
  }
  f64(_name: string, value: number): number {
    if (value !== value) {
      this.#view.setUint32(this.#at, 0, true);
      this.#view.setUint32(this.#at + 4, 0x7ff80000, true);
    } else {
      this.#view.setFloat64(this.#at, value, true);
    }
    this.#at += 8;
    return value;
  }
  enter(_name: string): void {}
  leave(): void {}
  position(): number {
    return this.#at;
  }
}

/**
 * Reads a record from bytes. Past the end every field reads as zero and `overrun` is set, so a
 * short or damaged record is found by one check at the end instead of one at each field.
 */
export class ReadCursor implements Cursor {
  #view: DataView;
  #at = 0;
  overrun = false;
  constructor(view: DataView) {
    this.#view = view;
  }
  /** Reads other bytes from their start. */
  reset(view: DataView): void {
    this.#view = view;
    this.#at = 0;
    this.overrun = false;
  }
  #take(size: number): number {
    const at = this.#at;
    if (at + size > this.#view.byteLength) {
      this.overrun = true;
      return -1;
    }
    this.#at = at + size;
    return at;
  }
  u8(_name: string, _value: number): number {
    const at = this.#take(1);
    return at < 0 ? 0 : this.#view.getUint8(at);
  }
  u16(_name: string, _value: number): number {
    const at = this.#take(2);
    return at < 0 ? 0 : this.#view.getUint16(at, true);
  }
  u32(_name: string, _value: number): number {
    const at = this.#take(4);
    return at < 0 ? 0 : this.#view.getUint32(at, true);
  }
  f32(_name: string, _value: number): number {
    const at = this.#take(4);
    return at < 0 ? 0 : this.#view.getFloat32(at, true);
  }
  f64(_name: string, _value: number): number {
    const at = this.#take(8);
    return at < 0 ? 0 : this.#view.getFloat64(at, true);
  }
  enter(_name: string): void {}
  leave(): void {}
  position(): number {
    return this.#at;
  }
}

/** A named field of a struct: dotted path, type, byte offset and value. */
export interface NamedField {
  readonly path: string;
  readonly type: "u8" | "u16" | "u32" | "f32" | "f64";
  readonly offset: number;
  readonly value: number;
}

/** Lists the fields of a record with their offsets: for schemas, docs and the first difference. */
export class NameCursor implements Cursor {
  readonly fields: NamedField[] = [];
  #scope: string[] = [];
  #at = 0;
  #add(name: string, type: NamedField["type"], size: number, value: number): number {
    const path = this.#scope.length === 0 ? name : `${this.#scope.join(".")}.${name}`;
    this.fields.push({ path, type, offset: this.#at, value });
    this.#at += size;
    return value;
  }
  u8(name: string, value: number): number {
    return this.#add(name, "u8", 1, value);
  }
  u16(name: string, value: number): number {
    return this.#add(name, "u16", 2, value);
  }
  u32(name: string, value: number): number {
    return this.#add(name, "u32", 4, value);
  }
  f32(name: string, value: number): number {
    return this.#add(name, "f32", 4, value);
  }
  f64(name: string, value: number): number {
    return this.#add(name, "f64", 8, value);
  }
  enter(name: string): void {
    this.#scope.push(name);
  }
  leave(): void {
    this.#scope.pop();
  }
  position(): number {
    return this.#at;
  }
}
