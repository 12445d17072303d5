import { statSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import type { Mix } from '../load/mix.ts'
import { Scene } from '../live/scene.ts'
import { fillRecord } from '../fill-record.ts'

/** How a record that is full already changes what an invoice costs. */
export interface HistoryFigure {
  /** In the record before. */
  history: number
  databaseMb: number
  flows: number
  perSecond: number
  /** Milliseconds of a core an invoice, of all processes. */
  coreMs: number
}

export interface HistorySettings {
  mix: Mix
  workers: number
  under?: string
  /** Flows walked. */
  flows: number
  /** Flows in the record before, one measurement each. */
  histories: readonly number[]
  say: (text: string) => void
}

export async function history(settings: HistorySettings): Promise<HistoryFigure[]> {
  const figures: HistoryFigure[] = []
  for (const each of settings.histories) figures.push(await withHistory(each, settings))
  return figures
}

async function withHistory(flows: number, settings: HistorySettings): Promise<HistoryFigure> {
  let databaseMb = 0
  await using scene = await Scene.open({
    ...settings,
    async fill({ data }) {
      settings.say(`filling a record with ${flows} flows`)
      const file = join(data, 'ecluse.sqlite')
      await fillRecord({ file }, { flows, thin: 1 })
      settleAll(file)
      databaseMb = Math.round(statSync(file).size / 1e6)
    },
  })
  const { invoices, seconds, usages } = await scene.rush(scene.prepare(settings.flows))
  const coreMs = usages.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / invoices
  return { history: flows, databaseMb, flows: settings.flows, perSecond: invoices / seconds, coreMs }
}

/** The last invented flows are still to be judged, and have no document: they are said to be, so that nothing waits. */
function settleAll(file: string): void {
  const database = new Sqlite(file)
  database.prepare(`update flows set state = 'rejected' where state in ('received', 'processing')`).run()
  database.close()
}
