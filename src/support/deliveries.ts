import type { LaneSight } from '../record/lane-desk.ts'
import type { LaneOrder } from '../record/lane-orders.ts'
import type { Desk } from '../record/open-desk.ts'
import { endpointOf, type Settings } from '../settings.ts'

export interface DeliveryDesk {
  desk: Pick<Desk, 'lanes'>
  settings: Settings
}

/** Which lanes a person means; all that is given adds up. */
export interface LaneChoice {
  endpoints: readonly string[]
  /** Every lane with something waiting, held back or failing. */
  all: boolean
  /** Every lane that fails, itself or a document of it. */
  failed: boolean
}

export interface ChosenLanes {
  lanes: LaneSight[]
  /** Neither the configuration nor the record knows these endpoints. */
  unknown: string[]
}

/** What is done to a lane: tried now, held back, or let go. */
export type LaneVerb = 'retry' | 'hold' | 'release'

export interface LaneChange {
  changed: string[]
  /** Held already, not held, or, of those to be tried, held back. */
  unchanged: string[]
}

/** The endpoint takes nothing, or a document for it fails for a reason of its own. */
export function isFailing({ tries, failing }: LaneSight): boolean {
  return tries > 0 || failing > 0
}

/**
 * The lanes that are meant, by endpoint; those named are there even when nothing waits in them. An endpoint is named by its
 * id, or by its code alone: `FIN001` is `application:FIN001` and `depositor:FIN001`, whichever there is.
 */
export async function chooseLanes(
  choice: LaneChoice,
  { desk, settings }: DeliveryDesk,
): Promise<ChosenLanes> {
  const listed = await desk.lanes.list()
  const chosen = new Map<string, LaneSight>()
  for (const lane of listed) {
    if (choice.all || (choice.failed && isFailing(lane))) chosen.set(lane.endpoint, lane)
  }
  const unknown: string[] = []
  for (const named of choice.endpoints) {
    const ids = await knownIds(named, { desk, settings })
    if (ids.length === 0) unknown.push(named)
    for (const id of ids) {
      const lane = listed.find(({ endpoint }) => endpoint === id)
      chosen.set(id, lane ?? { endpoint: id, waiting: 0, failing: 0, tries: 0 })
    }
  }
  const lanes = [...chosen.values()].toSorted((one, other) => (one.endpoint < other.endpoint ? -1 : 1))
  return { lanes, unknown }
}

/** Of the ids a name may stand for, those the configuration or the record has. */
async function knownIds(named: string, { desk, settings }: DeliveryDesk): Promise<string[]> {
  const ids = named.includes(':') ? [named] : [`application:${named}`, `depositor:${named}`]
  const known: string[] = []
  for (const id of ids) {
    if (endpointOf(settings, id) !== undefined || (await desk.lanes.isKnown(id))) known.push(id)
  }
  return known
}

/** Done in the record; a service that runs notices within about a second, one that does not at its next start. */
export async function orderLanes(
  verb: LaneVerb,
  order: LaneOrder,
  { desk }: Pick<DeliveryDesk, 'desk'>,
): Promise<LaneChange> {
  const changed = await desk.lanes[verb](order)
  return { changed, unchanged: order.endpoints.filter((endpoint) => !changed.includes(endpoint)) }
}
