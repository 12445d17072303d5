import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Mix } from './load/mix.ts'
import { mixFigures } from './load/mix-figures.ts'
import { flat } from './parts/flat.ts'
import { history } from './parts/history.ts'
import { large } from './parts/large.ts'
import { latency } from './parts/latency.ts'
import { pure } from './parts/pure.ts'
import { hasStrace, syncs } from './parts/syncs.ts'
import { validateOnly } from './parts/validate-only.ts'
import { profiledWalk, walk } from './parts/walk.ts'
import { commitOf, machineOf } from './report/machine.ts'
import { fullWalk, type Results } from './report/results.ts'
import { type Table, textTable } from './report/table.ts'
import { tablesOf } from './report/tables.ts'
import { targetsTable } from './report/targets.ts'

const HELP = `npm run bench -- [--part pure,walk,latency,large,flat,history] [--flows 3000] [--workers 1,2]
  [--idle 300] [--seconds 30]        flows one at a time, and how long half load lasts
  [--long 50000]                     flows of the long run
  [--histories 10000,1000000]        flows in the record before
  [--folder DIR]                     the disk to measure; else the system's temporary folder
  [--profiles DIR]                   keep V8's profiles there
  [--json FILE]                      what was measured, for node bench/page.ts FILE > docs/performance.md
pure     the pipeline alone, in one process
walk     end to end, against one thread that only validates; profiled; its syncs counted where strace is installed
         (apt-get install strace)
latency  idle and at half load
large    single large flows
flat     a long run
history  with a full record
All of them take about an hour on two cores, and need some 30 GB of disk. Nothing else should run meanwhile.
`

/** Calls watched one by one: a short run is enough to count them. */
const SYNC_FLOWS = 300

interface Settings {
  mix: Mix
  flows: number
  workers: readonly number[]
  idle: number
  seconds: number
  long: number
  histories: readonly number[]
  under: string
  profiles: string | undefined
}

/** Each adds what it measured to the results. */
const PARTS = {
  pure: async (results, { mix, flows }) => {
    results.pure = await pure(mix, flows)
  },
  walk: walkPart,
  latency: async (results, { mix, under, idle: flows, seconds, workers }) => {
    const { perSecond: rate } = fullWalk(results) ?? {}
    const known = rate === undefined ? {} : { rate }
    results.latency = await latency({ mix, under, flows, seconds, workers: most(workers), ...known })
  },
  large: async (results, { mix, under, workers }) => {
    results.large = await large({ mix, under, workers: most(workers) })
  },
  flat: async (results, { mix, under, long: flows, workers }) => {
    results.flat = await flat({ mix, under, flows, workers: most(workers), say })
  },
  history: async (results, { mix, under, flows, histories, workers }) => {
    results.history = await history({ mix, under, flows, histories, workers: most(workers), say })
  },
} as const satisfies Record<string, (results: Results, settings: Settings) => Promise<void>>
type Part = keyof typeof PARTS

async function walkPart(results: Results, settings: Settings): Promise<void> {
  const { mix, flows, workers, under, profiles } = settings
  say('one thread that only parses and validates')
  results.validateOnly = validateOnly(mix, flows)
  results.walks = []
  for (const count of workers) {
    say(`end to end, ${count} workers`)
    results.walks.push(await walk({ mix, flows, under, workers: count }))
  }
  say('profiled')
  results.profile = await profiledWalk({ mix, flows, under, workers: most(workers) }, profiles)
  if (!hasStrace()) return say('no strace: syncs are not counted')
  say('syncs')
  try {
    results.syncs = await syncs({ mix, flows: Math.min(flows, SYNC_FLOWS), under, workers: most(workers) })
  } catch (error) {
    say(`syncs are not counted: ${String(error)}`) // strace may not be allowed here: the rest is worth keeping
  }
}

function most(workers: readonly number[]): number {
  return Math.max(...workers)
}

function say(text: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)}  ${text}\n`)
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      part: { type: 'string', default: Object.keys(PARTS).join(',') },
      flows: { type: 'string', default: '3000' },
      workers: { type: 'string', default: '1,2' },
      idle: { type: 'string', default: '300' },
      seconds: { type: 'string', default: '30' },
      long: { type: 'string', default: '50000' },
      histories: { type: 'string', default: '10000,1000000' },
      folder: { type: 'string', default: tmpdir() },
      profiles: { type: 'string' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return void process.stdout.write(HELP)
  const mix = await Mix.draw()
  const settings: Settings = {
    mix,
    flows: Number(values.flows),
    workers: numbersIn(values.workers),
    idle: Number(values.idle),
    seconds: Number(values.seconds),
    long: Number(values.long),
    histories: numbersIn(values.histories),
    under: values.folder,
    profiles: values.profiles,
  }
  const results: Results = {
    takenAt: new Date().toISOString(),
    commit: commitOf(join(import.meta.dirname, '..')),
    machine: machineOf(values.folder),
    mix: mixFigures(mix),
  }
  for (const part of partsIn(values.part)) {
    say(part)
    await PARTS[part](results, settings)
    if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`)
  }
  print([...tablesOf(results), targetsTable([results])])
}

function partsIn(text: string): Part[] {
  return text.split(',').map((name) => {
    if (Object.hasOwn(PARTS, name)) return name as Part
    throw new Error(`no part is called ${name}; there are ${Object.keys(PARTS).join(', ')}`)
  })
}

function numbersIn(text: string): number[] {
  return text.split(',').map(Number)
}

function print(tables: readonly Table[]): void {
  process.stdout.write(`${tables.map(textTable).join('\n\n')}\n`)
}

if (import.meta.main) await main()
