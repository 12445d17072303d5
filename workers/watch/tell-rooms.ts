import type { Outcome, StageName } from '../../src/pipeline/outcome.ts'
import type { FlowToRun } from '../../src/record/ledger.ts'
import type { Tally } from '../../src/support/watch/tally.ts'
import type { Log } from '../log.ts'

/** A run that has its outcome in the record. */
export interface JudgedRun {
  flow: Pick<FlowToRun, 'size' | 'receivedAt' | 'run'>
  outcome: Outcome
  /** How long the record took, in ms. */
  commitMs: number
}

export interface Tellers {
  log: Log
  tally: Tally
}

/** Counts a run, and tells of it: a line for each room it went through, without anything a document says. */
export function tellRooms(judged: JudgedRun, { log, tally }: Tellers): void {
  countRun(judged, tally)
  if (!log.isLevelEnabled('info')) return
  const { outcome, flow, commitMs } = judged
  const { flow: number, run, interfaceCode, journey, documents, state, invoices } = outcome
  const about = { flow: number, run, interface: interfaceCode }
  const codes = faultCodes(outcome)
  for (const { stage, status, ms } of journey) {
    if (status === 'skipped') continue
    const found = codes.filter((code) => roomOf(code) === stage)
    const verdict = found.length > 0 ? { verdict: 'faults', codes: found } : { verdict: status }
    log.info({ room: stage, ...about, ...verdict, ms: rounded(ms), bytes: flow.size }, 'passed')
  }
  const accepted = invoices.filter((each) => each.accepted).length
  const figures = { invoices: invoices.length, accepted, documents: documents.length }
  const bytes = documents.reduce((sum, document) => sum + document.bytes.length, 0)
  const verdict = { state, codes, remarks: remarkCodes(outcome), ...figures }
  log.info({ room: 'commit', ...about, ...verdict, ms: rounded(commitMs), bytes }, 'judged')
}

function countRun({ outcome, flow, commitMs }: JudgedRun, tally: Tally): void {
  const { journey, invoices, interfaceCode, state } = outcome
  for (const { stage, status, ms } of journey) if (status !== 'skipped') tally.time(stage, ms)
  tally.time('commit', commitMs)
  if (flow.run === 0) tally.time('verdict', Math.max(0, Date.now() - Date.parse(flow.receivedAt)))
  tally.count('judged', [interfaceCode ?? 'unknown', state])
  for (const { accepted, sketch } of invoices) {
    tally.count('invoices', [accepted ? 'accepted' : 'rejected'])
    if (sketch !== undefined) tally.count('factors', [sketch.factor.status])
  }
  for (const code of new Set([...faultCodes(outcome), ...remarkCodes(outcome)])) tally.count('codes', [code])
}

function faultCodes({ faults, invoices }: Outcome): string[] {
  return codesOf([faults, ...invoices.map((each) => each.faults)])
}

function remarkCodes({ remarks, invoices }: Outcome): string[] {
  return codesOf([remarks, ...invoices.map((each) => each.remarks)])
}

function codesOf(all: readonly (readonly { code: string }[])[]): string[] {
  return [...new Set(all.flatMap((some) => some.map(({ code }) => code)))]
}

/** The rooms that find faults, by the first letters of what they find; all else is found when the rules are asked. */
function roomOf(code: string): StageName {
  if (code.startsWith('RCV')) return 'open'
  return code.startsWith('VAL') ? 'validate' : 'check'
}

function rounded(ms: number): number {
  return Math.round(ms * 1_000) / 1_000
}
