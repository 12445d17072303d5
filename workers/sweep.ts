import type { Ledger } from '../src/record/ledger.ts'
import { inWords, type Log } from './log.ts'
import type { Queues } from './queues.ts'

/** Flows asked of the record at once. */
const PAGE = 1_000

/**
 * Queues again what is pending in the record and may have no job: the queue can be lost, the record is not. A job that
 * is there already stays as it is. False when it could not be done; never rejects.
 */
export async function sweep(ledger: Ledger, queues: Queues, log: Log): Promise<boolean> {
  try {
    await queues.wakeLanes(await ledger.pendingEndpoints())
    if ((await queues.countFlowJobs()) >= (await ledger.countPendingFlows())) return true
    let queued = 0
    for (let after = 0; ; ) {
      const page = await ledger.pendingFlows(after, PAGE)
      await queues.queueFlows(page)
      queued += page.length
      if (page.length < PAGE) break
      after = page.at(-1)?.flow ?? after
    }
    log.info({ flows: queued }, 'pending flows queued again')
    return true
  } catch (error) {
    log.warn({ error: inWords(error) }, 'sweep failed')
    return false
  }
}
