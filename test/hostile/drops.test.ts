import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { invoiceText } from '../../fixtures/hostile/invoice-text.ts'
import { restraints } from './confined.ts'
import { HostileService } from './hostile-service.ts'

/** How long a file must be still; short, so that the pauses here can be. */
const SETTLE_MS = 1200
const SCAN_MS = 300
const SETTINGS = `logLevel: warn\nintake: { settleMs: ${SETTLE_MS}, scanMs: ${SCAN_MS} }\ndeliveries: { backoffMs: 200, backoffMaxMs: 1000 }\n`

const isLong = process.env['HOSTILE'] === 'long'

let made = 0

/** A sound invoice of its own number, as large as asked. */
function invoice(size = 0): Buffer {
  made++
  const extension = `<e:x xmlns:e="urn:exemple">${'a'.repeat(size)}</e:x>`
  return Buffer.from(invoiceText({ number: `H-DEPOT-${String(made).padStart(5, '0')}`, extension }))
}

let sequence = 700_000
const flowOf = (depositor: string) => `FSO1100A_${depositor}_${depositor}1100${String(sequence++).padStart(15, '0')}`

/** OPE001 renames its files into place; DEM002 writes them where they are to be taken from. */
const RENAMES = 'OPE001'
const WRITES = 'DEM002'

describe('however a file is dropped, it gets one verdict', () => {
  let service: HostileService
  beforeAll(() => {
    service = new HostileService(SETTINGS, restraints().flatMap(({ before }) => before))
    for (const depositor of [RENAMES, WRITES]) service.door(depositor)
  })
  afterAll(() => service[Symbol.asyncDispose]())

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

  test('written in several pieces, over several scans', { timeout: 60_000 }, async () => {
    const name = flowOf(WRITES)
    await inPieces(at(name), invoice(5000), Array.from({ length: 12 }, () => 150))
    expect(await onlyVerdict(name)).toBe('accepted')
  })

  test('written with a pause in the middle, shorter than a file must be still', { timeout: 60_000 }, async () => {
    const name = flowOf(WRITES)
    await inPieces(at(name), invoice(5000), [SETTLE_MS / 2])
    expect(await onlyVerdict(name)).toBe('accepted')
  })

  test('a longer pause: what was there is taken, and said to be cut short', { timeout: 60_000 }, async () => {
    const name = flowOf(WRITES)
    const bytes = invoice(5000)
    writeFileSync(at(name), bytes.subarray(0, 1500))
    expect(await onlyVerdict(name)).toBe('rejected VAL-01')
  })

  test('interrupted under an unfinished name, resumed and renamed', { timeout: 60_000 }, async () => {
    const [name, bytes] = [flowOf(WRITES), invoice(5000)]
    writeFileSync(at(`${name}.filepart`), bytes.subarray(0, 3000))
    await setTimeout(2 * SETTLE_MS)
    appendFileSync(at(`${name}.filepart`), bytes.subarray(3000))
    renameSync(at(`${name}.filepart`), at(name))
    expect(await onlyVerdict(name)).toBe('accepted')
  })

  test('renamed over a file not yet taken: the last one counts', { timeout: 60_000 }, async () => {
    const name = flowOf(WRITES)
    writeFileSync(at(name), '<Invoice>')
    await setTimeout(SETTLE_MS / 3)
    writeFileSync(at('.beside'), invoice())
    renameSync(at('.beside'), at(name))
    expect(await onlyVerdict(name)).toBe('accepted')
  })

  test('written over in place, shorter than before', { timeout: 60_000 }, async () => {
    const name = flowOf(WRITES)
    writeFileSync(at(name), invoice(50_000))
    await setTimeout(SETTLE_MS / 3)
    writeFileSync(at(name), invoice())
    expect(await onlyVerdict(name)).toBe('accepted')
  })

  test('the same name, other content', { timeout: 60_000 }, async () => {
    const name = flowOf(RENAMES)
    service.drop(RENAMES, name, invoice())
    await service.verdictsOn(name)
    service.drop(RENAMES, name, invoice())
    expect(await service.verdictsOn(name, 2)).toEqual(['accepted', 'rejected RCV-05'])
  })

  test('the same content, another name', { timeout: 60_000 }, async () => {
    const [one, other, bytes] = [flowOf(RENAMES), flowOf(RENAMES), invoice()]
    service.drop(RENAMES, one, bytes)
    await service.verdictsOn(one)
    service.drop(RENAMES, other, bytes)
    expect(await onlyVerdict(other)).toBe('rejected EXT-18 RCV-09')
  })

  test('one file under two names at once', { timeout: 60_000 }, async () => {
    const [one, other] = [flowOf(WRITES), flowOf(WRITES)]
    writeFileSync(at('.beside'), invoice())
    linkSync(at('.beside'), at(one))
    linkSync(at('.beside'), at(other))
    unlinkSync(at('.beside'))
    const verdicts = [await onlyVerdict(one), await onlyVerdict(other)]
    expect(verdicts.toSorted()).toEqual(['accepted', 'rejected EXT-18 RCV-09'])
  })

  test.each([['in the future', 4_000_000_000], ['long ago', 0]])('dated %s', { timeout: 60_000 }, async (_, date) => {
    const name = flowOf(WRITES)
    writeFileSync(at(name), invoice())
    utimesSync(at(name), date, date)
    expect(await onlyVerdict(name)).toBe('accepted')
  })

  test.each([
    ['bytes that are no UTF-8', [0xff, 0xfe, 0x41]],
    ['a character of ISO-8859-1', [0x66, 0xe9, 0x65]],
    ['half a character', [0x66, 0xe2, 0x82]],
  ])('a name of %s', { timeout: 60_000 }, async (_, bytes) => {
    const name = Buffer.from(bytes)
    service.drop(RENAMES, name, invoice())
    expect(await onlyVerdict(name)).toBe('rejected RCV-01')
  })

  test('what is no finished plain file is left where it is', { timeout: 60_000 }, async () => {
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
    await inPieces(at(name), bytes, Array.from({ length: 20 }, (_, n) => (n % 3) * 100))
    expect(await onlyVerdict(name)).toBe('accepted')
  })

  test.runIf(isLong)('10,000 files at once', { timeout: 1_200_000 }, async () => {
    const before = service.told().length
    const names = Array.from({ length: 10_000 }, () => flowOf(RENAMES))
    for (const name of names) service.drop(RENAMES, name, invoice())
    const begun = performance.now()
    await service.until(() => service.told().length >= before + names.length, '10,000 reports')
    process.stdout.write(`10,000 files at once: the last report ${Math.round((performance.now() - begun) / 1000)} s after the last file\n`)
    const told = new Map(service.told().map(({ name, verdict }) => [name.toString(), verdict]))
    expect(names.filter((name) => told.get(name) !== 'accepted')).toEqual([])
  })
})

