import { collectDefaultMetrics, Counter, Registry } from 'prom-client'
import { RoomHistogram } from './room-histogram.ts'
import { type Count, COUNTS, type TallyReport } from './tally.ts'

/** The Prometheus name of each count, and what is said of it. All count since this machine's service started. */
const COUNTERS = {
  received: ['ecluse_flows_received_total', 'Flows taken in.'],
  receivedBytes: ['ecluse_received_bytes_total', 'Bytes of the flows taken in.'],
  judged: ['ecluse_flows_judged_total', 'Runs of flows that came to their verdict, replays included.'],
  invoices: ['ecluse_invoices_judged_total', 'Invoices in those runs, by verdict.'],
  factors: [
    'ecluse_invoice_factors_total',
    'Invoices in those runs, by what became of their factor: present in the pivot, ignored, or none named.',
  ],
  codes: [
    'ecluse_codes_given_total',
    'Faults and remarks in those runs, by code, each code once for each run.',
  ],
  failedTries: ['ecluse_failed_tries_total', 'Tries at a run that failed by trouble of ours.'],
  putOffs: ['ecluse_put_offs_total', 'Runs put off because a part of our house was ill.'],
  delivered: ['ecluse_documents_delivered_total', 'Documents delivered.'],
} as const satisfies Record<Count, readonly [name: string, help: string]>

/** What this machine's service counted and timed since it started, in all its processes, as Prometheus reads it. */
export class HouseMetrics {
  readonly registry = new Registry()
  readonly #counters: Map<Count, Counter>
  readonly #rooms = new RoomHistogram(
    'ecluse_room_seconds',
    'Time of a flow in each room on its way; readable and zip: of an invoice; delivery: of a document.',
    this.registry,
  )
  readonly #verdict = new RoomHistogram(
    'ecluse_flow_verdict_seconds',
    'Time from the reception of a flow to its verdict in the record.',
    this.registry,
  )

  constructor() {
    const { registry } = this
    this.#counters = new Map(
      (Object.keys(COUNTERS) as Count[]).map((count) => {
        const [name, help] = COUNTERS[count]
        return [count, new Counter({ name, help, labelNames: COUNTS[count], registers: [registry] })]
      }),
    )
  }

  /** From now on this process tells of itself too: processor, memory, event loop. */
  tellOfProcess(): void {
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: 20 })
  }

  /** Adds what happened in one of the processes. */
  add({ times, counts }: TallyReport): void {
    for (const each of times) {
      if (each.clock === 'verdict') this.#verdict.add(each)
      else this.#rooms.add(each, each.clock)
    }
    for (const [count, values, more] of counts) {
      const names: readonly string[] = COUNTS[count]
      const labels = Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']))
      this.#counters.get(count)?.inc(labels, more)
    }
  }
}
