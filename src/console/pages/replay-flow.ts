import type { FastifyInstance } from 'fastify'
import type { FlowFilter } from '../../record/flow-filter.ts'
import { type Weighed, weigh } from '../../support/replay.ts'
import { localPath } from '../access/local-path.ts'
import type { DeskTools } from '../desk-tools.ts'
import { flowQueryOf, flowsHref } from '../flow-query.ts'
import { numberOf } from '../number-asked.ts'
import { type Answer, type Asked, onGet, onPost, type Sent } from '../routes.ts'
import type { Visit } from '../visit.ts'
import { visitActor } from '../visit-actor.ts'
import { visitFilter } from '../visit-filter.ts'
import { type Filled, isToBeTyped, reasonOf, reasonProblem, sentAlready } from './replay-flow/ask-form.ts'
import { before, gone, tooMany } from './replay-flow/before-trial.ts'
import type { Trial } from './replay-flow/trial.ts'
import { type Tried, trialBody, trialPage } from './replay-flow/trial-page.ts'
import { Trials } from './replay-flow/trials.ts'
import { isOfAll } from './replays/filter-words.ts'

/** More flows than this are not tried before somebody says so; nor is anything that another site's page leads to. */
const UNASKED = 1_000
/** A short trial is shown ended at once. */
const PATIENCE_MS = 700

/** What a replay would be of, as somebody asked for it. */
interface Wanted {
  filter: FlowFilter
  again: boolean
  /** The address it was asked for with. */
  href: string
}

/** A replay from a flow or from a search: tried first, then asked for. */
export function replayFlowPages(server: FastifyInstance, tools: DeskTools): void {
  const trials = new Trials((error) => {
    tools.log.error(
      { error: error instanceof Error ? error.message : String(error) },
      'a trial of a replay failed',
    )
  })
  server.addHook('onClose', () => trials.close())
  const desk = { ...tools, trials }
  onGet(server, { path: '/replays/new', verb: 'rehearse' }, (visit, asked) => newTrial(visit, asked, desk))
  onGet(server, { path: '/flows/:flow/replay', verb: 'rehearse' }, (visit, asked) =>
    flowTrial(visit, asked, desk),
  )
  onPost(server, { path: '/replays/trials', verb: 'rehearse' }, (visit, sent) =>
    beginTrial(visit, sent, desk),
  )
  onGet(server, { path: '/replays/trials/:id', verb: 'rehearse' }, (visit, asked) =>
    shownTrial(visit, asked, desk),
  )
  onGet(server, { path: '/replays/trials/:id/progress', verb: 'rehearse' }, async (visit, { params }) => {
    const trial = trials.of(params['id'] ?? '', visit.visitor.account)
    return trial && { fragment: trialBody(visit, await tried(trial, desk)) }
  })
  onPost(server, { path: '/replays/trials/:id/leave', verb: 'rehearse' }, async (visit, { params }) => {
    const trial = trials.of(params['id'] ?? '', visit.visitor.account)
    trial?.leave()
    await trial?.atMost(PATIENCE_MS)
    return trial && { to: `/replays/trials/${trial.order.id}` }
  })
  onPost(server, { path: '/replays/trials/:id/ask', verb: 'replay' }, (visit, sent) => ask(visit, sent, desk))
}

type TrialTools = DeskTools & { trials: Trials }

/** As in the list of flows; `flow` names flows one by one. */
function wantedOf(visit: Visit, query: URLSearchParams, tools: DeskTools): Wanted {
  const again = query.get('again') === '1'
  const flows = query.getAll('flow').flatMap((each) => numberOf(each) ?? [])
  const { before: _, columns: __, ...chosen } = flowQueryOf(query)
  const address =
    flows.length > 0
      ? `?${flows.map((flow) => `flow=${flow}`).join('&')}`
      : flowsHref(chosen).slice('/flows'.length)
  const filter = visitFilter(chosen, visit, tools.settings)
  return {
    filter: flows.length > 0 ? { flows: [...new Set(flows)] } : filter,
    again,
    href: withAgain(`/replays/new${address}`, again),
  }
}

function withAgain(href: string, again: boolean): string {
  if (!again) return href
  return `${href}${href.includes('?') ? '&' : '?'}again=1`
}

async function newTrial(visit: Visit, { query, isFromElsewhere }: Asked, tools: TrialTools): Promise<Answer> {
  const wanted = wantedOf(visit, query, tools)
  const weighed = await weigh(wanted, tools.desk)
  const isToBeSaid = isFromElsewhere || weighed.found > UNASKED || isOfAll(wanted.filter)
  if (weighed.found === 0 || isToBeSaid) return before(visit, { ...wanted, weighed })
  return begin(visit, { wanted, weighed }, tools)
}

