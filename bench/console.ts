import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runConsole } from '../src/console/run.ts'
import { demoCases, drop } from '../src/cli/demo/cases.ts'
import { openDesk } from '../src/record/open-desk.ts'
import { openSqlite } from '../src/record/sqlite.ts'
import { readSettings, type Settings } from '../src/settings.ts'
import { startService } from '../workers/main.ts'
import { PAGES } from './console/pages.ts'
import { takePictures } from './console/pictures.ts'
import { fillRecord } from './fill-record.ts'

const TIMES = 40
const COUNT_MS = 10_000

/**
 * Every page of the console with so many flows behind it: milliseconds to its first byte, asked one after the other; with
 * `--pictures FOLDER`, pictures of them too, in both languages, light and dark, wide and as on a phone.
 */
async function measure(flows: number, pictures: string | undefined): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'ecluse-console-'))
  try {
    const settings = settingsIn(data)
    await fillRecord({ file: join(data, 'ecluse.sqlite') }, { flows, thin: 1 })
    await settleAll(join(data, 'ecluse.sqlite'))
    await someRealFlows(settings)
    await countAll(settings)
    const log = { info: () => undefined, warn: tell, error: tell }
    await using running = await runConsole(settings, { host: '127.0.0.1', port: 0 }, { log })
    const address = await running.address
    const pages = PAGES(flows)
    for (const { name, path } of pages)
      process.stdout.write(`${await firstByte(address, path)}  ${name}  ${path}\n`)
    if (pictures !== undefined) await takePictures(address, pages, pictures)
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
}

function settingsIn(data: string): Settings {
  mkdirSync(data, { recursive: true })
  const own = { data, record: { file: join(data, 'ecluse.sqlite') }, archive: join(data, 'archive') }
  return { ...readSettings(own), logLevel: 'silent', listening: {} }
}

/** Invented flows have no document: none of them may be worked on. */
async function settleAll(file: string): Promise<void> {
  const database = openSqlite(file)
  await database
    .updateTable('flows')
    .set({ state: 'blocked' })
    .where('state', 'in', ['received', 'processing'])
    .execute()
  await database.destroy()
}

/** The newest flows are real ones, with all their documents. */
async function someRealFlows(settings: Settings): Promise<void> {
  const service = await startService(settings)
  const depositor = settings.depositors.find((each) => each.channel === 'folder')
  if (depositor === undefined) throw new Error('the configuration names no depositor with a folder')
  for (const each of await demoCases()) await drop(each, join(depositor.in, each.flowName))
  await service.idle()
  await service.stop()
}

/** What the service counts in the background, all of it. */
async function countAll({ record }: Settings): Promise<void> {
  await using desk = await openDesk(record)
  while (await desk.statistics.pass.run(COUNT_MS)) tell({}, 'counting')
}

/** Median and p95 of so many requests, in ms, the first left out. */
async function firstByte(address: string, path: string): Promise<string> {
  const times: number[] = []
  for (let asked = 0; asked <= TIMES; asked++) {
    const begun = performance.now()
    const response = await fetch(address + path, { redirect: 'manual' })
    times.push(performance.now() - begun)
    await response.arrayBuffer()
    if (response.status !== 200 && response.status !== 303) return `status ${response.status}`.padStart(20)
  }
  const sorted = times.slice(1).toSorted((one, other) => one - other)
  return [0.5, 0.95].map((part) => `${at(sorted, part).toFixed(1)} ms`.padStart(10)).join('')
}

function at(sorted: readonly number[], part: number): number {
  return sorted[Math.min(Math.floor(sorted.length * part), sorted.length - 1)] ?? Number.NaN
}

function tell(what: object, text: string): void {
  process.stderr.write(`${text} ${JSON.stringify(what)}\n`)
}

const { values } = parseArgs({
  options: { flows: { type: 'string', default: '100000' }, pictures: { type: 'string' } },
})
await measure(Number(values.flows), values.pictures)
