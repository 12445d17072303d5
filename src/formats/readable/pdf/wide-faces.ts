import { createRequire } from 'node:module'
import type { Face, Faces, FontResource, Weight } from './faces.ts'

const require = createRequire(import.meta.url)

const WIDE_FONTS = {
  regular: () => require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf'),
  bold: () => require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf'),
  italic: () => require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Oblique.ttf'),
} as const satisfies Record<Weight, () => string>

/** A parsed font file, as pdfkit keeps it and takes it again for the next document. */
interface ParsedFont {
  hasGlyphForCodePoint(codePoint: number): boolean
}

/** pdfkit's font of one document: its declared types stop short of what setting text by hand needs. */
interface DocumentFont {
  id: string
  font: ParsedFont
  ref(): object
  /** With a list of features, even empty, the text is shaped as one run; else blank by blank, and kept. */
  encode(
    text: string,
    features?: object,
  ): [glyphs: string[], positions: { xAdvance: number; advanceWidth: number }[]]
}

const parsed = new Map<Weight, ParsedFont>()

/**
 * DejaVu Sans Condensed, embedded in the document as the subset it uses: Latin, Greek, Cyrillic, Armenian, Georgian,
 * Hebrew, Arabic and most signs. A character it has not is shown as `?`. Font files are parsed once for the process.
 * `resources` are asked once the text is set: a weight no text was set in is not embedded.
 */
export function wideFaces(document: PDFKit.PDFDocument): { faces: Faces; resources: () => FontResource[] } {
  const used = new Map<string, FontResource>()
  const face = (weight: Weight): Face => {
    const font = open(document, weight)
    const set = setter(font)
    return {
      name: font.id,
      advance: (text) => sum(text, set),
      show: (text, on) => {
        if (!used.has(font.id)) used.set(font.id, { name: font.id, reference: font.ref() })
        on.word(shown(text, set))
      },
    }
  }
  const faces = { regular: face('regular'), bold: face('bold'), italic: face('italic') }
  return { faces, resources: () => [...used.values()] }
}

function open(document: PDFKit.PDFDocument, weight: Weight): DocumentFont {
  const source = parsed.get(weight) ?? WIDE_FONTS[weight]()
  document.font(source as PDFKit.Mixins.PDFFontSource)
  const { _font: font } = document as unknown as { _font: DocumentFont }
  parsed.set(weight, font.font)
  return font
}

/** Glyphs as TJ takes them, between `<` and `>`, and their width in thousandths. */
interface SetRun {
  glyphs: string
  advance: number
}

/** Letters that join, stack or run from right to left: only a whole run of them can be set. Anything else goes by the character. */
const RUN = /\p{M}|[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u
const RUNS =
  /.\p{M}+|[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc](?:[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc ]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc])?|./gsu

/** Sets each character, or run of them, once for the document. No ligature is made: what is copied is what was sent. */
function setter(font: DocumentFont): (run: string) => SetRun {
  const known = new Map<string, SetRun>()
  return (run) => {
    const before = known.get(run)
    if (before !== undefined) return before
    const has = (character: string): boolean =>
      font.font.hasGlyphForCodePoint(character.codePointAt(0) as number)
    const visible = run.replace(/./gsu, (character) => (has(character) ? character : '?'))
    const set = joined(font.encode(visible, {}))
    known.set(run, set)
    return set
  }
}

function joined([glyphs, positions]: ReturnType<DocumentFont['encode']>): SetRun {
  let out = ''
  let advance = 0
  for (let index = 0; index < glyphs.length; index++) {
    const { xAdvance, advanceWidth } = positions[index] as { xAdvance: number; advanceWidth: number }
    const shift = Math.round(advanceWidth - xAdvance)
    out += shift === 0 ? glyphs[index] : `${glyphs[index]}>${shift}<`
    advance += xAdvance
  }
  return { glyphs: out, advance }
}

function sum(text: string, set: (run: string) => SetRun): number {
  let advance = 0
  for (const run of runs(text)) advance += set(run).advance
  return advance
}

function shown(text: string, set: (run: string) => SetRun): string {
  let glyphs = ''
  for (const run of runs(text)) glyphs += set(run).glyphs
  return `[<${glyphs}>]TJ`
}

function runs(text: string): Iterable<string> {
  return RUN.test(text) ? (text.match(RUNS) ?? []) : text
}
