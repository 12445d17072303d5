import { sentence, type Fault } from '../../faults/fault.ts'
import type { FactorReason } from '../../invoice/factor.ts'
import type {
  Change,
  FactorShown,
  FaultDifference,
  InvoiceDifference,
  RouteShown,
} from '../../support/difference.ts'
import type { Rehearsed } from '../../support/dry-run.ts'
import { safe, wrapped } from '../layout.ts'
import { paint } from '../paint.ts'
import { STATE_WORDS } from '../state-words.ts'
import { pivotLines } from './pivot-lines.ts'
import { refusalSentence } from './refusal-words.ts'

type FlowState = keyof typeof STATE_WORDS

/** Beyond so many invoices, those nothing changes for are left out. */
const MOST_UNCHANGED = 5

/** What a replay of the flow would change, for a person. */
export function rehearsedText(of: Rehearsed): string {
  const head = `${paint('bold', `Flux ${of.flow}`)}  ${safe(of.name)}${version(of.version)}`
  return [head, ...bodyOf(of), ''].join('\n')
}

function bodyOf(of: Rehearsed): string[] {
  if (of.kind === 'refused')
    return [`  ${paint('dim', 'non rejoué')}  ${wrapped(refusalSentence(of.refusal), 14)}`]
  if (of.kind === 'trouble') {
    return [
      `  ${paint('magenta', 'incident')}  ${wrapped(`il bloquerait (it would block): ${safe(of.error)}`, 12)}`,
    ]
  }
  const { outcome, pivots } = of
  const known = new Set(outcome.invoices.map((each) => each.idCpro))
  return [
    `  ${stateWord(of.state)} → ${stateWord(outcome.after)}`,
    ...faultLines(outcome.faults, outcome.remarks, '  '),
    ...shownInvoices(outcome.invoices).flatMap((invoice) => [
      ...invoiceLines(invoice),
      ...pivotLines(pivots.filter(({ idCpro }) => idCpro === invoice.idCpro)),
    ]),
    ...pivotLines(pivots.filter(({ idCpro }) => !known.has(idCpro))),
    ...(of.earlierPivotsGone
      ? ['    le pivot d’avant n’est plus dans l’archive (the earlier pivot has expired)']
      : []),
  ]
}

function version(number: number | undefined): string {
  if (number === 0) return ''
  const text = number === undefined ? 'fichier corrigé (corrected file)' : `version ${number}`
  return `  ${paint('cyan', text)}`
}

export function stateWord(state: FlowState): string {
  const { fr, colour } = STATE_WORDS[state]
  return paint(colour, fr)
}

function shownInvoices(invoices: readonly InvoiceDifference[]): InvoiceDifference[] {
  const changed = invoices.filter(isChanged)
  return invoices.length <= MOST_UNCHANGED ? [...invoices] : changed
}

function isChanged(of: InvoiceDifference): boolean {
  const { before, after, faults, remarks, factor, route } = of
  const said = [faults.gone, faults.new, remarks.gone, remarks.new]
  return before !== after || factor.isChanged || route.isChanged || said.some((each) => each.length > 0)
}

function invoiceLines(of: InvoiceDifference): string[] {
  return [
    `  Facture ${safe(of.number ?? of.document)}  ${verdict(of.before)} → ${verdict(of.after)}`,
    ...(of.sentIn === undefined
      ? []
      : [
          `    déjà remise par le passage ${of.sentIn} : elle y reste (sent by run ${of.sentIn}, left as it is)`,
        ]),
    ...faultLines(of.faults, of.remarks, '    '),
    ...changeLine('affactureur', of.factor, factorText),
    ...changeLine('remise', of.route, routeText),
  ]
}

const VERDICTS = { accepted: ['green', 'acceptée'], rejected: ['red', 'rejetée'] } as const

function verdict(of: InvoiceDifference['before']): string {
  if (of === undefined) return '—'
  const [colour, word] = VERDICTS[of]
  return paint(colour, word)
}

/** Each with its sentence; of those that stay, many, by their codes alone. */
function faultLines(faults: FaultDifference, remarks: FaultDifference, indent: string): string[] {
  const line = (sign: '−' | '+', fault: Fault, kind: 'fault' | 'remark') => {
    const colour = sign === '−' ? 'green' : kind === 'fault' ? 'red' : 'yellow'
    const text = `${safe(sentence(fault), 400)}${kind === 'remark' ? ' (remarque)' : ''}`
    const head = `${indent}${paint(colour, `${sign} ${fault.code}`)}  `
    return `${head}${wrapped(text, indent.length + fault.code.length + 4)}`
  }
  return [
    ...faults.gone.map((each) => line('−', each, 'fault')),
    ...remarks.gone.map((each) => line('−', each, 'remark')),
    ...faults.new.map((each) => line('+', each, 'fault')),
    ...remarks.new.map((each) => line('+', each, 'remark')),
    ...keptLines([...faults.kept, ...remarks.kept], indent),
  ]
}

/** Few enough to be told again. */
const FEW = 3

function keptLines(kept: readonly Fault[], indent: string): string[] {
  const merged = new Map(kept.map((each) => [each.code, each]))
  if (merged.size === 0) return []
  if (merged.size > FEW) return [`${indent}= ${wrapped([...merged.keys()].join(', '), indent.length + 2)}`]
  return [...merged.values()].map((each) => {
    const text = wrapped(safe(sentence(each), 400), indent.length + each.code.length + 4)
    return `${indent}${paint('dim', `= ${each.code}  ${text}`)}`
  })
}

function changeLine<T>(name: string, change: Change<T>, text: (value: T) => string): string[] {
  const { before, after, isChanged: changes } = change
  if (after === undefined && before === undefined) return []
  const told = (value: T | undefined) => (value === undefined ? '—' : text(value))
  const line = changes ? `${told(before)} → ${told(after)}` : `${told(after)} (inchangé, unchanged)`
  return [`    ${name.padEnd(13)}${wrapped(line, 17)}`]
}

const REASONS = {
  'no-payee': 'aucun',
  'payee-is-supplier': 'aucun, le bénéficiaire est le fournisseur',
  'no-account': 'ignoré, aucun compte à payer',
  'account-and-name': 'retenu',
} as const satisfies Record<FactorReason, string>

function factorText({ reason, name, accountEnd }: FactorShown): string {
  const account = accountEnd === undefined ? [] : [`compte …${safe(accountEnd)}`]
  return [REASONS[reason], ...(name === undefined ? [] : [safe(name, 60)]), ...account].join(', ')
}

function routeText({ application, structureName, siret, serviceCode }: RouteShown): string {
  const service = serviceCode === undefined ? '' : `, service ${safe(serviceCode, 40)}`
  return `${application}, ${safe(structureName, 80)} (${siret}${service})`
}
