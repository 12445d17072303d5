import { setTimeout } from 'node:timers/promises'
import { giveTo } from '../../src/channels/notice/command.ts'
import { postTo } from '../../src/channels/notice/webhook.ts'
import type { AlertNotice } from '../../src/record/alerts.ts'
import type { Ledger } from '../../src/record/ledger.ts'
import type { Desk } from '../../src/record/open-desk.ts'
import type { AlertSettings } from '../../src/settings/alerts.ts'
import type { Settings } from '../../src/settings.ts'
import { sentNotice } from '../../src/support/alerts/alert-words.ts'
import { findProblems } from '../../src/support/alerts/find-problems.ts'
import { backoff } from '../backoff.ts'
import { inWords, type Log } from '../log.ts'

export interface AlertTools {
  settings: Pick<Settings, 'alerts' | 'depositors'>
  desk: Desk
  ledger: Pick<Ledger, 'id' | 'duties'>
  /** This machine. */
  owner: string
  log: Log
}

const DUTY = 'alerts'
const RETRY = { backoffMs: 5_000, backoffMaxMs: 300_000 }
/** How long it is remembered what was told. */
const REMEMBERED_MS = 30 * 86_400_000

/**
 * Looks, every so often, for what is not as it should be, and has it told: one machine of those that share the record.
 * Until disposed. Trouble is logged, and everything still to be told is told later.
 */
export function openAlerts(tools: AlertTools): AsyncDisposable {
  const stop = new AbortController()
  const running = keepLooking(stop.signal, tools)
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await running
      await tools.ledger.duties
        .leave([DUTY], tools.owner)
        .catch((error: unknown) =>
          tools.log.debug({ error: inWords(error) }, 'alerts not left: they run out'),
        )
    },
  }
}

async function keepLooking(stop: AbortSignal, tools: AlertTools): Promise<void> {
  const { settings, log } = tools
  const everyMs = settings.alerts.everySeconds * 1_000
  for (;;) {
    await setTimeout(everyMs, undefined, { signal: stop }).catch(() => undefined) // aborted: seen below
    if (stop.aborted) return
    try {
      await look(tools, everyMs)
    } catch (error) {
      log.warn({ error: inWords(error) }, 'alerts not looked for')
    }
  }
}

async function look(tools: AlertTools, everyMs: number): Promise<void> {
  const { settings, desk, ledger, owner } = tools
  const sureMs = 3 * everyMs + settings.alerts.timeoutMs
  const mine = await ledger.duties.take([DUTY], { owner }, sureMs)
  if (!mine.has(DUTY)) return
  const now = new Date()
  const sources = { desk, settings: settings.alerts, depositors: settings.depositors }
  await desk.alerts.found(await findProblems(sources, now), now.toISOString(), { name: DUTY, owner })
  while (await tellNext(tools)) await ledger.duties.take([DUTY], { owner }, sureMs)
}

/** True when one was told and another may follow. */
async function tellNext({ settings, desk, ledger, log }: AlertTools): Promise<boolean> {
  const notice = await desk.alerts.nextToTell(new Date().toISOString())
  if (notice === undefined) return false
  const { key: alert, phase, since, tries } = notice
  if (tries === 0) log[phase === 'begin' ? 'warn' : 'info']({ alert, phase, since }, 'alert')
  try {
    await send(notice, { to: settings.alerts, record: ledger.id })
  } catch (error) {
    const waitMs = backoff(tries, RETRY)
    const nextAt = new Date(Date.now() + waitMs).toISOString()
    log.warn({ alert, phase, tries: tries + 1, nextAt, error: inWords(error) }, 'alert not told')
    await desk.alerts.notTold(notice, { error: inWords(error), nextAt })
    return false
  }
  const now = Date.now()
  const keptSince = new Date(now - REMEMBERED_MS).toISOString()
  await desk.alerts.told(notice, new Date(now).toISOString(), keptSince)
  return true
}

function send(notice: AlertNotice, { to, record }: { to: AlertSettings; record: string }): Promise<void> {
  const json = JSON.stringify(sentNotice(notice, record))
  const { timeoutMs } = to
  const ways = {
    none: () => Promise.resolve(),
    command: () => giveTo({ command: to.command, timeoutMs }, json),
    webhook: () =>
      postTo(
        {
          url: to.webhook,
          isInsideAllowed: to.webhookInside,
          timeoutMs,
          ...(to.token === undefined ? {} : { token: to.token }),
        },
        json,
      ),
  } satisfies Record<AlertSettings['send'], () => Promise<void>>
  return ways[to.send]()
}
