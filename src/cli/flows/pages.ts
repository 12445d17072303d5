import type { FlowFilter } from '../../record/flow-filter.ts'
import type { FlowPage, FlowSearch } from '../../record/search.ts'
import { parisText } from '../../invoice/paris.ts'
import { paint } from '../paint.ts'

/** Flows asked for at once. */
const PAGE = 200
/** After so long one is told how far the search has come. */
const TELL_MS = 1_000

/** The newest flows that a filter finds, however long that takes, page by page. */
export async function* pagesOf(
  search: FlowSearch,
  filter: FlowFilter,
  wanted: { limit: number; before?: number },
): AsyncGenerator<FlowPage> {
  using teller = new Teller()
  let { limit } = wanted
  let next = wanted.before
  do {
    const before = next === undefined ? {} : { before: next }
    const page = await search.page(filter, { limit: Math.min(limit, PAGE), ...before, ms: TELL_MS })
    if (page.lookedBackTo !== undefined) teller.tell(page.lookedBackTo)
    yield page
    limit -= page.flows.length
    next = page.next
  } while (limit > 0 && next !== undefined)
}

/** Says on a terminal how far back the search has come, and takes that away in the end. */
class Teller implements Disposable {
  #hasTold = false

  tell(instant: string): void {
    if (!process.stderr.isTTY) return
    this.#hasTold = true
    const text = `cherché jusqu’au (searched back to) ${parisText(instant)}`
    process.stderr.write(`\r${paint('dim', text, process.stderr)}`)
  }

  [Symbol.dispose](): void {
    if (this.#hasTold) process.stderr.write('\r\u001b[K')
  }
}
