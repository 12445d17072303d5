import type { Outcome } from '../../src/pipeline/outcome.ts'

/** A verdict in the words of the table of cases: `accepted`, or `remark`, `partial` or `rejected` and its codes. */
export function verdictOf(outcome: Outcome): string {
  const parts = [outcome, ...outcome.invoices]
  const codes = parts.flatMap(({ faults, remarks }) => [...faults, ...remarks].map(({ code }) => code))
  return inWords(outcome.state, codes)
}

/** The same, of a report as its depositor gets it. */
export function verdictIn(report: string): string {
  const statuses = [...report.matchAll(/<IdStatut>(\d+)</g)].map(([, status]) => status ?? '')
  const said = /<CodeErreur>([^<]*)<|^(?: *<Note>)?REMARQUE ([A-Z]{3}-\d\d) : /gm
  const codes = [...report.matchAll(said)].map(([, fault, remark]) => fault ?? remark ?? '')
  return inWords(STATES[statuses.at(-1) ?? ''] ?? 'unknown', codes)
}

const STATES: Readonly<Record<string, string>> = {
  '90': 'integrated',
  '93': 'rejected',
  '96': 'partially-integrated',
}

const WORDS: Readonly<Record<string, string>> = { rejected: 'rejected', 'partially-integrated': 'partial' }

function inWords(state: string, codes: readonly string[]): string {
  const said = [...new Set(codes)].toSorted()
  const word = state === 'integrated' ? (said.length === 0 ? 'accepted' : 'remark') : (WORDS[state] ?? state)
  return [word, ...said].join(' ')
}
