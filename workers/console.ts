import { once } from 'node:events'
import { runConsole } from '../src/console/run.ts'
import { readSettings } from '../src/settings.ts'
import type { ConsoleOrders } from './console-child.ts'
import { openLog } from './log.ts'

/** The console's own process: what a page computes, or a document it opens breaks, is no trouble of the flows. */
async function main(orders: ConsoleOrders): Promise<void> {
  const stopped = once(process, 'message')
  const settings = readSettings(orders)
  const log = openLog(orders.logLevel, 'console')
  await using console = await runConsole(settings, orders.at, { ...orders, log })
  console.address.catch(() => undefined) // it was stopped before it could listen: told already
  await stopped
}

// Its parent speaks first; a parent that dies takes it along.
process.once('disconnect', () => process.exit())
const [orders] = (await once(process, 'message')) as [ConsoleOrders]
await main(orders)
process.exit()
