export { figure } from '../support/words.ts'
import { oneLine } from '../formats/readable/view/plain-text.ts'

/** Columns of text when it goes to no terminal: a line is then as long as it is. */
const ENDLESS = 10_000

/** How wide what is printed may be. */
export function columns(stream: NodeJS.WriteStream = process.stdout): number {
  return stream.isTTY && stream.columns > 0 ? stream.columns : ENDLESS
}

/** The text on lines of this width, each but the first indented; a word longer than a line stays whole. */
export function wrapped(text: string, indent: number, width = columns()): string {
  const room = Math.max(width - indent, 20)
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`)
}

/** Text from a deposit: on one line, nothing in it that a terminal would obey, and no longer than this. */
export function safe(text: string, longest = 200): string {
  const line = oneLine(text)
  return line.length > longest ? `${line.slice(0, longest)}…` : line
}

/** 0,4 s, 18 s, 3 min 20 s, 2 h 05 min. */
export function duration(seconds: number): string {
  const whole = Math.max(Math.round(seconds), 0)
  const two = (number: number) => String(number).padStart(2, '0')
  if (seconds < 10) return `${seconds.toFixed(1).replace('.', ',')} s`
  if (whole < 60) return `${whole} s`
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`
  return `${Math.floor(whole / 3_600)} h ${two(Math.floor(whole / 60) % 60)} min`
}
