/** What can be wrong with what a service left, and what it amounts to. */
export const FINDINGS = {
  'deposit-lost': 'lost',
  'deposit-doubled': 'doubled',
  'flow-from-nowhere': 'wrong',
  'left-at-the-door': 'wrong',
  'flow-unfinished': 'lost',
  'flow-blocked': 'wrong',
  'verdict-wrong': 'wrong',
  'run-wrong': 'wrong',
  'invoice-lost': 'lost',
  'invoice-doubled': 'doubled',
  'invoice-not-to-be-sent': 'wrong',
  'invoice-altered': 'wrong',
  'report-lost': 'lost',
  'report-doubled': 'doubled',
  'report-wrong': 'wrong',
  'file-lost': 'lost',
  'file-doubled': 'doubled',
  'file-cut': 'wrong',
  'file-from-nowhere': 'wrong',
  'leftover-not-ours': 'wrong',
  'event-lost': 'lost',
  'event-doubled': 'doubled',
  'event-out-of-order': 'wrong',
  'archive-lost': 'lost',
  'archive-altered': 'wrong',
} as const satisfies Record<string, Gravity>

export type Gravity = 'lost' | 'doubled' | 'wrong'
export type FindingKind = keyof typeof FINDINGS

export interface Finding {
  kind: FindingKind
  /** What it is about: a flow, an invoice, a file. */
  subject: string
  detail: string
}

export function finding(kind: FindingKind, subject: string, detail = ''): Finding {
  return { kind, subject, detail }
}

/** How often each value of a list is in it. */
export function tally<T>(values: Iterable<T>): Map<T, number> {
  const counts = new Map<T, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}
