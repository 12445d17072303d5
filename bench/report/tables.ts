import { type Kind, KINDS } from '../load/mix.ts'
import type { FlatFigures } from '../parts/flat.ts'
import type { HistoryFigure } from '../parts/history.ts'
import type { LargeFigure } from '../parts/large.ts'
import type { LatencyFigures, Quantiles } from '../parts/latency.ts'
import type { Results } from './results.ts'
import { figure, type Table } from './table.ts'
import { walkTables } from './walk-tables.ts'

/** Everything that was measured. */
export function tablesOf(results: Results): Table[] {
  const { latency, large, flat, history } = results
  return [
    mixTable(results),
    ...walkTables(results),
    ...(latency === undefined ? [] : [latencyTable(latency)]),
    ...(large === undefined ? [] : [largeTable(large)]),
    ...(flat === undefined ? [] : [flatTable(flat)]),
    ...(history === undefined ? [] : [historyTable(history)]),
  ]
}

function mixTable({ mix }: Results): Table {
  return {
    title: 'The flows',
    note:
      'Invented, the same at every run. Of the invoices a tenth is factored and three in a hundred are rejected: an ' +
      'unknown recipient, totals that do not add up, an amount with a comma.',
    columns: ['kind', 'of 1,000 flows', 'invoices', 'KB a flow', 'KB an XML document'],
    rows: mix.map(({ label, flows, invoices, flowBytes, documentBytes }) => [
      label,
      String(flows),
      String(invoices),
      figure(flowBytes / 1000),
      figure(documentBytes / 1000),
    ]),
  }
}

function latencyTable({ idle, half, halfRate, workers }: LatencyFigures): Table {
  const kinds = ['all', ...Object.keys(KINDS)] as (Kind | 'all')[]
  const rows = (load: string, of: Record<Kind | 'all', Quantiles>) =>
    kinds.map((kind) => {
      const { flows, p50, p95, p99, most } = of[kind]
      const label = kind === 'all' ? 'all' : KINDS[kind].label
      return [`${load}: ${label}`, String(flows), ...[p50, p95, p99, most].map((ms) => ms.toFixed(0))]
    })
  return {
    title: 'Milliseconds from the rename to pivot and report visible',
    note:
      `At ${workers} workers. Idle: one flow at a time. Half load: evenly paced, ${figure(halfRate)} invoices a second. ` +
      'Visible is when the file system says that the document got its name, within 4 ms.',
    columns: ['', 'flows', 'p50', 'p95', 'p99', 'most'],
    rows: [...rows('idle', idle), ...rows('half load', half)],
  }
}

function largeTable(large: readonly LargeFigure[]): Table {
  return {
    title: 'Large flows',
    note: 'Each alone in a service of its own. MB are the most each process had in its life.',
    columns: ['flow', 'MB', 'invoices', 'seconds', 'core-s', 'MB worker', 'MB main process'],
    rows: large.map((each) => [
      each.what,
      figure(each.bytes / 1e6),
      String(each.invoices),
      figure(each.seconds),
      figure(each.coreMs / 1000),
      String(each.workerPeakMb),
      String(each.mainPeakMb),
    ]),
  }
}

function flatTable({ blocks, workers, samples }: FlatFigures): Table {
  return {
    title: 'A long run',
    note:
      `At ${workers} workers, a tenth of the flows after the other. Memory at the end of each tenth, in MB, of the ` +
      `largest worker; the most of any of ${samples.length} looks in between is ${mostOf(samples)} MB.`,
    columns: ['flows', 'invoices a second', 'worker', 'worker at most', 'main process', 'Redis'],
    rows: blocks.map(({ flows, perSecond, residentMb, peakMb }) => [
      flows.toLocaleString('en'),
      figure(perSecond),
      String(residentMb.worker),
      String(peakMb.worker),
      String(residentMb.main),
      String(residentMb.redis),
    ]),
  }
}

function mostOf(samples: FlatFigures['samples']): number {
  return Math.max(0, ...samples.map(({ residentMb }) => residentMb.worker))
}

function historyTable(history: readonly HistoryFigure[]): Table {
  return {
    title: 'What is in the record already',
    columns: [
      'flows in the record',
      'MB of the database',
      'flows walked',
      'invoices a second',
      'core-ms an invoice',
    ],
    rows: history.map((each) => [
      each.history.toLocaleString('en'),
      String(each.databaseMb),
      String(each.flows),
      figure(each.perSecond),
      figure(each.coreMs),
    ]),
  }
}
