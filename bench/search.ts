import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import type { RecordAt } from '../src/record/connect.ts'
import type { FlowFilter } from '../src/record/flow-filter.ts'
import { type Desk, openDesk } from '../src/record/open-desk.ts'
import type { FlowPage, PageRequest } from '../src/record/search.ts'
import { fillRecord } from './fill-record.ts'
import { filteredPages, plainQuestions, type Question, worstPages } from './search-questions.ts'

const PAGE = 50
/** Values that are asked with nothing of the record in memory; each costs a new start. */
const COLD_VALUES = 5

/** Asks every question, and prints milliseconds a page: first when a value is new, then when it is asked again. */
async function measure(record: RecordAt, flows: number, values: number): Promise<void> {
  const groups: [string, Question[]][] = [
    ['One thing at hand', plainQuestions(flows, values)],
    ['Filtered pages', filteredPages(flows, values)],
    ['Groups that never meet', worstPages()],
  ]
  for (const [title, questions] of groups) {
    process.stdout.write(
      `\n${title}\n${row(['', 'values', 'found', 'cold', 'first', 'p95', 'max', 'again', 'p95'])}\n`,
    )
    for (const question of questions) process.stdout.write(`${row(await answered(record, question))}\n`)
  }
}

async function answered(record: RecordAt, { name, filters, page = 1, ms }: Question): Promise<string[]> {
  const given = { limit: PAGE, ...(ms === undefined ? {} : { ms }) }
  const cold = 'file' in record ? await askCold(record.file, filters.slice(0, COLD_VALUES), given) : []
  await using desk = await openDesk(record)
  await desk.search.page({}, { limit: PAGE }) // what is asked of any connection before it is of use
  const first: number[] = []
  const again: number[] = []
  let found = 0
  for (const filter of filters) {
    const before = await cursorOf(desk, filter, page)
    const asked = await timed(() => desk.search.page(filter, { ...given, ...before }))
    found += asked.answer.flows.length
    first.push(asked.ms)
    again.push((await timed(() => desk.search.page(filter, { ...given, ...before }))).ms)
  }
  const figures = [at(first, 0.5), at(first, 0.95), at(first, 1), at(again, 0.5), at(again, 0.95)]
  return [name, String(filters.length), String(found), at(cold, 0.5), ...figures]
}

async function cursorOf(desk: Desk, filter: FlowFilter, page: number): Promise<{ before?: number }> {
  let before: { before?: number } = {}
  for (let turned = 1; turned < page; turned++) {
    const { next }: FlowPage = await desk.search.page(filter, { limit: PAGE, ...before })
    before = next === undefined ? {} : { before: next }
  }
  return before
}

/** Through a new connection, the file gone from the system's memory. */
async function askCold(file: string, filters: readonly FlowFilter[], given: PageRequest): Promise<number[]> {
  const times: number[] = []
  for (const filter of filters) {
    await using desk = await openDesk({ file })
    spawnSync('dd', [`if=${file}`, 'iflag=nocache', 'count=0'])
    times.push((await timed(() => desk.search.page(filter, given))).ms)
  }
  return times
}

async function timed<T>(ask: () => Promise<T>): Promise<{ ms: number; answer: T }> {
  const begun = performance.now()
  const answer = await ask()
  return { ms: performance.now() - begun, answer }
}

function at(times: readonly number[], share: number): string {
  const sorted = times.toSorted((a, b) => a - b)
  const time = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  return time === undefined ? '–' : time.toFixed(1)
}

function row([name = '', ...figures]: readonly string[]): string {
  return `${name.padEnd(52)}${figures.map((figure) => figure.padStart(9)).join('')}`
}

if (import.meta.main) {
  const { values: given } = parseArgs({
    options: {
      file: { type: 'string', default: 'bench-search.sqlite' },
      url: { type: 'string' },
      flows: { type: 'string', default: '1000000' },
      values: { type: 'string', default: '40' },
      thin: { type: 'string', default: '1' },
      filled: { type: 'boolean', default: false },
    },
  })
  const record = given.url === undefined ? { file: given.file } : { url: given.url }
  const flows = Number(given.flows)
  if (!given.filled) {
    const took = await fillRecord(record, { flows, thin: Number(given.thin) })
    process.stdout.write(`filled in ${took.rows.toFixed(0)} s, indexed in ${took.indexes.toFixed(0)} s\n`)
  }
  await measure(record, flows, Number(given.values))
}
