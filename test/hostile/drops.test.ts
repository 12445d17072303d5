import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { restraints } from './confined.ts'
import { flowOf, invoice, RENAMES, SCAN_MS, SETTINGS, SETTLE_MS, WRITES } from './dropped-invoice.ts'
import { HostileService } from './hostile-service.ts'

const isLong = process.env['HOSTILE'] === 'long'

let service: HostileService
beforeAll(async () => {
  service = new HostileService(
    SETTINGS,
    restraints().flatMap(({ before }) => before),
  )
  for (const depositor of [RENAMES, WRITES]) service.door(depositor)
  const first = flowOf(RENAMES)
  service.drop(RENAMES, first, invoice())
  await service.verdictsOn(first) // it runs: what is timed below is not its start
}, 60_000)
afterAll(() => service[Symbol.asyncDispose](), 60_000)

const at = (name: string, depositor = WRITES) => join(service.door(depositor), name)

/** The one verdict on a file, and no other after it. */
async function onlyVerdict(name: string | Buffer): Promise<string> {
  await service.verdictsOn(name)
  await setTimeout(3 * SCAN_MS)
  const [verdict, ...others] = await service.verdictsOn(name)
  expect(others).toEqual([])
  return verdict ?? ''
}

async function inPieces(path: string, bytes: Buffer, pauses: readonly number[]): Promise<void> {
  const length = Math.ceil(bytes.length / (pauses.length + 1))
  writeFileSync(path, bytes.subarray(0, length))
  for (const [index, pause] of pauses.entries()) {
    await setTimeout(pause)
    appendFileSync(path, bytes.subarray((index + 1) * length, (index + 2) * length))
  }
}

/** A file beside the others, under a name no other test has. */
function beside(bytes: Buffer): string {
  const path = at(`.${flowOf(WRITES)}`)
  writeFileSync(path, bytes)
  return path
}

describe.concurrent('however a file is dropped, it gets one verdict', () => {
  test('written in several pieces, over several scans', { timeout: 120_000 }, async () => {
    const name = flowOf(WRITES)
    await inPieces(
      at(name),
      invoice(5000),
      Array.from({ length: 12 }, () => 150),
    )
    expect(await onlyVerdict(name)).toBe('accepted')
  })

  test('written with a pause in the middle, shorter than a file must be still', {
    timeout: 60_000,
  }, async () => {
    const name = flowOf(WRITES)
    await inPieces(at(name), invoice(5000), [SETTLE_MS / 2])
    expect(await onlyVerdict(name)).toBe('accepted')
  })

  test('a longer pause: what was there is taken, and said to be cut short', {
    timeout: 120_000,
  }, async () => {
    const name = flowOf(WRITES)
    const bytes = invoice(5000)
    writeFileSync(at(name), bytes.subarray(0, 1500))
    expect(await onlyVerdict(name)).toBe('rejected VAL-01')
  })

  test('interrupted under an unfinished name, resumed and renamed', { timeout: 120_000 }, async () => {
    const [name, bytes] = [flowOf(WRITES), invoice(5000)]
    writeFileSync(at(`${name}.filepart`), bytes.subarray(0, 3000))
    await setTimeout(2 * SETTLE_MS)
    appendFileSync(at(`${name}.filepart`), bytes.subarray(3000))
    renameSync(at(`${name}.filepart`), at(name))
    expect(await onlyVerdict(name)).toBe('accepted')
  })

  test('renamed over a file not yet taken: the last one counts', { timeout: 120_000 }, async () => {
    const name = flowOf(WRITES)
    writeFileSync(at(name), '<Invoice>')
    await setTimeout(SETTLE_MS / 3)
    renameSync(beside(invoice()), at(name))
    expect(await onlyVerdict(name)).toBe('accepted')
  })

  test('written over in place, shorter than before', { timeout: 120_000 }, async () => {
    const name = flowOf(WRITES)
    writeFileSync(at(name), invoice(50_000))
    await setTimeout(SETTLE_MS / 3)
    writeFileSync(at(name), invoice())
    expect(await onlyVerdict(name)).toBe('accepted')
  })

  test('the same name, other content', { timeout: 120_000 }, async () => {
    const name = flowOf(RENAMES)
    service.drop(RENAMES, name, invoice())
    await service.verdictsOn(name)
    service.drop(RENAMES, name, invoice())
    expect(await service.verdictsOn(name, 2)).toEqual(['accepted', 'rejected RCV-05'])
  })

  test('the same content, another name', { timeout: 120_000 }, async () => {
    const [one, other, bytes] = [flowOf(RENAMES), flowOf(RENAMES), invoice()]
    service.drop(RENAMES, one, bytes)
    await service.verdictsOn(one)
    service.drop(RENAMES, other, bytes)
    expect(await onlyVerdict(other)).toBe('rejected EXT-18 RCV-09')
  })

  test('one file under two names at once', { timeout: 120_000 }, async () => {
    const [one, other] = [flowOf(WRITES), flowOf(WRITES)]
    const path = beside(invoice())
    linkSync(path, at(one))
    linkSync(path, at(other))
    unlinkSync(path)
    const verdicts = [await onlyVerdict(one), await onlyVerdict(other)]
    expect(verdicts.toSorted()).toEqual(['accepted', 'rejected EXT-18 RCV-09'])
  })

  test.each([
    ['in the future', 4_000_000_000],
    ['long ago', 0],
  ])('dated %s', { timeout: 120_000 }, async (_, date) => {
    const name = flowOf(WRITES)
    writeFileSync(at(name), invoice())
    utimesSync(at(name), date, date)
    expect(await onlyVerdict(name)).toBe('accepted')
  })

  test.each([
    ['bytes that are no UTF-8', [0xff, 0xfe, 0x41]],
    ['a character of ISO-8859-1', [0x66, 0xe9, 0x65]],
    ['half a character', [0x66, 0xe2, 0x82]],
  ])('a name of %s', { timeout: 120_000 }, async (_, bytes) => {
    const name = Buffer.from(bytes)
    service.drop(RENAMES, name, invoice())
    expect(await onlyVerdict(name)).toBe('rejected RCV-01')
  })
})

