import { diffArrays } from 'diff'

/** Two texts held against each other, line by line. */
export interface TextDifference {
  hunks: Hunk[]
  /** Lines, shown or not. */
  removed: number
  added: number
  /**
   * True: line ends, indents and empty lines were left out of it, each tag begins a line, and so the line numbers are
   * those of such a text. It is so where the texts have hardly a line in common as they are.
   */
  isReflowed: boolean
  /** True: there are more hunks than are given. */
  isCut: boolean
}

/** Lines that changed, with those around them. */
export interface Hunk {
  /** Number of its first line, from 1, in either text. */
  before: number
  after: number
  lines: HunkLine[]
}

export interface HunkLine {
  sign: ' ' | '-' | '+'
  /** A long line only by its beginning and its length. */
  text: string
}

/** Beyond so many lines put in and taken out, a list of them says nothing; nor does anybody wait longer for it. */
const MOST_EDITS = 2_000
const TIMEOUT_MS = 5_000
const MOST_SHOWN = 400
const CONTEXT = 2
const LONGEST = 240

/** What changed; `undefined` when the texts have too little in common to say it line by line. */
export function textDifference(before: string, after: string): TextDifference | undefined {
  const asIs = compared(lines(before), lines(after))
  if (asIs !== undefined && asIs.kept * 2 >= asIs.total) return shown(asIs.changes, false)
  const reflown = compared(tags(before), tags(after))
  if (reflown !== undefined) return shown(reflown.changes, true)
  return asIs && shown(asIs.changes, false)
}

function lines(text: string): string[] {
  const all = text.split(/\r\n|\r|\n/)
  return all.at(-1) === '' ? all.slice(0, -1) : all
}

function tags(text: string): string[] {
  return lines(text.replaceAll(/>\s*</g, '>\n<'))
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

interface Run {
  sign: HunkLine['sign']
  lines: string[]
}

function compared(before: readonly string[], after: readonly string[]) {
  const options = { maxEditLength: MOST_EDITS, timeout: TIMEOUT_MS }
  const found = diffArrays([...before], [...after], options)
  if (found === undefined) return undefined
  const changes = found.map(({ added, removed, value }): Run => {
    return { sign: added ? '+' : removed ? '-' : ' ', lines: value }
  })
  return { changes, kept: count(changes, ' '), total: Math.max(before.length, after.length) }
}

function count(runs: readonly Run[], sign: Run['sign']): number {
  return runs.reduce((sum, run) => sum + (run.sign === sign ? run.lines.length : 0), 0)
}

function shown(runs: readonly Run[], isReflowed: boolean): TextDifference {
  const hunks = hunksOf(runs)
  const kept: Hunk[] = []
  let left = MOST_SHOWN
  for (const hunk of hunks) {
    if (left <= 0) break
    kept.push({ ...hunk, lines: hunk.lines.slice(0, left) })
    left -= hunk.lines.length
  }
  const isCut = kept.length < hunks.length || left < 0
  return { hunks: kept, removed: count(runs, '-'), added: count(runs, '+'), isReflowed, isCut }
}

/** Changes less than two contexts apart are one hunk. */
function hunksOf(runs: readonly Run[]): Hunk[] {
  const hunks: Hunk[] = []
  let open: Hunk | undefined
  const at = { before: 1, after: 1 }
  for (const [index, run] of runs.entries()) {
    if (run.sign !== ' ') {
      open ??= begun(runs[index - 1], at)
      open.lines.push(...run.lines.map((text) => ({ sign: run.sign, text: clipped(text) })))
    } else if (open !== undefined) {
      const isLast = index === runs.length - 1
      const goesOn = !isLast && run.lines.length <= 2 * CONTEXT
      open.lines.push(...context(goesOn ? run.lines : run.lines.slice(0, CONTEXT)))
      if (!goesOn) {
        hunks.push(open)
        open = undefined
      }
    }
    if (run.sign !== '+') at.before += run.lines.length
    if (run.sign !== '-') at.after += run.lines.length
  }
  return open === undefined ? hunks : [...hunks, open]
}

function begun(previous: Run | undefined, at: { before: number; after: number }): Hunk {
  const above = previous?.sign === ' ' ? previous.lines.slice(-CONTEXT) : []
  return { before: at.before - above.length, after: at.after - above.length, lines: context(above) }
}

function context(texts: readonly string[]): HunkLine[] {
  return texts.map((text) => ({ sign: ' ', text: clipped(text) }))
}

function clipped(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}… (${text.length})`
}
