import type { Face } from './faces.ts'

/**
 * The text cut into lines no wider than `width` (points): at line ends, at blanks, and inside a word only when the
 * word alone is wider. No character but the blanks at a cut is lost.
 */
export function wrap(text: string, face: Face, { size, width }: { size: number; width: number }): string[] {
  const limit = (width * 1000) / size
  if (isOneLine(text, face, limit)) return [text]
  const lines: string[] = []
  for (const paragraph of text.split('\n')) {
    if (face.advance(paragraph) <= limit) lines.push(paragraph)
    else wrapParagraph(paragraph, face, { limit, lines })
  }
  return lines
}

/** True when the text has no line end and is no wider than the limit (thousandths of its size): what most texts are. */
export function isOneLine(text: string, face: Face, limit: number): boolean {
  return !text.includes('\n') && face.advance(text) <= limit
}

interface Wrapping {
  limit: number
  lines: string[]
}

function wrapParagraph(paragraph: string, face: Face, { limit, lines }: Wrapping): void {
  const space = face.advance(' ')
  let line = ''
  let used = 0
  for (let from = 0, to = 0; to < paragraph.length; from = to + 1) {
    to = wordEnd(paragraph, from)
    let rest = paragraph.slice(from, to)
    let advance = face.advance(rest)
    if (line !== '' && used + space + advance > limit) {
      lines.push(line)
      line = ''
    }
    if (line === '' && advance > limit) {
      const pieces = cut(rest, face, limit)
      rest = pieces.pop() ?? ''
      for (const piece of pieces) lines.push(piece)
      advance = face.advance(rest)
    }
    used = line === '' ? advance : used + space + advance
    line = line === '' ? rest : `${line} ${rest}`
  }
  if (line !== '') lines.push(line)
}

/** The next blank at which French allows a cut: not inside quotation marks, nor before high punctuation; or the end. */
function wordEnd(text: string, from: number): number {
  let at = text.indexOf(' ', from)
  while (at !== -1 && (text[at - 1] === '«' || HIGH.includes(text[at + 1] ?? BLANK)))
    at = text.indexOf(' ', at + 1)
  return at === -1 ? text.length : at
}

const HIGH = '»;:!?'
const BLANK = ' '

/** Pieces of a word, each as long as fits; a single character wider than the limit stands alone. */
function cut(word: string, face: Face, limit: number): string[] {
  const pieces: string[] = []
  let piece = ''
  let used = 0
  for (const character of word) {
    const advance = face.advance(character)
    if (piece !== '' && used + advance > limit) {
      pieces.push(piece)
      piece = ''
      used = 0
    }
    piece += character
    used += advance
  }
  pieces.push(piece)
  return pieces
}
