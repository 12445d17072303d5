import type { Problem } from '../../record/alerts.ts'
import type { LaneSight } from '../../record/lane-desk.ts'
import type { Desk } from '../../record/open-desk.ts'
import type { AlertSettings, UsualHours } from '../../settings/alerts.ts'
import { isSilent } from './usual-hours.ts'

export interface ProblemSources {
  desk: Pick<Desk, 'watch' | 'lanes'>
  settings: AlertSettings
  depositors: readonly { application: string; usual?: UsualHours }[]
}

const MINUTE_MS = 60_000
/** Blocked flows that are told one by one; of more, how many. */
const ONE_BY_ONE = 10

/** All that is not as it should be at this instant, as far as the settings want it told. */
export async function findProblems(sources: ProblemSources, now: Date): Promise<Problem[]> {
  return [
    ...(await blockedFlows(sources)),
    ...(await endpoints(sources, now)),
    ...(await oldestPending(sources, now)),
    ...(await silentDepositors(sources, now)),
  ]
}

async function blockedFlows({ desk, settings }: ProblemSources): Promise<Problem[]> {
  if (!settings.blocked) return []
  const first = await desk.watch.blocked(ONE_BY_ONE + 1)
  const told = first.slice(0, ONE_BY_ONE).map(({ flow, run, depositor, since }): Problem => {
    const facts = { flow, run, depositor }
    return { key: `blocked:${flow}:${run}`, kind: 'blocked', since, toleratedMs: 0, facts }
  })
  if (first.length <= ONE_BY_ONE) return told
  const others = (await desk.watch.flows()).blocked - ONE_BY_ONE
  return [...told, { key: 'blocked:others', kind: 'blocked', toleratedMs: 0, facts: { others } }]
}

/** Nothing goes out, be it that tries fail or that none is made. What support holds back itself is no news to it. */
async function endpoints({ desk, settings }: ProblemSources, now: Date): Promise<Problem[]> {
  const { endpointMinutes } = settings
  if (endpointMinutes === 'never') return []
  const toleratedMs = endpointMinutes * MINUTE_MS
  const isLate = ({ oldestAt }: LaneSight) =>
    oldestAt !== undefined && now.getTime() - Date.parse(oldestAt) >= toleratedMs
  const stuck = (await desk.lanes.list()).filter(
    (lane) => lane.held === undefined && (lane.tries > 0 || isLate(lane)),
  )
  return stuck.map(({ endpoint, waiting, tries, oldestAt }) => ({
    key: `endpoint:${endpoint}`,
    kind: 'endpoint',
    ...(tries > 0 || oldestAt === undefined ? {} : { since: oldestAt }),
    toleratedMs,
    facts: { endpoint, waiting, tries },
  }))
}

async function oldestPending({ desk, settings }: ProblemSources, now: Date): Promise<Problem[]> {
  const { pendingMinutes } = settings
  if (pendingMinutes === 'never') return []
  const oldest = await desk.watch.oldestPending()
  const toleratedMs = pendingMinutes * MINUTE_MS
  if (oldest === undefined || now.getTime() - Date.parse(oldest.since) < toleratedMs) return []
  const { flow, depositor, since } = oldest
  return [{ key: 'pending', kind: 'pending', since, toleratedMs, facts: { flow, depositor } }]
}

/** One that never dropped anything is not silent: it is not connected yet. */
async function silentDepositors({ desk, depositors }: ProblemSources, now: Date): Promise<Problem[]> {
  const problems: Problem[] = []
  for (const { application: depositor, usual } of depositors) {
    if (usual === undefined) continue
    const since = await desk.watch.lastReceived(depositor)
    if (since === undefined || !isSilent(usual, since, now)) continue
    problems.push({ key: `silent:${depositor}`, kind: 'silent', since, toleratedMs: 0, facts: { depositor } })
  }
  return problems
}
