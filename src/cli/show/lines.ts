import { stripVTControlCharacters } from 'node:util'
import { parisText } from '../../invoice/paris.ts'
import { columns, safe } from '../layout.ts'
import { paint } from '../paint.ts'

/** Lines longer than this tire the eye, however wide the terminal is. */
const WIDEST = 120

/** How wide what is shown may be. */
export function width(): number {
  return process.stdout.isTTY ? Math.min(columns(), WIDEST) : columns()
}

/**
 * The text on lines no wider than what is shown, each but the first indented. What colours it takes no room; an XPath too
 * long for a line is broken between its steps.
 */
export function wrapped(text: string, indent: number): string {
  const room = Math.max(width() - indent, LEAST_ROOM)
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').flatMap((each) => pieces(each, room))) {
    const glue = line === '' || word.startsWith(JOINED) ? '' : ' '
    const bare = word.replace(JOINED, '')
    if (line !== '' && visibleLength(line) + glue.length + visibleLength(bare) > room) {
      lines.push(line.trimEnd())
      line = bare
    } else line = `${line}${glue}${bare}`
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`)
}

/** Stands before a piece of a word that goes on without a blank. */
const JOINED = '\u2060'

/** A word that fits, whole; a path that does not, in its steps. */
function pieces(word: string, room: number): string[] {
  if (visibleLength(word) <= room || !word.includes('/')) return [word]
  return word.split(/(?=\/)/).map((step, index) => (index === 0 ? step : `${JOINED}${step}`))
}

/** A line that begins with a label of this many columns; what follows is wrapped under itself. */
export function labelled(label: string, text: string, { indent = 2, column = 11 } = {}): string {
  const begin = indent + column
  return `${' '.repeat(indent)}${paint('dim', label.padEnd(column))}${wrapped(text, begin)}`
}

/** A paragraph, all of it indented. */
export function paragraph(text: string, indent = 2): string {
  return `${' '.repeat(indent)}${wrapped(text, indent)}`
}

/** The title of a part, with what it is called in English. */
export function title(fr: string, en: string): string {
  return `${paint('bold', fr)} ${paint('dim', `(${en})`)}`
}

/** The day and the time of an instant, as a clock in Paris shows them. */
export function clock(instant: string): { day: string; time: string } {
  const [day = '', time = ''] = parisText(instant).split(' à ')
  return { day, time }
}

/** An XPath as it is read: each step that says where, none of the wrapping all share. */
export function pathText(xpath: string): string {
  return paint('dim', safe(xpath, 400))
}

/** Rows under one another, each column as wide as its widest cell; the last is wrapped under itself. */
export function table(rows: readonly (readonly string[])[], indent = 2): string[] {
  const widths = columnWidths(rows)
  return rows.map((cells) => {
    const last = cells.length - 1
    const before = cells.slice(0, last).map((cell, index) => pad(cell, widths[index] ?? 0))
    const begin = indent + before.reduce((sum, cell) => sum + visibleLength(cell) + 2, 0)
    const lead = `${' '.repeat(indent)}${before.map((cell) => `${cell}  `).join('')}`
    const text = cells[last] ?? ''
    const isCramped = width() - begin < Math.max(LEAST_ROOM, longestWord(text))
    const at = isCramped ? indent + 4 : begin
    return isCramped
      ? `${lead.trimEnd()}\n${' '.repeat(at)}${wrapped(text, at)}`
      : `${lead}${wrapped(text, at)}`
  })
}

function longestWord(text: string): number {
  return Math.max(...text.split(' ').map(visibleLength))
}

/** Columns a wrapped cell needs to be readable; with fewer it goes under its row. */
const LEAST_ROOM = 24

function columnWidths(rows: readonly (readonly string[])[]): number[] {
  const most = Math.max(...rows.map((cells) => cells.length), 0)
  return Array.from({ length: most }, (_, index) =>
    Math.max(...rows.map((cells) => visibleLength(cells[index] ?? ''))),
  )
}

function pad(cell: string, to: number): string {
  return `${cell}${' '.repeat(Math.max(to - visibleLength(cell), 0))}`
}

/** Without what colours it. */
function visibleLength(text: string): number {
  return stripVTControlCharacters(text).length
}
