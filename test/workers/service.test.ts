import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DataFolderInUse } from '../../src/record/data-lock.ts'
import { openLedger } from '../../src/record/open-ledger.ts'
import { readSettings, type Settings } from '../../src/settings.ts'
import { type Service, startService } from '../../workers/main.ts'
import { redisSocket } from '../../workers/redis-socket.ts'

const root = mkdtempSync(join(tmpdir(), 'ecluse-service-'))
const data = join(root, 'data')
const settings: Settings = readSettings({ data, env: { ECLUSE_LOG_LEVEL: 'silent' } })
const fixtures = join(import.meta.dirname, '../../fixtures/ubl')
const depositor = settings.depositors.filter((each) => each.channel === 'folder').find((each) => each.renames)
if (depositor === undefined) throw new Error('the shipped configuration has no depositor that renames')

let service: Service
beforeAll(async () => {
  process.env['ECLUSE_LOG_LEVEL'] = 'silent' // for the worker processes
  service = await startService(settings)
}, 60_000)
afterAll(async () => {
  await service.stop()
  rmSync(root, { recursive: true })
})

let sequence = 900_000

/** Drops the flow of a fixture under a new name, as a depositor that renames does. */
function drop(fixture: string, name: string = newName()): string {
  const [file = ''] = readdirSync(join(fixtures, fixture)).filter((each) => each !== 'expected')
  const aside = join(depositor?.in ?? '', `.${name}`)
  copyFileSync(join(fixtures, fixture, file), aside)
  renameSync(aside, join(depositor?.in ?? '', name))
  return name
}

function newName(): string {
  sequence += 1
  return `FSO1100A_OPE001_OPE0011100${String(sequence).padStart(15, '0')}`
}

const reportsOn = (name: string) =>
  readdirSync(depositor?.out ?? '').filter((each) =>
    readFileSync(join(depositor?.out ?? '', each), 'utf8').includes(name),
  )

/** True when the flow's own report, which begins its comment with the flow's name, tells a duplicate. */
function isToldDuplicate(name: string): boolean {
  const [own] = readdirSync(depositor?.out ?? '')
    .map((each) => readFileSync(join(depositor?.out ?? '', each), 'utf8'))
    .filter((text) => text.includes(`<Commentaire>${name} `))
  if (own === undefined) throw new Error(`no report on ${name}`)
  return own.includes('<CodeErreur>EXT-18<')
}

function deliveredPivots(): string[] {
  return readdirSync(data, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /(^|\/)FEN0036A_/.test(path),
  )
}

/** What the record says, asked beside the service as support would. */
async function inRecord<T>(ask: (ledger: Awaited<ReturnType<typeof openLedger>>) => Promise<T>): Promise<T> {
  await using ledger = await openLedger(settings.record)
  return await ask(ledger)
}

describe('the service', () => {
  test('an accepted invoice becomes one pivot and a report, and leaves the depositor’s folder', async () => {
    const before = deliveredPivots().length
    const name = drop('accepted-attachment')
    await service.idle()
    expect(deliveredPivots()).toHaveLength(before + 1)
    expect(reportsOn(name).length).toBeGreaterThan(0)
    expect(existsSync(join(depositor.in, name))).toBe(false)
  })

  test('the same invoice twice at once is accepted once, in the flow that came first', async () => {
    const before = deliveredPivots().length
    const names = [drop('accepted-150-lines'), drop('accepted-150-lines')]
    await service.idle()
    expect(deliveredPivots()).toHaveLength(before + 1)
    expect(names.map(isToldDuplicate)).toEqual([false, true])
  })

  test('a file dropped again under its name gets a report, not silence', async () => {
    const name = drop('accepted-credit-note')
    await service.idle()
    const [reports, pivots] = [readdirSync(depositor.out).length, deliveredPivots().length]
    drop('accepted-credit-note', name)
    await service.idle()
    expect(readdirSync(depositor.out).length).toBeGreaterThan(reports)
    expect(deliveredPivots()).toHaveLength(pivots)
  })

  test('a file larger than its depositor may drop is refused with a report, its bytes kept all the same', async () => {
    const limited = settings.depositors
      .filter((each) => each.channel === 'folder')
      .find((each) => each.limits.flowBytes !== undefined)
    if (limited === undefined) throw new Error('the shipped configuration limits no depositor')
    const name = `FSO1100A_${limited.application}_${limited.application}1100000000000000001`
    const aside = join(limited.in, `.${name}`)
    writeFileSync(aside, '')
    truncateSync(aside, (limited.limits.flowBytes ?? 0) + 1)
    renameSync(aside, join(limited.in, name))
    await service.idle()
    expect(readdirSync(limited.out).length).toBeGreaterThan(0)
    expect(existsSync(join(limited.in, name))).toBe(false)
  }, 60_000)

  test('Redis emptied in the middle loses nothing', async () => {
    const redis = new Redis({ path: redisSocket(data) })
    const names = Array.from({ length: 40 }, () => drop('rejected-EXT-01-number-missing'))
    await redis.flushall()
    redis.disconnect()
    await service.idle()
    for (const name of names) expect(reportsOn(name).length).toBeGreaterThan(0)
  }, 60_000)

  test('a worker killed in the middle loses nothing, and nothing is done twice', async () => {
    const names = Array.from({ length: 40 }, () => drop('rejected-EXT-01-number-missing'))
    const children = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)])
      .toString()
      .split('\n')
    const worker = children.find((line) => line.includes('workers/flows.ts'))
    process.kill(Number.parseInt(worker ?? '', 10), 'SIGKILL')
    await service.idle()
    for (const name of names) expect(reportsOn(name)).toHaveLength(2)
  }, 60_000)

  test('a recipient whose folder is away holds up nobody else, and gets all once it is back', async () => {
    mkdirSync(join(root, 'away'), { recursive: true })
    renameSync(depositor.out, join(root, 'away', 'out'))
    const before = deliveredPivots().length
    drop('accepted-discount-charge-and-prepayment')
    while (deliveredPivots().length === before) await new Promise((resolve) => setTimeout(resolve, 20))
    expect((await inRecord((ledger) => ledger.unfinished())).documents).toBeGreaterThan(0)
    renameSync(join(root, 'away', 'out'), depositor.out)
    await service.idle()
  }, 60_000)

  test('a second service on the same data folder is refused', async () => {
    await expect(startService(settings)).rejects.toThrow(DataFolderInUse)
  })
})