async function beginTrial(visit: Visit, { form }: Sent, tools: TrialTools): Promise<Answer> {
  const wanted = wantedOf(visit, new URL(localPath(form.get('href')), visit.url).searchParams, tools)
  return begin(visit, { wanted, weighed: await weigh(wanted, tools.desk) }, tools)
}

async function flowTrial(visit: Visit, asked: Asked, tools: TrialTools): Promise<Answer> {
  const { params, query, isFromElsewhere } = asked
  const flow = numberOf(params['flow'])
  if (flow === undefined || flow === 0) return undefined
  const again = query.get('again') === '1'
  const wanted = { filter: { flows: [flow] }, again, href: withAgain(`/flows/${flow}/replay`, again) }
  const weighed = await weigh(wanted, tools.desk)
  if (weighed.found === 0) return undefined
  const byForm = withAgain(`/replays/new?flow=${flow}`, again)
  if (isFromElsewhere) return before(visit, { ...wanted, href: byForm, weighed })
  return begin(visit, { wanted, weighed }, tools)
}

async function begin(
  visit: Visit,
  { wanted, weighed }: { wanted: Wanted; weighed: Weighed },
  { trials, desk, archive, pipeline }: TrialTools,
): Promise<Answer> {
  const order = { ...wanted, owner: visit.visitor.account, found: weighed.found, askedAt: visit.now }
  const trial = trials.begin(order, { desk, archive, pipeline })
  if (trial === undefined) return tooMany(visit, trials.likeOf(order), wanted.href)
  return { to: addressOf(trial) }
}

/** It carries what it was asked with, so that it can be tried anew when it is no longer kept. */
function addressOf({ order }: Trial): string {
  return `/replays/trials/${order.id}?of=${encodeURIComponent(order.href)}`
}

async function shownTrial(visit: Visit, { params, query }: Asked, tools: TrialTools): Promise<Answer> {
  const trial = tools.trials.of(params['id'] ?? '', visit.visitor.account)
  if (trial === undefined) return gone(visit, query.get('of'))
  await trial.atMost(PATIENCE_MS)
  return trialPage(visit, await tried(trial, tools))
}

async function tried(trial: Trial, { desk }: TrialTools): Promise<Tried> {
  const filled = { problems: {} }
  if (trial.state === 'running') return { trial, filled }
  return { trial, filled, weighed: await weigh(trial.order, desk) }
}

async function ask(visit: Visit, { params, form }: Sent, tools: TrialTools): Promise<Answer> {
  const trial = tools.trials.of(params['id'] ?? '', visit.visitor.account)
  if (trial === undefined || trial.state !== 'over') return gone(visit, trial?.order.href ?? null)
  const { filter, again } = trial.order
  const author = visit.visitor.account
  const reason = reasonOf(form.get('reason'))
  const request = { author, reason: reason ?? '', filter, again }
  const known = reason === undefined ? undefined : await tools.desk.replays.asked(request)
  if (known !== undefined) return { to: `/replays/${known.id}?known` }
  const weighed = await weigh(trial.order, tools.desk)
  const filled = filledIn(visit, { form, trial, weighed })
  if (weighed.replayable === 0 || Object.keys(filled.problems).length > 0) {
    return trialPage(visit, { trial, weighed, filled }, 422)
  }
  const { replay, isNew } = await tools.desk.replays.ask(request)
  if (!isNew) return { to: `/replays/${replay.id}?known` }
  await tools.desk.audit.note(visitActor(visit), {
    action: 'replay-asked',
    kind: 'replay',
    subject: replay.id,
    reason: request.reason,
    after: { filter, again, found: replay.found },
  })
  return { to: `/replays/${replay.id}` }
}

function filledIn(
  visit: Visit,
  { form, trial, weighed }: { form: URLSearchParams; trial: Trial; weighed: Weighed },
): Filled {
  const { t } = visit
  const isAccepted = form.get('accepts') === 'yes'
  const typed = (form.get('count') ?? '').replaceAll(/\D/g, '')
  const isWrongCount = isToBeTyped(trial, weighed) && typed !== String(weighed.replayable)
  const isUnaccepted = trial.order.again && sentAlready(weighed) > 0 && !isAccepted
  return {
    reason: form.get('reason') ?? '',
    count: form.get('count') ?? '',
    isAccepted,
    problems: {
      ...(reasonOf(form.get('reason')) === undefined ? { reason: reasonProblem(visit) } : {}),
      ...(isWrongCount
        ? {
            count: t(
              'Ce n’est pas le nombre de flux à rejouer.',
              'That is not the number of flows to replay.',
            ),
          }
        : {}),
      ...(isUnaccepted
        ? {
            accepts: t(
              'Cochez, ou essayez sans envoyer à nouveau.',
              'Tick it, or try without sending again.',
            ),
          }
        : {}),
    },
  }
}
