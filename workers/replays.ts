import { setTimeout } from 'node:timers/promises'
import type { Replays } from '../src/record/replays.ts'
import { inWords, type Log } from './log.ts'
import type { Queues } from './queues.ts'

export interface ReplayTools {
  replays: Replays
  queues: Pick<Queues, 'queueFlows'>
  log: Log
}

/** How often it is looked whether support asked for a replay, in ms. */
const LOOK_MS = 500
/** Runs of one replay begun at once, and pending at once: a replay that is stopped ends soon. */
const PAGE = 200
const ROOM = 600

/** Carries out the replays support asks for, until disposed. What it begins and cannot queue is queued by the sweep. */
export function carryOutReplays(tools: ReplayTools): AsyncDisposable {
  const stop = new AbortController()
  const running = keepLooking(stop.signal, tools)
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await running
    },
  }
}

async function keepLooking(stop: AbortSignal, tools: ReplayTools): Promise<void> {
  for (;;) {
    const isBusy = await advanceAll(stop, tools).catch((error: unknown) => {
      tools.log.warn({ error: inWords(error) }, 'replays not carried on')
      return false
    })
    if (stop.aborted) return
    if (!isBusy) await setTimeout(LOOK_MS, undefined, { signal: stop }).catch(() => undefined) // aborted: seen above
    if (stop.aborted) return
  }
}

/** A page of each running replay; true when one of them had something to begin. */
async function advanceAll(stop: AbortSignal, { replays, queues, log }: ReplayTools): Promise<boolean> {
  let isBusy = false
  for (const { id, isBulk } of await replays.running()) {
    if (stop.aborted) return false
    const runs = await replays.advance(id, { page: PAGE, room: ROOM })
    if (runs.length === 0) continue
    isBusy = true
    log.info({ replay: id, runs: runs.length }, 'replay carried on')
    await queues
      .queueFlows(runs.map((run) => ({ ...run, isBulk })))
      .catch((error: unknown) => log.warn({ replay: id, error: inWords(error) }, 'runs not queued yet'))
  }
  return isBusy
}
