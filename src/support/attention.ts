import type { FlowFilter } from '../record/flow-filter.ts'
import type { LaneSight } from '../record/lane-desk.ts'
import type { Desk } from '../record/open-desk.ts'
import type { WaitingFlow } from '../record/waiting-flows.ts'
import { isFailing } from './deliveries.ts'

/** What needs a person, or would if it went on: of the moment, whatever period is looked at. */
export interface Attention {
  /** Flows that wait for support. */
  blocked: WaitingFigure
  /** Flows that wait for their outcome. */
  pending: WaitingFigure
  /** Endpoints that take nothing, or not all; those held back. */
  lanes: LaneSight[]
  /** Documents still to be sent, wherever they go. */
  undelivered: { documents: number; endpoints: number; oldest?: { endpoint: string; since: string } }
}

export interface WaitingFigure {
  count: number
  /** Absent when there is none. */
  oldest?: WaitingFlow
  filter: FlowFilter
}

/** Of one depositor or of all. A depositor is told of its own endpoint only: the others are no business of its. */
export async function attention(
  { desk }: { desk: Pick<Desk, 'statistics' | 'lanes'> },
  depositor: string | undefined,
): Promise<Attention> {
  const waiting = await desk.statistics.waiting(depositor)
  const all = await desk.lanes.list()
  const lanes =
    depositor === undefined ? all : all.filter(({ endpoint }) => endpoint === `depositor:${depositor}`)
  const { blocked, pending, oldestBlocked, oldestPending } = waiting
  const mine = depositor === undefined ? {} : { depositor }
  return {
    blocked: {
      count: blocked,
      filter: { ...mine, states: ['blocked'] },
      ...(oldestBlocked === undefined ? {} : { oldest: oldestBlocked }),
    },
    pending: {
      count: pending,
      filter: { ...mine, states: ['received', 'processing'] },
      ...(oldestPending === undefined ? {} : { oldest: oldestPending }),
    },
    lanes: lanes.filter((lane) => isFailing(lane) || lane.held !== undefined),
    undelivered: undeliveredIn(lanes),
  }
}

function undeliveredIn(lanes: readonly LaneSight[]): Attention['undelivered'] {
  const waiting = lanes.filter((lane) => lane.waiting > 0)
  const [oldest] = waiting
    .flatMap(({ endpoint, oldestAt }) => (oldestAt === undefined ? [] : [{ endpoint, since: oldestAt }]))
    .toSorted((one, other) => (one.since < other.since ? -1 : 1))
  return {
    documents: waiting.reduce((sum, lane) => sum + lane.waiting, 0),
    endpoints: waiting.length,
    ...(oldest === undefined ? {} : { oldest }),
  }
}
