import { type Fault, sentence } from '../../faults/fault.ts'
import type { Change, FaultDifference, InvoiceDifference } from '../../support/difference.ts'
import type { Rehearsed } from '../../support/dry-run.ts'
import type { DryRunTally } from '../../support/dry-run-tally.ts'

/** One flow of a dry run for programs: one object, one line; what is not known is null. */
export function rehearsedJson(of: Rehearsed): string {
  const judged = of.kind === 'judged' ? of : undefined
  const { outcome } = judged ?? {}
  return JSON.stringify({
    flow: of.flow,
    name: of.name,
    version: of.version ?? null,
    result: of.kind,
    before: of.state,
    after: outcome?.after ?? null,
    refusal: of.kind === 'refused' ? of.refusal : null,
    trouble: of.kind === 'trouble' ? of.error : null,
    faults: outcome === undefined ? null : differenceJson(outcome.faults),
    remarks: outcome === undefined ? null : differenceJson(outcome.remarks),
    invoices: outcome?.invoices.map(invoiceJson) ?? [],
    pivots:
      judged?.pivots.map(({ fields, ...pivot }) => ({ ...pivot, fields: fields.map(changeJson) })) ?? [],
    earlierPivotsGone: judged?.earlierPivotsGone ?? null,
  })
}

/** The counts, as the last line. */
export function tallyJson(of: DryRunTally, seconds: number): string {
  const verdicts = [...of.verdicts].map(([key, flows]) => {
    const [before, after] = key.split(' ')
    return { before, after, flows }
  })
  return JSON.stringify({
    total: {
      flows: of.flows,
      seconds: Math.round(seconds * 1000) / 1000,
      verdicts,
      gone: Object.fromEntries(of.gone),
      new: Object.fromEntries(of.new),
      factorChanged: of.factorChanged,
      routeChanged: of.routeChanged,
      pivots: of.pivots,
      refused: Object.fromEntries(of.refused),
      trouble: of.trouble,
    },
  })
}

function invoiceJson(of: InvoiceDifference) {
  return {
    number: of.number ?? null,
    document: of.document,
    idCpro: of.idCpro ?? null,
    before: of.before ?? null,
    after: of.after ?? null,
    sentInRun: of.sentIn ?? null,
    faults: differenceJson(of.faults),
    remarks: differenceJson(of.remarks),
    factor: valuesJson(of.factor),
    route: valuesJson(of.route),
  }
}

function differenceJson(of: FaultDifference) {
  return { gone: of.gone.map(faultJson), new: of.new.map(faultJson), kept: of.kept.map(faultJson) }
}

function faultJson(fault: Fault) {
  const [place] = fault.places
  return { code: fault.code, at: place?.xpath ?? null, line: place?.line ?? null, message: sentence(fault) }
}

function valuesJson<T>({ before, after, isChanged }: Change<T>) {
  return { changed: isChanged, before: before ?? null, after: after ?? null }
}

function changeJson(of: { path: string; before?: string; after?: string }) {
  return { path: of.path, before: of.before ?? null, after: of.after ?? null }
}
