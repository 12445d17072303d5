import type { Archive } from '../../src/record/archive.ts'
import type { Desk } from '../../src/record/open-desk.ts'
import type { Settings } from '../../src/settings.ts'
import { gatherInto } from '../../src/support/watch/figure-source.ts'
import { houseFigures, type ProcessFigure } from '../../src/support/watch/house-figures.ts'
import type { HouseMetrics } from '../../src/support/watch/house-metrics.ts'
import { houseProbes } from '../../src/support/watch/house-probes.ts'
import { readinessOf } from '../../src/support/watch/readiness.ts'
import { recordFigures } from '../../src/support/watch/record-figures.ts'
import type { Log } from '../log.ts'
import type { Queues } from '../queues.ts'

/** What there is to watch on this machine. */
export interface WatchedMachine {
  settings: Pick<Settings, 'data' | 'archive' | 'listening' | 'metricsToken'>
  metrics: HouseMetrics
  desk: Desk
  archive: Archive
  queues: Pick<Queues, 'figures' | 'ping'>
  processes: () => ProcessFigure
  /** Endpoints of this machine's doors that cannot be reached. */
  shutDoors: () => Promise<readonly string[]>
  log: Log
}

/** Tells metrics and health where the settings say, until disposed; nowhere when they say `off`. */
export async function openWatch(machine: WatchedMachine): Promise<AsyncDisposable> {
  const { settings, metrics, desk, archive, queues, processes, log } = machine
  const at = settings.listening.watch
  if (at === undefined) return { [Symbol.asyncDispose]: () => Promise.resolve() }
  const folders = { data: settings.data, archive: settings.archive.folder }
  const places = { archive, folders, queues: () => queues.figures(), processes }
  const { registry } = metrics
  metrics.tellOfProcess()
  const gather = gatherInto(registry, [...recordFigures(desk), ...houseFigures(places)])
  const readiness = readinessOf(
    houseProbes({
      desk,
      folders,
      processes,
      shutDoors: () => machine.shutDoors(),
      pingRedis: () => queues.ping(),
    }),
  )
  const ports = {
    readiness,
    async metrics() {
      await gather()
      return { text: await registry.metrics(), contentType: registry.contentType }
    },
    ...(settings.metricsToken === undefined ? {} : { token: settings.metricsToken }),
  }
  const { openWatchServer } = await import('./watch-server.ts') // a web server is loaded where one is wanted
  return openWatchServer(at, ports, log)
}
