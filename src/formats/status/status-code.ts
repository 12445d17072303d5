import type { Report } from './report.ts'

/** Flow statuses of CPPStatut that Écluse gives, with the label that goes beside the code. */
export const FLOW_STATUSES = {
  '90': 'Reçu',
  '93': 'Erreur de réception',
  '96': 'Reçu, intégration partielle',
} as const

export type FlowStatus = keyof typeof FLOW_STATUSES

const AFTER_RECEPTION = {
  integrated: [],
  'partially-integrated': ['96'],
  rejected: ['93'],
} as const satisfies Record<Report['verdict'], readonly FlowStatus[]>

/** The statuses a flow went through: received unless it was inadmissible, then its outcome when it is not plain success. */
export function statusesOf(report: Pick<Report, 'verdict' | 'admissible'>): FlowStatus[] {
  return [...(report.admissible ? (['90'] as const) : []), ...AFTER_RECEPTION[report.verdict]]
}
