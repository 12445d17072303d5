import { codeAt } from './code-at.ts'

/** Room for most pages. */
const ROOM = 16 * 1024

/**
 * The operators of a page as they are written, one after the other. Written as bytes at once: as many short texts, joined
 * and then encoded, they took twice the time and five times the memory.
 */
export class Operators {
  #bytes = Buffer.allocUnsafe(ROOM)
  #length = 0

  /** ASCII, as it stands. */
  word(text: string): void {
    const { length } = text
    const bytes = this.#withRoom(length)
    let at = this.#length
    for (let index = 0; index < length; index++) bytes[at++] = codeAt(text, index)
    this.#length = at
  }

  /** A length to a hundredth of a point, as short as it can be said, and a blank. */
  points(value: number): void {
    const hundredths = Math.round(value * 100)
    const bytes = this.#withRoom(LONGEST_NUMBER)
    if (hundredths < 0) bytes[this.#length++] = MINUS
    const size = Math.abs(hundredths)
    const fraction = size % 100
    this.#whole((size - fraction) / 100)
    if (fraction > 0) {
      bytes[this.#length++] = POINT
      bytes[this.#length++] = ZERO + Math.trunc(fraction / 10)
      if (fraction % 10 > 0) bytes[this.#length++] = ZERO + (fraction % 10)
    }
    bytes[this.#length++] = BLANK
  }

  /** A string of a PDF, in round brackets, its characters told as these bytes; `unknown` where there is none. */
  string(text: string, byteByCode: Uint8Array, unknown: number): void {
    const { length } = text
    const bytes = this.#withRoom(2 * length + 2)
    let at = this.#length
    bytes[at++] = OPENING
    for (let index = 0; index < length; index++) {
      const byte = byteByCode[codeAt(text, index)] ?? unknown
      if (byte === OPENING || byte === CLOSING || byte === BACKSLASH) bytes[at++] = BACKSLASH
      bytes[at++] = byte
    }
    bytes[at++] = CLOSING
    this.#length = at
  }

  /** All that was written so far. */
  written(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  #whole(value: number): void {
    const rest = Math.trunc(value / 10)
    if (rest > 0) this.#whole(rest)
    this.#bytes[this.#length++] = ZERO + (value % 10)
  }

  #withRoom(bytes: number): Buffer {
    if (this.#length + bytes > this.#bytes.length) {
      const wider = Buffer.allocUnsafe(2 * this.#bytes.length + bytes)
      this.#bytes.copy(wider, 0, 0, this.#length)
      this.#bytes = wider
    }
    return this.#bytes
  }
}

const OPENING = 0x28
const CLOSING = 0x29
const BACKSLASH = 0x5c
const POINT = 0x2e
const MINUS = 0x2d
const ZERO = 0x30
const BLANK = 0x20
/** Of the largest number exact to a hundredth, with its sign, point and blank. */
const LONGEST_NUMBER = 20
