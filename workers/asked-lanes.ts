import { setTimeout } from 'node:timers/promises'
import type { Ledger } from '../src/record/ledger.ts'
import { inWords, type Log } from './log.ts'
import type { Queues } from './queues.ts'

export interface AskedLanesTools {
  ledger: Pick<Ledger, 'askedLanes'>
  queues: Pick<Queues, 'hastenLanes'>
  log: Log
}

const LOOK_MS = 500

/** Has lanes drained as soon as support asks for it, until disposed. A lane is asked for until somebody has claimed it. */
export function watchAskedLanes(tools: AskedLanesTools): AsyncDisposable {
  const stop = new AbortController()
  const running = keepWatching(stop.signal, tools)
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await running
    },
  }
}

async function keepWatching(stop: AbortSignal, { ledger, queues, log }: AskedLanesTools): Promise<void> {
  for (;;) {
    await setTimeout(LOOK_MS, undefined, { signal: stop }).catch(() => undefined) // aborted: seen below
    if (stop.aborted) return
    try {
      const endpoints = await ledger.askedLanes()
      if (endpoints.length > 0) await queues.hastenLanes(endpoints)
    } catch (error) {
      log.debug({ error: inWords(error) }, 'lanes support asked for not looked at') // asked again at the next look
    }
  }
}
