import type { Queue } from 'bullmq'
import type { QueueFigure } from '../../src/support/watch/house-figures.ts'

const WAITING = ['waiting', 'prioritized'] as const

/** What waits in each of these queues. @throws while Redis is away. */
export function queueFigures(queues: readonly Queue[]): Promise<QueueFigure[]> {
  return Promise.all(queues.map(queueFigure))
}

async function queueFigure(queue: Queue): Promise<QueueFigure> {
  const counts = await queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed')
  const of = (state: string) => counts[state] ?? 0
  const oldest = await Promise.all(WAITING.map((state) => queue.getJobs([state], 0, 0, true)))
  const since = oldest.flat().map((job) => job.timestamp)
  return {
    queue: queue.name,
    jobs: { waiting: of('waiting') + of('prioritized'), active: of('active'), delayed: of('delayed') },
    ...(since.length === 0 ? {} : { oldestAt: Math.min(...since) }),
  }
}
