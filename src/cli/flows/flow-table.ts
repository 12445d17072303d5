import { money } from '../../formats/readable/view/french.ts'
import { amount } from '../../invoice/amount.ts'
import { parisText } from '../../invoice/paris.ts'
import type { FoundFlow } from '../../record/found-flows.ts'
import type { FlowState } from '../../record/tables.ts'
import { columns, safe } from '../layout.ts'
import { paint } from '../paint.ts'
import { STATE_WORDS } from '../state-words.ts'
import { type Column, fittedTable } from './fitted-table.ts'

/** So that a state is told without colour as well, and from afar. */
const SIGNS = {
  received: '·',
  processing: '…',
  integrated: '✓',
  'partially-integrated': '◐',
  rejected: '✗',
  blocked: '■',
} as const satisfies Record<FlowState, string>

/** Codes that a line shows; of the others it says how many there are. */
const CODES_SHOWN = 2

const COLUMNS: readonly Column<FoundFlow>[] = [
  { title: 'N°', cell: ({ flow }) => String(flow), align: 'right' },
  {
    title: 'ÉTAT',
    cell: ({ state }) => `${SIGNS[state]} ${STATE_WORDS[state].fr}`,
    painted: (text, { state }) => paint(STATE_WORDS[state].colour, text),
  },
  { title: 'REÇU', cell: ({ receivedAt }) => parisText(receivedAt).replace(' à ', ' ').slice(0, -3) },
  { title: 'DE', cell: ({ depositor }) => safe(depositor), goes: 3 },
  { title: 'FACTURE', cell: ({ invoice }) => safe(invoice?.number ?? '–'), least: 10 },
  { title: 'FOURNISSEUR', cell: ({ invoice }) => safe(invoice?.supplierName ?? '–'), least: 12, goes: 1 },
  { title: 'DESTINATAIRE', cell: ({ invoice }) => safe(invoice?.recipient ?? '–'), goes: 4 },
  { title: 'MONTANT', cell: amountText, align: 'right', goes: 5 },
  { title: 'FACT.', cell: countText, align: 'right', goes: 6 },
  { title: 'CODES', cell: codesText, goes: 2 },
  {
    title: 'FICHIER',
    cell: ({ name }) => safe(name),
    painted: (text) => paint('dim', text),
    least: 12,
    goes: 7,
  },
]

/** A line a flow under a line of titles, as wide as the terminal at most. */
export function flowTable(flows: readonly FoundFlow[]): string {
  const [titles = '', ...lines] = fittedTable(COLUMNS, flows, columns())
  return [paint('dim', titles), ...lines].join('\n')
}

function amountText({ invoice }: FoundFlow): string {
  const exact = invoice?.amount === undefined ? undefined : amount(invoice.amount)
  if (exact === undefined) return '–'
  return safe(money(exact, invoice?.currency ?? '?'))
}

/** Accepted ones of all there are. */
function countText({ accepted, invoices, state, expiredAt }: FoundFlow): string {
  if (expiredAt !== undefined) return 'expiré'
  return state === 'received' || state === 'processing' ? '–' : `${accepted}/${invoices}`
}

/** Faults first. */
function codesText({ faults, remarks }: FoundFlow): string {
  const codes = [...faults, ...remarks]
  const others = codes.length - CODES_SHOWN
  return `${codes.slice(0, CODES_SHOWN).join(' ')}${others > 0 ? ` +${others}` : ''}`
}
