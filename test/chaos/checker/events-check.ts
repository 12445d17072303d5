import { type Finding, finding, tally } from './finding.ts'
import type { Event, Flow, Outgoing, Record, Run } from './record.ts'

/** Every run's time line is whole, each event in it once and in its order. */
export function checkEvents(record: Record): Finding[] {
  const events = Map.groupBy(record.events, runOf)
  const outbox = Map.groupBy(record.outbox, runOf)
  const runs = new Map(record.runs.map((run) => [runOf(run), run]))
  const byFlow = Map.groupBy(record.runs, ({ flow }) => flow)
  return [
    ...record.flows.flatMap((flow) => checkRuns(flow, byFlow.get(flow.number) ?? [])),
    ...[...runs].flatMap(([key, run]) => checkRun(run, events.get(key) ?? [], outbox.get(key) ?? [])),
    ...[...events.keys()]
      .filter((key) => !runs.has(key))
      .map((key) => finding('run-wrong', `run ${key}`, 'has events and is not there')),
    ...checkGaps(record),
  ]
}

/** A flow has its runs from the first to the one it is at, whose state is its own. */
function checkRuns(flow: Flow, runs: readonly Run[]): Finding[] {
  const subject = `flow ${flow.number} ${flow.name}`
  const numbers = runs.map(({ run }) => run).join(',')
  const wanted = Array.from({ length: flow.run + 1 }, (_, run) => run).join(',')
  if (numbers !== wanted) return [finding('run-wrong', subject, `has runs ${numbers} instead of ${wanted}`)]
  const state = runs.at(-1)?.state ?? null
  if (state === null || state === flow.state) return []
  return [finding('run-wrong', subject, `is ${flow.state}, its run ${state}`)]
}

function checkRun(run: Run, events: readonly Event[], documents: readonly Outgoing[]): Finding[] {
  const subject = `run ${run.run} of flow ${run.flow}`
  const times = tally(events.map(({ kind }) => kind))
  const isEnded = run.ended_at !== null && run.state !== 'blocked'
  const wanted = { received: run.run === 0 ? 1 : 0, started: isEnded ? 1 : 0, outcome: isEnded ? 1 : 0 }
  return [
    ...Object.entries(wanted).flatMap(([what, due]) =>
      checkTimes({ subject, what, times: times.get(what) ?? 0, due }),
    ),
    ...checkSent(subject, events, documents),
    ...checkOrder(subject, events),
  ]
}

/** One a document that was sent. */
function checkSent(subject: string, events: readonly Event[], documents: readonly Outgoing[]): Finding[] {
  const sent = tally(events.filter(({ kind }) => kind === 'sent').map(nameIn))
  const due = new Set(documents.filter(({ state }) => state === 'sent').map(({ name }) => name))
  return [...new Set([...sent.keys(), ...due])].flatMap((name) =>
    checkTimes({
      subject,
      what: `sent ${name}`,
      times: sent.get(name) ?? 0,
      due: due.has(name) ? 1 : 0,
    }),
  )
}

interface Times {
  subject: string
  what: string
  times: number
  due: number
}

function checkTimes({ subject, what, times, due }: Times): Finding[] {
  if (times === due) return []
  return [
    finding(times < due ? 'event-lost' : 'event-doubled', subject, `${what}: ${times} instead of ${due}`),
  ]
}

const ORDER = ['received', 'started', 'outcome', 'sent']

/** Those every run has follow each other in their times, as they do in their numbers. */
function checkOrder(subject: string, events: readonly Event[]): Finding[] {
  const main = events.filter(({ kind }) => ORDER.includes(kind))
  return main.slice(1).flatMap((event, index) => {
    const before = main[index] as Event
    if (event.kind === before.kind) return [] // documents are sent side by side
    if (event.at >= before.at && ORDER.indexOf(event.kind) > ORDER.indexOf(before.kind)) return []
    const told = (each: Event) => `${each.kind} (${each.id}, ${each.at})`
    return [finding('event-out-of-order', subject, `${told(event)} after ${told(before)}`)]
  })
}

/** Events are only ever added: a number that is not there was removed. */
function checkGaps({ events, isWithoutGaps }: Record): Finding[] {
  if (!isWithoutGaps) return []
  return events.flatMap(({ id }, index) => {
    const before = events[index - 1]?.id ?? 0
    return id === before + 1 ? [] : [finding('event-lost', `event ${before + 1}`, `the next is ${id}`)]
  })
}

function nameIn({ detail }: Event): string {
  return (JSON.parse(detail) as { name: string }).name
}

function runOf({ flow, run }: { flow: number; run: number }): string {
  return `${flow}/${run}`
}
