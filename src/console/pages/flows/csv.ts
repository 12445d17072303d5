import type { FlowFilter } from '../../../record/flow-filter.ts'
import type { FoundFlow } from '../../../record/found-flows.ts'
import type { FlowSearch } from '../../../record/search.ts'
import type { Visit } from '../../visit.ts'

/** A spreadsheet's own limit, with its line of titles. */
export const MOST_ROWS = 1_048_575
const PAGE = 500
const PAGE_MS = 250
/** So that a spreadsheet reads it as UTF-8. */
const BYTE_ORDER_MARK = '\u{feff}'
/** What French spreadsheets part cells by. */
const BETWEEN = ';'

type Cell = string | number | undefined

const TITLES = {
  fr: [
    'Flux',
    'État',
    'Reçu (UTC)',
    'Déposant',
    'Interface',
    'Fichier',
    'Passage',
    'Factures',
    'Acceptées',
    'Facture',
    'Fournisseur',
    'Identifiant du fournisseur',
    'Destinataire',
    'Nom du destinataire',
    'Montant TTC',
    'Devise',
    'Anomalies',
    'Remarques',
  ],
  en: [
    'Flow',
    'State',
    'Received (UTC)',
    'Depositor',
    'Interface',
    'File',
    'Run',
    'Invoices',
    'Accepted',
    'Invoice',
    'Supplier',
    'Supplier identifier',
    'Recipient',
    'Recipient name',
    'Amount',
    'Currency',
    'Faults',
    'Remarks',
  ],
} as const

/** A line of titles, then a line a flow, the newest first, page by page as it is read. */
export async function* flowsCsv(
  search: FlowSearch,
  filter: FlowFilter,
  language: Visit['language'],
): AsyncGenerator<Buffer> {
  yield Buffer.from(BYTE_ORDER_MARK + line(TITLES[language]))
  let before: number | undefined
  let rows = 0
  do {
    const limit = Math.min(PAGE, MOST_ROWS - rows)
    const page = await search.page(filter, {
      limit,
      ms: PAGE_MS,
      ...(before === undefined ? {} : { before }),
    })
    if (page.flows.length > 0) yield Buffer.from(page.flows.map((flow) => line(cellsOf(flow))).join(''))
    rows += page.flows.length
    before = page.next
  } while (before !== undefined && rows < MOST_ROWS)
}

function cellsOf(of: FoundFlow): Cell[] {
  const { invoice } = of
  return [
    of.flow,
    of.state,
    of.receivedAt,
    of.depositor,
    of.interfaceCode,
    of.name,
    of.run,
    of.invoices,
    of.accepted,
    invoice?.number,
    invoice?.supplierName,
    invoice?.supplierId,
    invoice?.recipient,
    invoice?.recipientName,
    invoice?.amount,
    invoice?.currency,
    of.faults.join(' '),
    of.remarks.join(' '),
  ]
}

function line(cells: readonly Cell[]): string {
  return `${cells.map(cell).join(BETWEEN)}\r\n`
}

/** Decimal text as we read it, which no spreadsheet takes for a formula. */
const PLAIN_NUMBER = /^-?\d+(\.\d+)?$/
const FORMULA = /^\s*[=+\-@\t\r＝＋－＠]/
/** A spreadsheet that parts cells otherwise would begin one in the middle of ours. */
const INSIDE = /([,;\t\r\n]\s*)(?=[=+\-@＝＋－＠])/g

/** A stranger's text that a spreadsheet would compute is made text by an apostrophe before it. */
export function cell(value: Cell): string {
  if (value === undefined) return ''
  if (typeof value === 'number') return String(value)
  const isFormula = FORMULA.test(value) && !PLAIN_NUMBER.test(value)
  const plain = value.replaceAll(INSIDE, "$1'").replaceAll('"', '""')
  return `"${isFormula ? `'` : ''}${plain}"`
}