describe('what is dropped and no flow', () => {
  test('what is no finished plain file is left where it is', { timeout: 120_000 }, async () => {
    const target = join(service.data, 'secret')
    writeFileSync(target, invoice())
    const link = flowOf(RENAMES)
    symlinkSync(target, at(link, RENAMES))
    const out = flowOf(RENAMES)
    symlinkSync('/etc/passwd', at(out, RENAMES))
    const pipe = flowOf(RENAMES)
    execFileSync('mkfifo', [at(pipe, RENAMES)])
    const folder = flowOf(RENAMES)
    mkdirSync(at(folder, RENAMES))
    const [hidden, unfinished] = [`.${flowOf(RENAMES)}`, `${flowOf(RENAMES)}.part`]
    for (const name of [hidden, unfinished]) writeFileSync(at(name, RENAMES), invoice())
    const last = flowOf(RENAMES)
    service.drop(RENAMES, last, invoice())
    expect(await onlyVerdict(last)).toBe('accepted')
    const left = [link, out, pipe, folder, hidden, unfinished]
    expect(readdirSync(service.door(RENAMES)).toSorted()).toEqual(left.toSorted())
    expect(service.told().filter(({ name }) => left.includes(name.toString()))).toEqual([])
    for (const name of left) rmSync(at(name, RENAMES), { recursive: true })
    rmSync(target)
  })

  test('files that vanish while they are read harm no other', { timeout: 120_000 }, async () => {
    for (let n = 0; n < 40; n++) {
      const name = flowOf(RENAMES)
      service.drop(RENAMES, name, invoice(n % 2 === 0 ? 100_000 : 6_000_000))
      await setTimeout(n % 7)
      rmSync(at(name, RENAMES), { force: true })
    }
    const last = flowOf(RENAMES)
    service.drop(RENAMES, last, invoice())
    expect(await onlyVerdict(last)).toBe('accepted')
  })

  test('a file that grows while it is read is taken once it is whole', { timeout: 120_000 }, async () => {
    const name = flowOf(WRITES)
    const bytes = invoice(8_000_000)
    await inPieces(
      at(name),
      bytes,
      Array.from({ length: 20 }, (_, n) => (n % 3) * 100),
    )
    expect(await onlyVerdict(name)).toBe('accepted')
  })

  test.runIf(isLong)('10,000 files at once', { timeout: 1_200_000 }, async () => {
    const before = service.told().length
    const names = Array.from({ length: 10_000 }, () => flowOf(RENAMES))
    for (const name of names) service.drop(RENAMES, name, invoice())
    const begun = performance.now()
    await service.until(() => service.told().length >= before + names.length, '10,000 reports', 900_000)
    process.stdout.write(
      `10,000 files at once: the last report ${Math.round((performance.now() - begun) / 1000)} s after the last file\n`,
    )
    const told = new Map(service.told().map(({ name, verdict }) => [name.toString(), verdict]))
    expect(names.filter((name) => told.get(name) !== 'accepted')).toEqual([])
  })
})
