// Judges what a service left: node test/chaos/checker.ts <folder of a world>
// It reads folders, the record and the archive by itself and shares no code with the service. Ends with 1 when
// anything is wrong, and names it.
import { type Judgement, judge } from './checker/check.ts'

/** What a person reads of a judgement. */
export function judgementText({
  findings,
  gravity,
  deposits,
  states,
  invoices,
  arrivals,
}: Judgement): string {
  const told = findings
    .slice(0, MOST)
    .map(({ kind, subject, detail }) => `${kind}: ${subject} ${detail}`.trimEnd())
  const more = findings.length > MOST ? [`and ${findings.length - MOST} more`] : []
  const verdicts = Object.entries(states).map(([state, flows]) => `${flows} ${state}`)
  return [
    ...told,
    ...more,
    `${deposits} deposits: ${verdicts.join(', ')}; ${invoices} invoices in pivots; ${arrivals} files arrived`,
    `${gravity.lost} lost, ${gravity.doubled} doubled, ${gravity.wrong} otherwise wrong`,
    '',
  ].join('\n')
}

const MOST = 50

if (import.meta.main) {
  const judgement = await judge(process.argv[2] ?? '.')
  process.stdout.write(judgementText(judgement))
  process.exitCode = judgement.findings.length === 0 ? 0 : 1
}
