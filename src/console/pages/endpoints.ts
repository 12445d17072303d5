import type { FastifyInstance } from 'fastify'
import { type LaneVerb, orderLanes } from '../../support/deliveries.ts'
import { type EndpointSight, endpointSight } from '../../support/endpoint-sights.ts'
import type { AuditAction } from '../../record/audit-words.ts'
import type { DeskTools } from '../desk-tools.ts'
import { type Answer, onGet, onPost, type Sent } from '../routes.ts'
import type { Visit } from '../visit.ts'
import { visitActor } from '../visit-actor.ts'
import { listPage } from './endpoints/list.ts'
import { endpointPage } from './endpoints/one.ts'
import { endpointTests, type EndpointTests } from './endpoints/tests.ts'
import { endpointHref } from './structures/cells.ts'
import { type Ground, groundOf } from './structures/ground.ts'

const VERBS = {
  hold: { action: 'lane-held', isReasonNeeded: true },
  release: { action: 'lane-released', isReasonNeeded: true },
  retry: { action: 'lane-retried', isReasonNeeded: false },
} as const satisfies Record<LaneVerb, { action: AuditAction; isReasonNeeded: boolean }>

/** Where pivots and reports go: how each destination is, and what support does to it. */
export function endpointsPages(server: FastifyInstance, tools: DeskTools): void {
  const ground = groundOf(tools)
  const tests = endpointTests(ground)
  onGet(server, { verb: 'see-structures', path: '/endpoints' }, (visit) => listPage(visit, ground))
  onGet(server, { verb: 'see-structures', path: '/endpoints/:id' }, async (visit, { params, query }) => {
    const sight = await sightOf(params['id'], ground)
    return sight && endpointPage(visit, { sight, done: query.get('done') ?? undefined }, ground)
  })
  onPost(server, { verb: 'test-connection', path: '/endpoints/:id/test' }, (visit, { params }) =>
    test(visit, params['id'], { ground, tests }),
  )
  for (const verb of Object.keys(VERBS) as LaneVerb[]) {
    onPost(server, { verb: 'steer-deliveries', path: `/endpoints/:id/${verb}` }, (visit, sent) =>
      order(visit, { verb, sent }, ground),
    )
  }
}

function sightOf(id: string | undefined, { tools, live }: Ground): Promise<EndpointSight | undefined> {
  const { directory } = live.current()
  const settings = { depositors: tools.settings.depositors, directory }
  return id === undefined ? Promise.resolve(undefined) : endpointSight(id, { desk: tools.desk, settings })
}

async function test(
  visit: Visit,
  id: string | undefined,
  { ground, tests }: { ground: Ground; tests: EndpointTests },
): Promise<Answer> {
  const sight = await sightOf(id, ground)
  if (sight?.endpoint === undefined) return undefined
  const tested = await tests.run(sight)
  await ground.tools.desk.audit.note(visitActor(visit), {
    action: 'endpoint-tested',
    kind: 'lane',
    subject: sight.id,
    after: { isGood: tested.isGood, ms: tested.ms },
  })
  return endpointPage(visit, { sight, tested }, ground)
}

async function order(
  visit: Visit,
  { verb, sent }: { verb: LaneVerb; sent: Sent },
  ground: Ground,
): Promise<Answer> {
  const sight = await sightOf(sent.params['id'], ground)
  if (sight === undefined) return undefined
  const { action, isReasonNeeded } = VERBS[verb]
  const given = sent.form.get('reason')?.trim() ?? '' // none was given
  if (isReasonNeeded && given === '') return endpointPage(visit, { sight, withoutReason: verb }, ground)
  const reason = given === '' ? 'sans motif (no reason)' : given
  const actor = visitActor(visit)
  const { desk } = ground.tools
  const { changed } = await orderLanes(
    verb,
    { endpoints: [sight.id], author: actor.author, reason },
    { desk },
  )
  if (changed.length > 0) {
    const { held } = sight.lane
    const before = { held: held ?? null, waiting: sight.lane.waiting }
    await desk.audit.note(actor, { action, kind: 'lane', subject: sight.id, reason, before })
  }
  return { to: `${endpointHref(sight.id)}?done=${changed.length > 0 ? verb : `not-${verb}`}` }
}
