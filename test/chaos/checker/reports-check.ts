import type { Arrival } from './arrivals.ts'
import { type Finding, finding } from './finding.ts'
import type { Flow, Outgoing, Record, Run } from './record.ts'

/** What each of its states is called in the two forms of a report. */
const VERDICTS: Readonly<
  globalThis.Record<string, { statuses: readonly string[]; words: readonly string[] }>
> = {
  integrated: { statuses: ['90'], words: ['INTÉGRÉ'] },
  'partially-integrated': { statuses: ['90,96'], words: ['INTÉGRÉ EN PARTIE'] },
  // Received and then refused, or not even received.
  rejected: { statuses: ['90,93', '93'], words: ['REJETÉ', 'IRRECEVABLE'] },
}

/** Each run that ended told its depositor, once in XML and once in words, and told what the record says. */
export function checkReports(record: Record, arrivals: readonly Arrival[]): Finding[] {
  const flows = new Map(record.flows.map((flow) => [flow.number, flow]))
  const outbox = Map.groupBy(record.outbox, ({ flow, run }) => `${flow}/${run}`)
  const arrived = new Map(arrivals.map((each) => [`${each.endpoint} ${each.name}`, each]))
  const settled = record.runs.filter(({ state }) => state !== null && state in VERDICTS)
  return settled.flatMap((run) => {
    const flow = flows.get(run.flow)
    if (flow === undefined) return [finding('run-wrong', `run ${run.run} of flow ${run.flow}`, 'of no flow')]
    const documents = outbox.get(`${run.flow}/${run.run}`) ?? []
    return [
      ...checkKind({ flow, run, documents, arrived }, 'report', xmlProblem),
      ...checkKind({ flow, run, documents, arrived }, 'report-text', textProblem),
    ]
  })
}

interface Reported {
  flow: Flow
  run: Run
  documents: readonly Outgoing[]
  arrived: ReadonlyMap<string, Arrival>
}

type Problem = (text: string, reported: Reported) => string | undefined

function checkKind(reported: Reported, kind: string, problemOf: Problem): Finding[] {
  const { flow, run, documents, arrived } = reported
  const subject = `${kind} of run ${run.run} of flow ${flow.number} ${flow.name}`
  const reports = documents.filter((each) => each.kind === kind)
  const [report] = reports
  if (report === undefined) return [finding('report-lost', subject, 'none was to be sent')]
  if (reports.length > 1) return [finding('report-doubled', subject, `${reports.length} were to be sent`)]
  const arrival = arrived.get(`${report.endpoint} ${report.name}`)
  if (arrival === undefined) return [finding('report-lost', subject, report.name)]
  const wrong = problemOf(arrival.bytes().toString('utf8'), reported)
  return wrong === undefined ? [] : [finding('report-wrong', subject, `${report.name}: ${wrong}`)]
}

function xmlProblem(xml: string, { flow, run }: Reported): string | undefined {
  if (!xml.trimEnd().endsWith('</CPPStatut>')) return 'is cut'
  const statuses = [...xml.matchAll(/<IdStatut>(\d+)<\/IdStatut>/g)].map(([, status]) => status).join(',')
  if (VERDICTS[run.state ?? '']?.statuses.includes(statuses) !== true) {
    return `says ${statuses}, the record ${run.state}`
  }
  const identifier = flow.name.slice(-25)
  return xml.includes(`<IdFlux>${identifier}</IdFlux>`) ? undefined : `does not name ${identifier}`
}

function textProblem(text: string, { flow, run }: Reported): string | undefined {
  const verdict = /^Verdict {2}: (.+)$/m.exec(text)?.[1] ?? 'nothing'
  if (VERDICTS[run.state ?? '']?.words.includes(verdict) !== true) {
    return `says ${verdict}, the record ${run.state}`
  }
  return text.includes(`Flux     : ${flow.name}\n`) ? undefined : `does not name ${flow.name}`
}