/** Only root may mount, and not in every container. */
const canMount = spawnSync('sh', ['-c', 'd=$(mktemp -d) && mount -t tmpfs none "$d" && umount "$d" && rmdir "$d"']).status === 0

/** A file system of its own at a folder, of so many bytes, until it is unmounted. */
class SmallDisk implements Disposable {
  readonly #folder: string

  constructor(folder: string, options: string) {
    this.#folder = folder
    mkdirSync(folder, { recursive: true })
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'none', folder])
  }

  become(options: string): void {
    execFileSync('mount', ['-o', `remount,${options}`, this.#folder])
  }

  [Symbol.dispose](): void {
    execFileSync('umount', ['-l', this.#folder])
  }
}

describe.runIf(canMount)('a disk that is full or may not be written', () => {
  test('a folder nothing can be removed from: each file is taken once', { timeout: 120_000 }, async () => {
    await using service = new HostileService(SETTINGS, [])
    using door = new SmallDisk(service.door(RENAMES), 'size=10m')
    const name = flowOf(RENAMES)
    writeFileSync(join(service.door(RENAMES), name), invoice())
    door.become('ro')
    expect(await service.verdictsOn(name)).toEqual(['accepted'])
    await setTimeout(5 * SCAN_MS)
    expect(await service.verdictsOn(name)).toEqual(['accepted'])
    expect(service.log()).toContain('cannot be removed')
    door.become('rw')
    const next = flowOf(RENAMES)
    writeFileSync(join(service.door(RENAMES), next), invoice())
    expect(await service.verdictsOn(next)).toEqual(['accepted'])
  })

  test('no room for reports: they wait, and come once there is', { timeout: 120_000 }, async () => {
    await using service = new HostileService(SETTINGS, [])
    const out = service.out(RENAMES)
    using _ = new SmallDisk(out, 'size=16k')
    writeFileSync(join(out, '.full'), Buffer.alloc(16 * 1024))
    const name = flowOf(RENAMES)
    service.door(RENAMES)
    service.drop(RENAMES, name, invoice())
    await service.until(() => service.log().includes('ENOSPC'), 'the disk to be told full')
    expect(service.told()).toEqual([])
    rmSync(join(out, '.full'))
    expect(await service.verdictsOn(name)).toEqual(['accepted'])
    expect(readdirSync(out).filter((each) => each.startsWith('.'))).toEqual([])
  })

  test('no room in the archive: the file stays in the folder, and is taken once there is', { timeout: 120_000 }, async () => {
    let disk: SmallDisk | undefined
    await using service = new HostileService(SETTINGS, [], (data) => {
      disk = new SmallDisk(join(data, 'archive'), 'size=64k')
    })
    using archive = disk
    const name = flowOf(RENAMES)
    service.drop(RENAMES, name, invoice(400_000))
    await service.until(() => service.log().includes('cannot be taken in'), 'the disk to be told full')
    expect(readdirSync(service.door(RENAMES))).toEqual([name])
    archive?.become('size=50m')
    expect(await service.verdictsOn(name)).toEqual(['accepted'])
    expect(readdirSync(service.door(RENAMES))).toEqual([])
  })

  test('no room in the archive for a large file, which is read in pieces', { timeout: 120_000 }, async () => {
    let disk: SmallDisk | undefined
    await using service = new HostileService(SETTINGS, [], (data) => {
      disk = new SmallDisk(join(data, 'archive'), 'size=1m')
    })
    using archive = disk
    const name = flowOf(RENAMES)
    service.drop(RENAMES, name, invoice(6_000_000))
    await service.until(() => service.log().includes('cannot be taken in'), 'the disk to be told full')
    archive?.become('size=100m')
    expect(await service.verdictsOn(name)).toEqual(['accepted'])
    expect(readFileSync(join(service.data, 'config/ecluse.yaml'), 'utf8')).toBe(SETTINGS)
  })
})
