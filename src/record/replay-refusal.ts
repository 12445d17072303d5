import type { FlowState } from './tables.ts'

/** Why a flow cannot be replayed now. */
export type Refusal = 'unknown' | 'pending' | 'integrated' | 'expired' | 'too-many-runs'

/** The last run a flow may have: the names of its documents have two digits for it. */
const LAST_RUN = 99

interface AtItsEnd {
  state: FlowState
  run: number
  documents_expired_at: string | null
  expired_at: string | null
}

/** Why this flow cannot be replayed; `undefined` when it can. An integrated one can only be sent again. */
export function refusalOf(flow: AtItsEnd, again: boolean): Exclude<Refusal, 'unknown'> | undefined {
  if (flow.state === 'received' || flow.state === 'processing') return 'pending'
  if (flow.documents_expired_at !== null || flow.expired_at !== null) return 'expired'
  if (flow.state === 'integrated' && !again) return 'integrated'
  return flow.run >= LAST_RUN ? 'too-many-runs' : undefined
}
