import type { ExplainedField } from '../../../support/explain/explained-fields.ts'
import type { Explanation } from '../../../support/explain.ts'
import { type RowAt, type RowMap, rowMap } from '../../../support/deposit-lines.ts'
import type { DocumentText } from '../../../support/deposit-lines/document.ts'
import { rowMark } from './hrefs.ts'

/** Which rows of the deposit feed which fields of the pivot, both ways. */
export interface TraceLinks {
  /** Rows of the document. */
  total: number
  /** The rows a field was made from, by the field's place among all. */
  rowsOf: RowAt[][]
  /** The places of the fields a row feeds, by the row's mark. */
  fieldsOf: Map<string, number[]>
  /** The first row of a line that was asked for. */
  lines: RowMap['byLine']
}

/** Every field, those around the invoice last. */
export function fieldsOf({ fields, envelope }: Pick<Explanation, 'fields' | 'envelope'>): ExplainedField[] {
  return [...fields, ...envelope]
}

/** The links between the fields and the document they come from; `line` is one somebody asks for beside. */
export async function traceLinks(
  text: DocumentText,
  fields: readonly ExplainedField[],
  line?: number,
): Promise<TraceLinks> {
  const origins = fields.flatMap((each) => each.origins)
  const lines = new Set(origins.flatMap((each) => each.line ?? []))
  if (line !== undefined) lines.add(line)
  const map = await rowMap(text, { xpaths: new Set(origins.map(({ xpath }) => xpath)), lines })
  const rowsOf = fields.map((each) => rowsFrom(each, map))
  const byRow = new Map<string, number[]>()
  for (const [place, rows] of rowsOf.entries())
    for (const row of rows) {
      const mark = rowMark(row)
      byRow.set(mark, [...(byRow.get(mark) ?? []), place])
    }
  return { total: map.total, rowsOf, fieldsOf: byRow, lines: map.byLine }
}

/** By the element where it is found, else by the line that is told. */
function rowsFrom({ origins }: ExplainedField, map: RowMap): RowAt[] {
  const found = origins.flatMap(({ xpath, line }) => {
    return map.byXpath.get(xpath) ?? (line === undefined ? undefined : map.byLine.get(line)) ?? []
  })
  return [...new Map(found.map((each) => [each.place, each])).values()]
}

/** What of both is looked at. */
export interface Picked {
  /** Places of fields. */
  fields: number[]
  rows: RowAt[]
}

/** What an address asks for: a field, whose rows are marked too; or a row, with the fields it feeds. */
export function pickedOf(
  query: URLSearchParams,
  { fields, links }: { fields: readonly ExplainedField[]; links: TraceLinks },
): Picked {
  const path = query.get('field')
  const place = path === null ? -1 : fields.findIndex((each) => each.path === path)
  if (place !== -1) return { fields: [place], rows: links.rowsOf[place] ?? [] }
  const row = rowAsked(query, links)
  return row === undefined
    ? { fields: [], rows: [] }
    : { fields: links.fieldsOf.get(rowMark(row)) ?? [], rows: [row] }
}

/** `?line=91`, or `?line=1.70` for a piece of a long line. */
function rowAsked(query: URLSearchParams, links: TraceLinks): RowAt | undefined {
  const [line, part] = lineAsked(query)
  if (line === undefined) return undefined
  const first = links.lines.get(line)
  return first && { place: first.place + part, line, part }
}

/** Line and piece that an address asks for. */
export function lineAsked(query: URLSearchParams): [line: number | undefined, part: number] {
  const found = /^([1-9]\d{0,8})(?:\.(\d{1,8}))?$/.exec(query.get('line') ?? '')
  return found === null ? [undefined, 0] : [Number(found[1]), Number(found[2] ?? 0)]
}
