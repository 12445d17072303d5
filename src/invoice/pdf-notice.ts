/** Words that only a subrogation notice has, best first: on an invoice "factor" alone may be part of anybody's name. */
const WORDS = [/subrog/i, /affactur/i]

/** Characters of a sentence that are quoted, on each side of the words found. */
const BEFORE = 160
const AFTER = 240

/**
 * The sentence of a PDF's text that is a subrogation notice: one with its words, or one that has the invoice paid "à
 * l'ordre de" the factor. Text taken from a PDF has lost blanks and broken lines, so blanks count for nothing here.
 */
export function noticeInText(text: string, factor: string | undefined): string | undefined {
  const joined = inParagraphs(text.normalize('NFKC').replaceAll(/(\p{L})[-\u00AD]\s*\n\s*(?=\p{Ll})/gu, '$1'))
  for (const words of WORDS) {
    const found = words.exec(joined)
    if (found !== null) return sentenceAround(joined, found.index)
  }
  const at = factor === undefined ? undefined : orderOf(joined, factor)
  return at === undefined ? undefined : sentenceAround(joined, at)
}

/** An empty line after each line that is short beside the next: a wrapped line is about as long as its neighbours. */
function inParagraphs(text: string): string {
  const lines = text.split('\n')
  return lines
    .map((line, index) => (line.length * 2 < (lines[index + 1]?.length ?? 0) ? `${line}\n` : line))
    .join('\n')
}

/** Where the text says to pay to the order of the factor. */
function orderOf(text: string, factor: string): number | undefined {
  const letters = [...factor.normalize('NFKC')].filter((each) => /[\p{L}\p{N}]/u.test(each))
  if (letters.length === 0) return undefined
  const name = letters.map((each) => escaped(each)).join('[^\\p{L}\\p{N}]*')
  return new RegExp(`[aà]\\s*l\\s*[’'\`]?\\s*ordre\\s*de[^\\p{L}\\p{N}]*${name}`, 'iu').exec(text)?.index
}

function escaped(letter: string): string {
  return letter.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

/** From the end of the sentence before to its own end; cut where the text has none. */
function sentenceAround(text: string, at: number): string {
  const from = Math.max(0, at - BEFORE)
  const before = text.slice(from, at)
  const ends = [...before.matchAll(/[.!?;]\s|\n\s*\n/g)]
  const last = ends.at(-1)
  const begin = last === undefined ? from : from + last.index + last[0].length
  const rest = text.slice(at, at + AFTER)
  const end = /[.!?](?=\s|$)|\n\s*\n/.exec(rest)
  const until = at + (end === null ? rest.length : end.index + 1)
  return text.slice(begin, until).replaceAll(/\s+/g, ' ').trim()
}
