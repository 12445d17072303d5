import type { Arrival } from './arrivals.ts'
import type { Accounted } from './deposits-check.ts'
import { type Finding, finding } from './finding.ts'
import type { InvoiceNote } from './notes.ts'
import { type PivotUnit, unitsOf } from './pivot-file.ts'
import type { Invoice, Record } from './record.ts'

/** An invoice in a pivot a recipient has. */
interface Delivered extends PivotUnit {
  endpoint: string
  pivot: string
}

const PIVOTS = 'application:'

/**
 * Each invoice that was accepted is in one pivot, as it was deposited; by its number and supplier, and by the number
 * the record gave it. None that was refused is in any.
 */
export function checkInvoices(
  accounted: readonly Accounted[],
  record: Record,
  arrivals: readonly Arrival[],
): { findings: Finding[]; delivered: number } {
  const findings: Finding[] = []
  const delivered: Delivered[] = []
  for (const arrival of arrivals.filter(({ endpoint }) => endpoint.startsWith(PIVOTS))) {
    try {
      const { endpoint, name: pivot } = arrival
      delivered.push(...unitsOf(arrival.bytes()).map((unit) => ({ ...unit, endpoint, pivot })))
    } catch (error) {
      findings.push(finding('file-cut', `${arrival.endpoint} ${arrival.name}`, String(error)))
    }
  }
  findings.push(...checkDeposited(accounted, delivered), ...checkRecorded(record, delivered))
  return { findings, delivered: delivered.length }
}

/** By number and supplier, against what was deposited. */
function checkDeposited(accounted: readonly Accounted[], delivered: readonly Delivered[]): Finding[] {
  const found = Map.groupBy(delivered.filter(isFirst), identityOf)
  const deposited = Map.groupBy(
    accounted.flatMap(({ deposit }) => deposit.invoices.map((invoice) => ({ invoice, deposit }))),
    ({ invoice }) => identityOf(invoice),
  )
  const unknown = [...found.keys()].filter((identity) => !deposited.has(identity))
  return [
    ...unknown.map((identity) => finding('invoice-not-to-be-sent', identity, 'nobody deposited it')),
    ...[...deposited].flatMap(([identity, copies]) => {
      const good = copies.find(({ invoice, deposit }) => invoice.isGood && deposit.expected !== 'blocked')
      return checkInvoice(identity, good?.invoice, found.get(identity) ?? [])
    }),
  ]
}

/** `invoice`: as deposited, when it is one that is to arrive. */
function checkInvoice(
  identity: string,
  invoice: InvoiceNote | undefined,
  found: readonly Delivered[],
): Finding[] {
  const pivots = found.map(({ pivot }) => pivot).join(', ')
  if (invoice === undefined) {
    return found.length === 0 ? [] : [finding('invoice-not-to-be-sent', identity, pivots)]
  }
  if (found.length === 0) return [finding('invoice-lost', identity)]
  if (found.length > 1) return [finding('invoice-doubled', identity, pivots)]
  return found.flatMap((unit) => checkContent(identity, invoice, unit))
}

function checkContent(identity: string, invoice: InvoiceNote, unit: Delivered): Finding[] {
  const terms = ['endpoint', 'recipient', 'ht', 'ttc', 'net', 'account', 'payee'] as const
  const altered = terms
    .filter((term) => invoice[term] !== unit[term])
    .map((term) => `${term} ${String(unit[term])} instead of ${String(invoice[term])}`)
  if (!unit.files.includes(invoice.enclosed)) altered.push('the file that came with it is not in it')
  return altered.map((detail) => finding('invoice-altered', identity, `${unit.pivot}: ${detail}`))
}

/** By the number the record gave it, against the record; a replay that sends again says so in the pivot. */
function checkRecorded(record: Record, delivered: readonly Delivered[]): Finding[] {
  const again = new Set(record.runs.filter((each) => each.again === 1).map(runOf))
  const found = Map.groupBy(delivered, ({ idCpro }) => idCpro)
  const sent = record.invoices.filter((each) => each.accepted === 1 && each.delivered_run === null)
  const recorded = Map.groupBy(sent, ({ id_cpro }) => id_cpro ?? 'none')
  const unknown = [...found].filter(([id]) => !recorded.has(id))
  return [
    ...unknown.map(([id, [unit]]) => finding('invoice-not-to-be-sent', `IdCPRO ${id}`, unit?.pivot)),
    ...[...recorded].flatMap(([id, rows]) => {
      const units = found.get(id) ?? []
      const first = checkTimes(
        id,
        rows.filter((row) => !again.has(runOf(row))),
        units.filter(isFirst),
      )
      const repeated = checkTimes(
        id,
        rows.filter((row) => again.has(runOf(row))),
        units.filter((unit) => !isFirst(unit)),
      )
      return [...first, ...repeated]
    }),
  ]
}

function checkTimes(id: string, rows: readonly Invoice[], units: readonly Delivered[]): Finding[] {
  const subject = `IdCPRO ${id}`
  const pivots = units.map(({ pivot }) => pivot)
  const missing = rows.filter(({ pivot_name }) => !pivots.includes(pivot_name ?? 'none'))
  if (missing.length > 0)
    return [finding('invoice-lost', subject, missing[0]?.pivot_name ?? 'no pivot named')]
  return units.length > rows.length ? [finding('invoice-doubled', subject, pivots.join(', '))] : []
}

function isFirst({ renvoi }: PivotUnit): boolean {
  return renvoi === 'Non'
}

function runOf({ flow, run }: { flow: number; run: number }): string {
  return `${flow}/${run}`
}

function identityOf({ supplier, number }: { supplier: string; number: string }): string {
  return `${supplier} ${number}`
}
