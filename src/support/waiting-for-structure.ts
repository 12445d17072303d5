import { routingFaults } from '../faults/routing-faults.ts'
import type { Desk } from '../record/open-desk.ts'

export type RoutingFault = keyof typeof routingFaults

/** Rejected flows that a change of the structure may mend. */
export interface WaitingForStructure {
  fault: RoutingFault
  flows: number
  /** False: there are at least so many. */
  isAll: boolean
}

const COUNTED = 10_000
/** Of each code: the page is waited for. */
const MS = 40

/** By the code they were rejected with; codes nothing was rejected with are left out. */
export async function waitingForStructure(
  siret: string,
  desk: Pick<Desk, 'search'>,
): Promise<WaitingForStructure[]> {
  const found: WaitingForStructure[] = []
  for (const fault of Object.keys(routingFaults) as RoutingFault[]) {
    const filter = { recipient: siret, fault, states: ['rejected', 'partially-integrated'] } as const
    const { flows, isAll } = await desk.search.count(filter, { atMost: COUNTED, ms: MS })
    if (flows > 0 || !isAll) found.push({ fault, flows, isAll })
  }
  return found
}
