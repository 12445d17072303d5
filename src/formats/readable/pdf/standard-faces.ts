import { codeAt } from './code-at.ts'
import type { Face, Faces, Weight } from './faces.ts'
import { HELVETICA_WIDTHS } from './helvetica-widths.ts'

/** What WinAnsi (Windows-1252) has at 0x80–0x9F; a blank stands for a place it leaves empty. */
const WIN_ANSI_80_9F = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ'

/** True when the standard fonts, which no reader needs to be sent, can show the whole text. */
export function isWinAnsi(text: string): boolean {
  const { length } = text
  for (let index = 0; index < length; index++) if (IS_WIN_ANSI[codeAt(text, index)] !== 1) return false
  return true
}

const WIN_ANSI = /^[\n\x20-\x7e\xa0-\xff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]*$/

export const STANDARD_FONTS = {
  regular: 'Helvetica',
  bold: 'Helvetica-Bold',
  italic: 'Helvetica-Oblique',
} as const satisfies Record<Weight, string>

let loaded: Faces | undefined

/** Helvetica in its three weights; the same faces serve every document. */
export function standardFaces(): Faces {
  loaded ??= {
    regular: standardFace('regular', HELVETICA_WIDTHS.regular),
    bold: standardFace('bold', HELVETICA_WIDTHS.bold),
    italic: standardFace('italic', HELVETICA_WIDTHS.regular),
  }
  return loaded
}

function standardFace(weight: Weight, byByte: readonly number[]): Face {
  const widths = Float64Array.from(BYTE_BY_CODE, (byte) => byByte[byte - FIRST_BYTE] ?? 0)
  const unknown = widths[UNKNOWN] ?? 0
  let [last, lastAdvance] = ['', 0] // a figure is measured for its column, for its size and for its place
  return {
    name: STANDARD_FONTS[weight],
    advance: (text) => {
      if (text === last) return lastAdvance
      const { length } = text
      let sum = 0
      for (let index = 0; index < length; index++) sum += widths[codeAt(text, index)] ?? unknown
      last = text
      lastAdvance = sum
      return sum
    },
    show: (text, on) => {
      on.string(text, BYTE_BY_CODE, UNKNOWN)
      on.word('Tj')
    },
  }
}

const FIRST_BYTE = 0x20

const BYTES = new Map([...WIN_ANSI_80_9F].map((character, index) => [character.charCodeAt(0), 0x80 + index]))

const LAST_CODE = Math.max(...BYTES.keys())
/** A question mark. */
const UNKNOWN = 0x3f

function byteOf(code: number): number {
  if (code < 256) return code
  return BYTES.get(code) ?? UNKNOWN
}

/** By UTF-16 code up to the last that WinAnsi has: looking up is all that is done for each character of a text. */
const BYTE_BY_CODE = Uint8Array.from({ length: LAST_CODE + 1 }, (_, code) => byteOf(code))

/** By UTF-16 code: 1 for what WinAnsi has. A table, because a regular expression asks for each of its ranges in turn. */
const IS_WIN_ANSI = Uint8Array.from({ length: LAST_CODE + 1 }, (_, code) =>
  WIN_ANSI.test(String.fromCharCode(code)) ? 1 : 0,
)
