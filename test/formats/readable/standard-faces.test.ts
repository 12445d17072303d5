import PDFDocument from 'pdfkit'
import { expect, test } from 'vitest'
import { isWinAnsi, STANDARD_FONTS, standardFaces } from '../../../src/formats/readable/pdf/standard-faces.ts'

const WEIGHTS = ['regular', 'bold', 'italic'] as const
const CODES = Array.from({ length: 0x2200 }, (_, code) => String.fromCharCode(code))
const CHARACTERS = CODES.filter((text) => text !== '\n' && text !== '\u00a0' && isWinAnsi(text))

test.each(WEIGHTS)('the widths of %s are those of the font', (weight) => {
  const ruler = new PDFDocument({ autoFirstPage: false, font: STANDARD_FONTS[weight] })
  ruler.fontSize(1000)
  expect(CHARACTERS).toHaveLength(95 + 95 + 27)
  const face = standardFaces()[weight]
  for (const character of CHARACTERS)
    expect(face.advance(character), character).toBe(ruler.widthOfString(character))
  expect(face.advance('\u00a0'), 'a no-break space').toBe(face.advance(' '))
})
