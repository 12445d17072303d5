import type { DocumentText } from './deposit-lines/document.ts'
import type { Row } from './deposit-lines/rows.ts'
import { rowsOf } from './deposit-lines/xml-rows.ts'

/** A place of a document somebody is to be shown. */
export interface ShownPlace {
  xpath?: string
  line?: number
  /** What stands there, as far as it is known. */
  value?: string
}

/** A place with its surroundings. */
export interface Excerpt {
  rows: Row[]
  /** Which of the rows it is. */
  marked: number
}

/**
 * Each of the places with this many rows before and after it; `undefined` for one the document does not have. The
 * document is read as far as the last of them, and nothing else of it is kept.
 */
export async function excerptsOf(
  text: DocumentText,
  places: readonly ShownPlace[],
  around: number,
): Promise<(Excerpt | undefined)[]> {
  const found = await search(text, places, { around, isAt })
  const lost = places.filter((_, index) => found[index] === undefined)
  if (lost.length === 0) return found
  const again = await search(text, lost, { around, isAt: isLooselyAt })
  return found.map((each, index) => each ?? again[lost.indexOf(places[index] as ShownPlace)])
}

interface Search {
  around: number
  isAt: (row: Row, place: ShownPlace) => boolean
}

/** A line that is one row is told by its number; a piece of one by the element that opens in it. */
function isAt(row: Row, { line, xpath }: ShownPlace): boolean {
  if (line !== undefined && !row.isPiece) return row.line === line
  return row.places.some((each) => each.xpath === xpath)
}

/** Where the element is not found (a document that is no XML, a path of another kind), the value is, or the line. */
function isLooselyAt(row: Row, { line, value }: ShownPlace): boolean {
  if (row.line !== line) return false
  return value === undefined || value === '' ? row.part === 0 : row.text.includes(value)
}

async function search(
  text: DocumentText,
  places: readonly ShownPlace[],
  { around, isAt: isThere }: Search,
): Promise<(Excerpt | undefined)[]> {
  const found: (Excerpt | undefined)[] = places.map(() => undefined)
  const before: Row[] = []
  const lasts = places.flatMap(({ line }) => line ?? [])
  const last = lasts.length === places.length ? Math.max(...lasts) : Number.POSITIVE_INFINITY
  const xpaths = places.flatMap(({ xpath }) => xpath ?? [])
  for await (const rows of rowsOf(text(), xpaths)) {
    for (const row of rows) {
      for (const excerpt of found)
        if (excerpt !== undefined && excerpt.rows.length - excerpt.marked <= around) excerpt.rows.push(row)
      for (const [index, place] of places.entries())
        if (found[index] === undefined && isThere(row, place))
          found[index] = { rows: [...before, row], marked: before.length }
      before.push(row)
      if (before.length > around) before.shift()
    }
    if ((before.at(-1)?.line ?? 0) > last && found.every((each) => isWhole(each, around))) break
  }
  return found
}

function isWhole(excerpt: Excerpt | undefined, around: number): boolean {
  return excerpt === undefined || excerpt.rows.length - excerpt.marked > around
}

/** Where elements of a document stand, and how many rows it has. */
export interface RowMap {
  /** Rows, counted from 0 to the end of the document. */
  total: number
  /** The row each of the XPaths that were found stands in. */
  byXpath: Map<string, RowAt>
  /** The first row of these lines. */
  byLine: Map<number, RowAt>
}

export interface RowAt {
  /** Its place among all rows, from 0. */
  place: number
  line: number
  part: number
}

/** The whole document is read, none of it is kept. */
export async function rowMap(
  text: DocumentText,
  wanted: { xpaths: Iterable<string>; lines: ReadonlySet<number> },
): Promise<RowMap> {
  const map: RowMap = { total: 0, byXpath: new Map(), byLine: new Map() }
  for await (const rows of rowsOf(text(), wanted.xpaths)) {
    for (const { line, part, places } of rows) {
      const at = { place: map.total++, line, part }
      for (const { xpath } of places) map.byXpath.set(xpath, at)
      if (part === 0 && wanted.lines.has(line)) map.byLine.set(line, at)
    }
  }
  return map
}

/** The rows from one place up to, and without, another. */
export async function rowsBetween(
  text: DocumentText,
  { from, to }: { from: number; to: number },
): Promise<Row[]> {
  const kept: Row[] = []
  let place = 0
  for await (const rows of rowsOf(text())) {
    kept.push(...rows.slice(Math.max(from - place, 0), Math.max(to - place, 0)))
    place += rows.length
    if (place >= to) break
  }
  return kept
}
