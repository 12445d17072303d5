import type { Tally, TallyReport } from '../../src/support/watch/tally.ts'

const EVERY_MS = 1_000

/** Hands on what this process counted, each second and when disposed. `send` must not reject. */
export function reportingTally(tally: Tally, send: (report: TallyReport) => Promise<void>): AsyncDisposable {
  const report = async () => {
    const taken = tally.take()
    if (taken !== undefined) await send(taken)
  }
  const timer = setInterval(() => void report(), EVERY_MS)
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await report()
    },
  }
}

/** To the process that started this one; a report that finds nobody is lost with whoever would have read it. */
export function toParent(report: TallyReport): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve()
    else process.send(report, undefined, undefined, () => resolve())
  })
}

/** What a worker process says, other than that it is ready. */
export function isTallyReport(said: unknown): said is TallyReport {
  return typeof said === 'object' && said !== null && 'times' in said && 'counts' in said
}
