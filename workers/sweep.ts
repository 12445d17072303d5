import type { Ledger } from '../src/record/ledger.ts'
import { inWords, type Log } from './log.ts'
import type { Queues } from './queues.ts'

/** Flows asked of the record, and looked for in the queue, at once. */
const PAGE = 1_000

/**
 * Queues again what is pending in the record and has no job: the queue can be lost, in whole or in part, the record is
 * not. Exact, and cheap while nothing is lost: two questions for a thousand flows. False when it could not be done; never
 * rejects.
 */
export async function sweep(ledger: Ledger, queues: Queues, log: Log): Promise<boolean> {
  try {
    await queues.wakeLanes(await ledger.pendingEndpoints())
    let queued = 0
    for (let after = 0; ; ) {
      const page = await ledger.pendingFlows(after, PAGE)
      const lost = await queues.runsWithoutJob(page)
      await queues.queueFlows(lost)
      queued += lost.length
      if (page.length < PAGE) break
      after = page.at(-1)?.flow ?? after
    }
    if (queued > 0) log.info({ flows: queued }, 'pending flows queued again')
    return true
  } catch (error) {
    log.warn({ error: inWords(error) }, 'sweep failed')
    return false
  }
}
