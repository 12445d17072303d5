import PDFDocument from 'pdfkit'
import type { Face, Faces, Weight } from './faces.ts'

/** What WinAnsi (Windows-1252) has at 0x80–0x9F; a blank stands for a place it leaves empty. */
const WIN_ANSI_80_9F = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ'

/** True when the standard fonts, which no reader needs to be sent, can show the whole text. */
export function isWinAnsi(text: string): boolean {
  return WIN_ANSI.test(text)
}

const WIN_ANSI = /^[\n\x20-\x7e\xa0-\xff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]*$/

export const STANDARD_FONTS = {
  regular: 'Helvetica',
  bold: 'Helvetica-Bold',
  italic: 'Helvetica-Oblique',
} as const satisfies Record<Weight, string>

let loaded: Faces | undefined

/** Helvetica in its three weights, measured once for the process; the same faces serve every document. */
export function standardFaces(): Faces {
  loaded ??= {
    regular: standardFace('regular'),
    bold: standardFace('bold'),
    italic: standardFace('italic'),
  }
  return loaded
}

function standardFace(weight: Weight): Face {
  const widths = measure(STANDARD_FONTS[weight])
  return {
    name: STANDARD_FONTS[weight],
    advance: (text) => {
      let sum = 0
      for (let index = 0; index < text.length; index++)
        sum += widths[byteOf(text.charCodeAt(index))] as number
      return sum
    },
    show: (text) => `(${escaped(text)})Tj`,
  }
}

/** Widths by WinAnsi byte, in thousandths. pdfkit builds the font's metrics anew for each document: this asks it once. */
function measure(font: string): Float64Array {
  const ruler = new PDFDocument({ autoFirstPage: false, font })
  ruler.fontSize(1000)
  const widths = new Float64Array(256)
  for (let byte = 0x20; byte < 256; byte++) widths[byte] = ruler.widthOfString(characterOf(byte))
  widths[0xa0] = widths[0x20] as number
  return widths
}

function characterOf(byte: number): string {
  return byte >= 0x80 && byte <= 0x9f ? WIN_ANSI_80_9F.charAt(byte - 0x80) : String.fromCharCode(byte)
}

const BYTES = new Map([...WIN_ANSI_80_9F].map((character, index) => [character.charCodeAt(0), 0x80 + index]))

function byteOf(code: number): number {
  if (code < 256) return code
  return BYTES.get(code) ?? 0x3f
}

/** A PDF string's content, one character a byte. */
function escaped(text: string): string {
  if (/^[^()\\\u0100-\uffff]*$/.test(text)) return text
  let out = ''
  for (let index = 0; index < text.length; index++) {
    const character = String.fromCharCode(byteOf(text.charCodeAt(index)))
    out += character === '(' || character === ')' || character === '\\' ? `\\${character}` : character
  }
  return out
}
