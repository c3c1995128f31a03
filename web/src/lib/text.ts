/** Offsets.  The server counts Unicode code points, JavaScript counts UTF-16 units: 🌾 is one there and two here. */
export class Text {
  readonly #units: Uint32Array | null;
  readonly length: number;

  constructor(readonly text: string) {
    let astral = false;
    for (let i = 0; i < text.length && !astral; i++) astral = (text.charCodeAt(i) & 0xfc00) === 0xd800;
    this.#units = astral ? starts(text) : null;
    this.length = this.#units ? this.#units.length - 1 : text.length;
  }

  /** The UTF-16 index of a code point's offset. */
  unit(offset: number): number {
    const at = Math.max(0, Math.min(offset, this.length));
    return this.#units ? this.#units[at]! : at;
  }

  /** The characters between two offsets (half-open, code points). */
  slice(start: number, end: number): string {
    return this.text.slice(this.unit(start), this.unit(end));
  }
}

function starts(text: string): Uint32Array {
  const found: number[] = [];
  let at = 0;
  for (const point of text) {
    found.push(at);
    at += point.length;
  }
  found.push(at);
  return Uint32Array.from(found);
}
