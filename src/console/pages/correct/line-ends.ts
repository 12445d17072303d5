import { diffArrays } from 'diff'

const END = /\r\n|\r|\n/g
/** Beyond so many lines put in and taken out, every line gets the end that most had. */
const MOST_EDITS = 5_000

/** A browser gives every line of a text one end, its own: with a line feed alone. */
export function plainEnds(text: string): string {
  return text.replaceAll(END, '\n')
}

/** The text, whose lines end in line feeds, with the ends of the lines it was made from; a new line has the end most have. */
export function endedAs(text: string, original: string): string {
  const ends = original.match(END) ?? []
  const usual = mostUsed(ends)
  if (new Set(ends).size <= 1) return usual === '\n' ? text : text.replaceAll('\n', usual)
  return mixed(text, { original, ends, usual })
}

function mostUsed(ends: readonly string[]): string {
  const counts = Map.groupBy(ends, (end) => end)
  const [first] = [...counts].toSorted(([, a], [, b]) => b.length - a.length)
  return first?.[0] ?? '\n'
}

/** Lines that stayed keep the end they had. */
function mixed(
  text: string,
  { original, ends, usual }: { original: string; ends: readonly string[]; usual: string },
): string {
  const before = original.split(END)
  const after = text.split('\n')
  const changes = diffArrays(before, after, { maxEditLength: MOST_EDITS })
  if (changes === undefined) return after.join(usual)
  const kept: { line: string; end: string }[] = []
  let at = 0
  for (const { added, removed, value } of changes) {
    if (removed) at += value.length
    else for (const line of value) kept.push({ line, end: added ? usual : (ends[at++] ?? usual) })
  }
  const last = kept.at(-1)
  if (last !== undefined) last.end = '' // the end of the text
  return kept.map((each, index) => each.line + endBefore(each.end, kept[index + 1])).join('')
}

/** A return before an empty line would make one end of two. */
function endBefore(end: string, next: { line: string; end: string } | undefined): string {
  return end === '\r' && next?.line === '' && next.end === '\n' ? '\n' : end
}
