/** What a page of a flow is shown as of. */
export interface FlowAt {
  flow: number
  run?: number | undefined
}

/** `/flows/12?run=1&tab=runs` */
export function flowHref({ flow, run }: FlowAt, query: Record<string, string | undefined> = {}): string {
  return withQuery(`/flows/${flow}`, { run: run === undefined ? undefined : String(run), ...query })
}

/** `/flows/12/invoices/3000?line=91#L91` */
export function invoiceHref(
  { flow, run }: FlowAt,
  index: number,
  query: Record<string, string | undefined> = {},
): string {
  const { at, ...rest } = query
  const asked = { run: run === undefined ? undefined : String(run), ...rest }
  return `${withQuery(`/flows/${flow}/invoices/${index}`, asked)}${at === undefined ? '' : `#${at}`}`
}

/** Where a row of its document is marked. */
export function rowHref(at: FlowAt, index: number, row: { line: number; part: number }): string {
  const mark = rowMark(row)
  return invoiceHref(at, index, { line: mark.slice(1), at: mark })
}

/** Under its hash: a name may be that of a document of several runs. */
export function documentHref(flow: number, { sha256 }: { sha256: string }): string {
  return `/flows/${flow}/documents/${sha256}`
}

/** What a row is called in the page, and in an address. */
export function rowMark({ line, part }: { line: number; part: number }): string {
  return part === 0 ? `L${line}` : `L${line}.${part}`
}

function withQuery(path: string, query: Record<string, string | undefined>): string {
  const told = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as [string, string]],
  )
  const search = new URLSearchParams(told).toString()
  return search === '' ? path : `${path}?${search}`
}
