import type { FlatFigures } from '../parts/flat.ts'
import { fullWalk, type Results } from './results.ts'
import { figure, type Table } from './table.ts'

/** A figure that is to be reached: at least the floor, better the goal. */
interface Target {
  figure: string
  unit: string
  floor: number
  goal: number
  /** Whether more of it is better. */
  isRate: boolean
  of(results: Results): number | undefined
  /** What must hold beside it. */
  holds?(results: Results): boolean
}

/** A run is flat when its last tenths are no more than this above its second. */
const FLAT = 1.1

const TARGETS: readonly Target[] = [
  {
    figure: 'end to end ÷ one thread that only validates',
    unit: '',
    floor: 0.05,
    goal: 0.15,
    isRate: true,
    of: (results) => {
      const [walk, { validateOnly }] = [fullWalk(results), results]
      return walk && validateOnly && walk.perSecond / validateOnly.perSecond
    },
  },
  {
    figure: 'end to end on all cores of this machine',
    unit: 'invoices/s',
    floor: 200,
    goal: 632,
    isRate: true,
    of: (results) => fullWalk(results)?.perSecond,
  },
  {
    figure: 'rename → pivot and report visible, idle, p95',
    unit: 'ms',
    floor: 500,
    goal: 150,
    isRate: false,
    of: ({ latency }) => latency?.idle.all.p95,
  },
  {
    figure: 'a flow of 500 invoices',
    unit: 's',
    floor: 10,
    goal: 2,
    isRate: false,
    of: ({ large }) => large?.find(({ invoices }) => invoices === 500)?.seconds,
  },
  {
    figure: 'most memory of a worker over the long run, flat',
    unit: 'MB',
    floor: 350,
    goal: 200,
    isRate: false,
    of: ({ flat }) => flat?.blocks.at(-1)?.peakMb.worker,
    holds: ({ flat }) => flat !== undefined && isFlat(flat),
  },
  {
    figure: 'cost of an invoice after most flows ÷ after fewest in the record',
    unit: '',
    floor: 1.3,
    goal: 1.1,
    isRate: false,
    of: ({ history = [] }) => {
      const sorted = history.toSorted((a, b) => a.history - b.history)
      const [first, last] = [sorted[0], sorted.at(-1)]
      return first === undefined || last === undefined || first === last
        ? undefined
        : last.coreMs / first.coreMs
    },
  },
]

/** Memory of the last three tenths against the second to the fourth: the first is still growing into its size. */
function isFlat({ blocks }: FlatFigures): boolean {
  const mean = (some: typeof blocks) =>
    some.reduce((sum, { residentMb }) => sum + residentMb.worker, 0) / some.length
  return mean(blocks.slice(-3)) <= FLAT * mean(blocks.slice(1, 4))
}

/** Every target, with what each of these runs came to, oldest first, and whether the last one reached it. */
export function targetsTable(runs: readonly Results[]): Table {
  const last = runs.at(-1)
  return {
    title: 'Targets',
    columns: ['figure', '', 'floor', 'goal', ...runs.map(({ commit }) => commit), ''],
    words: [1, 4 + runs.length],
    rows: TARGETS.map((target) => [
      target.figure,
      target.unit,
      figure(target.floor),
      figure(target.goal),
      ...runs.map((run) => figure(target.of(run))),
      last === undefined ? '' : reached(target, last),
    ]),
  }
}

function reached(target: Target, results: Results): string {
  const value = target.of(results)
  if (value === undefined) return 'not measured'
  if (target.holds?.(results) === false) return 'not reached: not flat'
  const passes = (bound: number) => (target.isRate ? value >= bound : value <= bound)
  if (passes(target.goal)) return 'goal reached'
  return passes(target.floor) ? 'floor reached, goal not' : 'not reached'
}
