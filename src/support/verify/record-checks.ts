import type { FlowFacts } from '../../record/integrity.ts'
import type { EventKind, FlowState } from '../../record/tables.ts'
import type { Finding } from './finding.ts'

type Check = (of: FlowFacts) => Finding[]

/** What of a flow does not go together. A flow whose record expired has nothing left to check. */
export function recordFindings(of: FlowFacts): Finding[] {
  if (of.hasExpired) return []
  return CHECKS.flatMap((check) => check(of)).map((finding) => ({
    ...finding,
    flow: of.flow,
    flowName: of.name,
  }))
}

const CHECKS: readonly Check[] = [runsContiguous, stateOfLastRun, reports, pivots, events, counts]

const ENDS = {
  received: false,
  processing: false,
  integrated: true,
  'partially-integrated': true,
  rejected: true,
  blocked: false,
} as const satisfies Record<FlowState, boolean>

/** True for the states that come with an outcome. */
function isOutcome(state: FlowState | null): state is 'integrated' | 'partially-integrated' | 'rejected' {
  return state !== null && ENDS[state]
}

function runsContiguous({ runs, run: wanted }: FlowFacts): Finding[] {
  const found = runs.map(({ run }) => run)
  const isWhole = found.length === wanted + 1 && found.every((run, index) => run === index)
  return isWhole ? [] : [{ kind: 'runs', found, wanted }]
}

function stateOfLastRun({ state, run, runs }: FlowFacts): Finding[] {
  const last = runs.find((each) => each.run === run)
  if (last === undefined) return [] // told as a missing run
  const isSame = isOutcome(state) ? last.state === state : last.state === null || last.state === state
  return isSame ? [] : [{ kind: 'state', run, flowState: state, runState: last.state ?? '—' }]
}

/** Each run that came to an outcome has told the depositor. */
function reports({ runs, sent }: FlowFacts): Finding[] {
  return runs.flatMap(({ run, state }): Finding[] => {
    const isTold = sent.some((document) => document.run === run && document.kind === 'report')
    return isOutcome(state) && !isTold ? [{ kind: 'no-report', run }] : []
  })
}

/** Each accepted invoice is in a pivot of its run, or of the earlier run it says. */
function pivots({ verdicts, sent }: FlowFacts): Finding[] {
  const written = sent.filter((document) => document.kind === 'pivot')
  const names = new Set(written.map(({ run, name }) => `${run} ${name}`))
  const runs = new Set(written.map(({ run }) => run))
  return verdicts.flatMap(({ run, accepted, delivered_run, pivot_name, count }): Finding[] => {
    const isThere =
      delivered_run === null
        ? pivot_name !== null && names.has(`${run} ${pivot_name}`)
        : runs.has(delivered_run)
    return accepted === 1 && !isThere ? [{ kind: 'no-pivot', run, invoices: count }] : []
  })
}

function events(of: FlowFacts): Finding[] {
  const { runs, sent, hasExpiredDocuments } = of
  const counted = (kind: EventKind, run?: number) =>
    of.events
      .filter((event) => event.kind === kind && (run === undefined || event.run === run))
      .reduce((sum, { count }) => sum + count, 0)
  const missing: Finding[] = []
  const wanted = (event: EventKind, run: number, times = 1) => {
    if (counted(event, run) < times) missing.push({ kind: 'no-event', event, run })
  }
  wanted('received', 0)
  for (const { run, state } of runs) {
    if (run > 0) wanted('replay-asked', run)
    if (isOutcome(state)) wanted('outcome', run)
    if (state === 'blocked') wanted('blocked', run)
    wanted('sent', run, sent.filter((each) => each.run === run && each.state === 'sent').length)
  }
  if (hasExpiredDocuments && counted('expired') === 0)
    missing.push({ kind: 'no-event', event: 'expired', run: of.run })
  return missing
}

function counts({ state, run, verdicts, invoices, accepted }: FlowFacts): Finding[] {
  if (!isOutcome(state)) return []
  const of = verdicts.filter((verdict) => verdict.run === run)
  const sum = (some: typeof of) => some.reduce((total, { count }) => total + count, 0)
  const found = { invoices: sum(of), accepted: sum(of.filter((verdict) => verdict.accepted === 1)) }
  const said = { invoices, accepted }
  return (['invoices', 'accepted'] as const).flatMap((what): Finding[] =>
    said[what] === found[what] ? [] : [{ kind: 'count', run, what, said: said[what], found: found[what] }],
  )
}
