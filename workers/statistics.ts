import { setTimeout } from 'node:timers/promises'
import type { Duties } from '../src/record/duties.ts'
import type { FlowSearch } from '../src/record/search.ts'
import type { Statistics } from '../src/record/statistics.ts'
import { inWords, type Log } from './log.ts'

export interface StatisticsTools {
  statistics: Statistics
  search: FlowSearch
  duties: Duties
  /** Names this machine: of those that share a record one counts. */
  owner: string
  log: Log
  /** From one pass to the next, in ms; else twenty seconds. */
  everyMs?: number
}

const DUTY = 'statistics'
/** Longer than any step takes: a machine that died is followed after it. */
const MINE_MS = 120_000
const EVERY_MS = 20_000
/** Between two blocks of flows: fresh flows come first. */
const PAUSE_MS = 150

/** Keeps what numbers and searches by time go by, until disposed. Trouble is told, and tried again. */
export function keepStatistics(tools: StatisticsTools): AsyncDisposable {
  const stop = new AbortController()
  const running = keepCounting(stop.signal, tools)
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await running
    },
  }
}

async function keepCounting(stop: AbortSignal, tools: StatisticsTools): Promise<void> {
  const { duties, owner, log, everyMs = EVERY_MS } = tools
  while (!stop.aborted) {
    await setTimeout(everyMs, undefined, { signal: stop }).catch(() => undefined) // aborted: seen below
    try {
      if (!stop.aborted) await countWhatIsDue(stop, tools)
      if (stop.aborted) await duties.leave([DUTY], owner)
    } catch (error) {
      log.warn({ error: inWords(error) }, 'statistics not carried on')
    }
  }
}

async function countWhatIsDue(stop: AbortSignal, tools: StatisticsTools): Promise<void> {
  const { statistics, search, duties, owner } = tools
  const isMine = async () => (await duties.take([DUTY], { owner }, MINE_MS)).has(DUTY)
  if (!(await isMine())) return
  await search.keepTimes()
  while ((await statistics.pass.run(0)) && !stop.aborted && (await isMine())) {
    await setTimeout(PAUSE_MS)
  }
}
