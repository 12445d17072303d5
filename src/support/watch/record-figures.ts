import type { Desk } from '../../record/open-desk.ts'
import { type FigureSource, figureSource, type Reading } from './figure-source.ts'

type WatchedDesk = Pick<Desk, 'watch' | 'lanes' | 'alerts'>

/** What changes from second to second is asked again after this; what counts a year of flows, seldom. */
const SOON_MS = 5_000
const LATER_MS = 30_000

/** What the record tells: the same from whichever machine it is asked. */
export function recordFigures(desk: WatchedDesk): FigureSource[] {
  return [flowFigures(desk), outboxFigures(desk), codeFigures(desk), keptFigures(desk), alertFigures(desk)]
}

function flowFigures({ watch }: WatchedDesk): FigureSource {
  return figureSource({
    part: 'record',
    maxAgeMs: SOON_MS,
    figures: {
      flows: {
        name: 'ecluse_flows',
        help: 'Flows in the record, by state; pending: received or being processed.',
        labels: ['state'],
      },
      oldest: {
        name: 'ecluse_oldest_pending_flow_seconds',
        help: 'Age of the flow that has waited longest for its verdict; 0 when none waits.',
        labels: [],
      },
    },
    async ask() {
      const states = await watch.flows()
      const oldest = await watch.oldestPending()
      return { flows: byLabel('state', Object.entries(states)), oldest: [[{}, ageOf(oldest?.since)]] }
    },
  })
}

function outboxFigures({ lanes }: WatchedDesk): FigureSource {
  const labels = ['endpoint']
  return figureSource({
    part: 'outbox',
    maxAgeMs: SOON_MS,
    figures: {
      waiting: { name: 'ecluse_outbox_documents', help: 'Documents still to be sent, by endpoint.', labels },
      failing: {
        name: 'ecluse_outbox_failing_documents',
        help: 'Those of them that failed for a reason of their own.',
        labels,
      },
      oldest: {
        name: 'ecluse_outbox_oldest_seconds',
        help: 'Age of the document that has waited longest for this endpoint.',
        labels,
      },
      tries: {
        name: 'ecluse_endpoint_failed_tries',
        help: 'Tries that failed since this endpoint last took something.',
        labels,
      },
      held: { name: 'ecluse_endpoint_held', help: '1: support holds this endpoint back.', labels },
    },
    async ask() {
      const sights = await lanes.list()
      const of = (value: (sight: (typeof sights)[number]) => number) =>
        byLabel(
          'endpoint',
          sights.map((sight) => [sight.endpoint, value(sight)]),
        )
      return {
        waiting: of(({ waiting }) => waiting),
        failing: of(({ failing }) => failing),
        oldest: of(({ oldestAt }) => ageOf(oldestAt)),
        tries: of(({ tries }) => tries),
        held: of(({ held }) => Number(held !== undefined)),
      }
    },
  })
}

function codeFigures({ watch }: WatchedDesk): FigureSource {
  return figureSource({
    part: 'record',
    maxAgeMs: LATER_MS,
    figures: {
      codes: {
        name: 'ecluse_flows_with_code',
        help: 'Flows whose last run gave this fault or remark.',
        labels: ['code'],
      },
      factors: {
        name: 'ecluse_invoices_with_factor',
        help: 'Invoices in the record that name a factor: present in the pivot, or ignored; each run of each flow.',
        labels: ['factor'],
      },
    },
    async ask() {
      return {
        codes: byLabel('code', [...(await watch.codes())]),
        factors: byLabel('factor', [...(await watch.factors())]),
      }
    },
  })
}

function keptFigures({ watch }: WatchedDesk): FigureSource {
  return figureSource({
    part: 'record',
    maxAgeMs: LATER_MS,
    figures: {
      bytes: { name: 'ecluse_record_bytes', help: 'Bytes of the record on its disk.', labels: [] },
      leaving: {
        name: 'ecluse_retention_documents',
        help: 'Documents whose time in the archive is over: waiting in place, or set aside before they are removed.',
        labels: ['where'],
      },
    },
    async ask() {
      const { inPlace, aside } = await watch.leaving()
      const leaving: [string, number][] = [
        ['in-place', inPlace],
        ['aside', aside],
      ]
      return { bytes: [[{}, await watch.bytes()]], leaving: byLabel('where', leaving) }
    },
  })
}

function alertFigures({ alerts }: WatchedDesk): FigureSource {
  return figureSource({
    part: 'alerts',
    maxAgeMs: SOON_MS,
    figures: {
      active: {
        name: 'ecluse_alerts_active',
        help: 'Alerts that began and are not over, by kind.',
        labels: ['kind'],
      },
    },
    async ask() {
      const begun = (await alerts.current()).filter((alert) => alert.begunAt !== undefined)
      const kinds = ['blocked', 'endpoint', 'pending', 'silent'] as const
      return {
        active: byLabel(
          'kind',
          kinds.map((kind) => [kind, begun.filter((alert) => alert.kind === kind).length]),
        ),
      }
    },
  })
}

function byLabel(label: string, values: readonly (readonly [string, number])[]): Reading[] {
  return values.map(([of, value]) => [{ [label]: of }, value])
}

/** Seconds since then; 0 for nothing. */
function ageOf(instant: string | undefined): number {
  return instant === undefined ? 0 : Math.max(0, (Date.now() - Date.parse(instant)) / 1_000)
}
