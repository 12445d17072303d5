import type { Endpoint } from '../directory/structure.ts'
import { applicationEndpointId } from '../directory/structure.ts'
import type { LaneSight } from '../record/lane-desk.ts'
import type { Desk } from '../record/open-desk.ts'
import { depositorEndpoint, endpointOf, type Settings } from '../settings.ts'

/** How a destination is, the worst first. */
export type EndpointHealth = 'held' | 'failing' | 'documents' | 'waiting' | 'idle'

/** A place documents are delivered to, and what waits for it. */
export interface EndpointSight {
  id: string
  /** `application`: pivots go there; `depositor`: reports do. */
  kind: 'application' | 'depositor'
  code: string
  name: string
  /** Absent: the record knows it, the configuration no more; nothing leaves for it. */
  endpoint?: Endpoint
  lane: LaneSight
  health: EndpointHealth
}

export interface EndpointTools {
  desk: Pick<Desk, 'lanes'>
  settings: Pick<Settings, 'depositors' | 'directory'>
}

/** Every destination of the configuration, and any other something still waits for; what needs a person first. */
export async function endpointSights({ desk, settings }: EndpointTools): Promise<EndpointSight[]> {
  const lanes = new Map((await desk.lanes.list()).map((lane) => [lane.endpoint, lane]))
  const ids = new Set([
    ...settings.directory.applications().map(({ code }) => applicationEndpointId(code)),
    ...settings.depositors.map((each) => depositorEndpoint(each).id),
    ...lanes.keys(),
  ])
  const sights = [...ids].map((id) => sightOf(id, { lane: lanes.get(id), settings }))
  return sights.toSorted(
    (one, other) => ORDER[one.health] - ORDER[other.health] || (one.id < other.id ? -1 : 1),
  )
}

/** One of them; `undefined` when neither the configuration nor the record knows it. */
export async function endpointSight(id: string, tools: EndpointTools): Promise<EndpointSight | undefined> {
  const { desk, settings } = tools
  const lane = (await desk.lanes.list()).find(({ endpoint }) => endpoint === id)
  const isKnown =
    lane !== undefined || configured(settings, id) !== undefined || (await desk.lanes.isKnown(id))
  return isKnown ? sightOf(id, { lane, settings }) : undefined
}

const ORDER = { failing: 0, documents: 1, held: 2, waiting: 3, idle: 4 } as const satisfies Record<
  EndpointHealth,
  number
>

function configured(settings: EndpointTools['settings'], id: string): Endpoint | undefined {
  return endpointOf(settings, id)
}

function sightOf(
  id: string,
  {
    lane = { endpoint: id, waiting: 0, failing: 0, tries: 0 },
    settings,
  }: { lane?: LaneSight | undefined; settings: EndpointTools['settings'] },
): EndpointSight {
  const kind = id.startsWith('depositor:') ? 'depositor' : 'application'
  const code = id.slice(id.indexOf(':') + 1)
  const endpoint = configured(settings, id)
  const label =
    kind === 'depositor'
      ? settings.depositors.find(({ application }) => application === code)?.name
      : settings.directory.application(code)?.label
  return {
    id,
    kind,
    code,
    name: label ?? code,
    ...(endpoint === undefined ? {} : { endpoint }),
    lane,
    health: endpointHealth(lane),
  }
}

export function endpointHealth(lane: LaneSight): EndpointHealth {
  if (lane.held !== undefined) return 'held'
  if (lane.tries > 0) return 'failing'
  if (lane.failing > 0) return 'documents'
  return lane.waiting > 0 ? 'waiting' : 'idle'
}
