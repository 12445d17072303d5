import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hostileCases, type PlacedCase, readme } from '../fixtures/hostile/make.ts'
import { nothingBefore } from '../src/pipeline/ask.ts'
import { contentOf } from '../src/reception/content.ts'
import { restraints, traced } from './hostile/confined.ts'
import { HostileService } from './hostile/hostile-service.ts'
import { forgetPeak, peakOf } from './hostile/peak-memory.ts'
import { type Row, showTable } from './hostile/table.ts'
import { breaches } from './hostile/trace.ts'
import { verdictOf } from './hostile/verdict.ts'
import { shippedPipeline } from './pipeline/examined.ts'

const isLong = process.env['HOSTILE'] === 'long'
const cases = hostileCases().filter((of) => isLong || of.isLong !== true)
const rows = new Map<PlacedCase, Row>(cases.map((of) => [of, { of }]))
const remarks: string[] = []

/** The deposits, made once: judged from memory, then dropped. On the disk of the service, so that a drop is a rename. */
const staged = mkdtempSync(join(tmpdir(), 'ecluse-hostile-cases-'))
const stagedAs = (of: PlacedCase) => join(staged, String(cases.indexOf(of)))

/** All that may be in a data folder, the configuration we put there included. */
const OWN =
  /^(archive|beside|config|depot|destinataires|directory|redis|ecluse\.sqlite(-shm|-wal)?|service\.(id|lock|lock-journal|pid))$/

/** The longest any case, or all at once, may take before it is said to hang: no measure of speed. */
const PATIENCE_MS = 300_000

/** Megabytes no process of the service may ever have, all cases dropped at once: the largest are of 100 MB each. */
const MOST_MEGABYTES = 1536

afterAll(() => {
  rmSync(staged, { recursive: true })
  showTable([...rows.values()], remarks)
})

test('every case is in the README of the cases, under a promise and a name of its own', () => {
  const { is, should } = readme()
  expect(is, 'run node fixtures/hostile/make.ts --readme').toBe(should)
  for (const part of [({ name }: PlacedCase) => name, ({ drop }: PlacedCase) => drop])
    expect(new Set(hostileCases().map(part)).size).toBe(hostileCases().length)
})

test('EICAR’s string stands in no file in one piece', () => {
  const folder = join(import.meta.dirname, '../fixtures/hostile')
  const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}', '$EICAR-'].join('')
  for (const file of readdirSync(folder))
    expect(readFileSync(join(folder, file), 'latin1')).not.toContain(eicar)
})

describe('every hostile deposit gets its verdict from the pipeline', () => {
  const pipeline = shippedPipeline()
  afterAll(() => pipeline[Symbol.dispose]())
  const rowOf = (of: PlacedCase) => rows.get(of) as Row

  test.each(cases.map((of) => [`${of.heading}: ${of.name}`, of] as const))(
    '%s',
    { timeout: 120_000 },
    async (_, of) => {
      const bytes = await of.make()
      writeFileSync(stagedAs(of), bytes)
      forgetPeak('self')
      const begun = performance.now()
      const outcome = await pipeline.run(depositOf(of, bytes), nothingBefore)
      const got = verdictOf(outcome)
      rowOf(of).judged = { got, ms: performance.now() - begun, megabytes: peakOf('self') }
      expect(got).toBe(of.expected)
    },
  )

  function depositOf(of: PlacedCase, bytes: Uint8Array) {
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const { drop: name, depositor } = of
    const flow = cases.indexOf(of) + 1
    return {
      flow,
      run: 0,
      name,
      depositor,
      receivedAt: new Date().toISOString(),
      content: contentOf(bytes),
      sha256,
    }
  }
})

describe('every hostile deposit, dropped as a file, ends in its report', () => {
  const tracing = join(staged, 'service.trace')
  const watched = isLong ? traced(tracing) : undefined
  const put = [...restraints(), ...(watched === undefined ? [] : [watched])]
  let service: HostileService

  beforeAll(() => {
    service = new HostileService(
      'logLevel: warn\n',
      put.flatMap((each) => each.before),
    )
    remarks.push(
      `The service ran ${put.map((each) => each.says).join(', ') || 'without any restraint: this machine has none'}.`,
    )
  })
  afterAll(() => service[Symbol.asyncDispose](), 60_000)

  test('its verdict is the same', { timeout: 1_200_000 }, async () => {
    for (const of of cases) service.door(of.depositor)
    if (isLong) for (const of of cases) await dropAlone(of)
    else await dropAll()
    remarks.push(`Largest process of the service: ${largest(service.peak())} MB of ${MOST_MEGABYTES}.`)
    const wrong = cases.filter((of) => rows.get(of)?.told?.got !== of.expected)
    expect(wrong.map((of) => `${of.name}: ${rows.get(of)?.told?.got}, not ${of.expected}`)).toEqual([])
  })

  test('each is told once, and none is left waiting, blocked or half delivered', async () => {
    expect(service.told()).toHaveLength(cases.length)
    for (const depositor of ['OPE001', 'DEM002']) expect(readdirSync(service.door(depositor))).toEqual([])
    // The last report may be there before the last pivot is.
    await expect
      .poll(() => service.filesBelow('destinataires').filter((name) => name.includes('.part')), {
        timeout: 30_000,
      })
      .toEqual([])
  })

  test('no worker died, nothing was trouble', () => {
    expect(service.log()).toBe('')
  })

  test('no process had more memory than an operator gives it', () => {
    expect(largest(service.peak())).toBeLessThan(MOST_MEGABYTES)
  })

  test('nothing was written where the names in archives lead', () => {
    const led = [
      '/etc/cron.d/facture',
      '/tmp/facture.xml',
      '/etc/facture.xml',
      join(service.data, '../facture-2.xml'),
    ]
    const done = ['ici', 'facture.xml', 'lot'].flatMap((name) => [join(service.data, name), resolve(name)])
    expect([...led, ...done].filter((path) => existsSync(path))).toEqual([])
    expect(readdirSync(service.data).filter((name) => !OWN.test(name))).toEqual([])
  })

  test.runIf(watched !== undefined)(
    'nothing was opened outside its folders, and no connection begun',
    async () => {
      await service.stop()
      const trace = readFileSync(tracing, 'utf8')
      expect(trace).toContain(service.data)
      expect(breaches(trace, allowed(service.data))).toEqual([])
      remarks.push(
        `Traced: ${trace.split('\n').length} files opened or sockets connected, none outside its folders, none but unix sockets.`,
      )
    },
  )

  let most = 0
  function largest(now: number): number {
    most = Math.max(most, now)
    return most
  }

  async function dropAlone(of: PlacedCase): Promise<void> {
    service.forgetPeaks()
    const begun = performance.now()
    await told([of])
    const megabytes = largest(service.peak())
    const row = rows.get(of) as Row
    if (row.told !== undefined) row.told = { ...row.told, ms: performance.now() - begun, megabytes }
  }

  async function dropAll(): Promise<void> {
    const begun = performance.now()
    await told(cases)
    remarks.push(
      `All ${cases.length} dropped at once: the last report after ${Math.round((performance.now() - begun) / 1000)} s.`,
    )
  }

  async function told(some: readonly PlacedCase[]): Promise<void> {
    const count = service.told().length + some.length
    for (const of of some) renameSync(stagedAs(of), join(service.door(of.depositor), of.drop))
    const what = `${some.length} reports, of ${some[0]?.name} and others`
    await service.until(() => service.told().length >= count, what, PATIENCE_MS)
    const verdicts = new Map(service.told().map(({ name, verdict }) => [name.toString('latin1'), verdict]))
    for (const of of some) {
      const got = verdicts.get(Buffer.from(of.drop).toString('latin1'))
      if (got !== undefined) (rows.get(of) as Row).told = { got }
    }
  }
})

const SYSTEM_FOLDERS = [
  '/lib',
  '/lib64',
  '/usr/lib',
  '/usr/bin',
  '/usr/share/zoneinfo',
  '/proc',
  '/sys',
  '/etc/ssl',
]

/** Read once by each process at its start: by the loader, Node’s resolver of names, Redis and SQLite. */
const SYSTEM_FILES = [
  '/dev/null',
  '/dev/urandom',
  '/etc/ld.so.cache',
  '/etc/localtime',
  '/etc/netsvc.conf',
  '/etc/nsswitch.conf',
  '/etc/resolv.conf',
  '/etc/svc.conf',
  '/usr/share/locale/locale.alias',
  '/var/tmp',
]

/** What the service, its workers, Node and Redis need of a machine. */
function allowed(data: string) {
  const root = resolve(import.meta.dirname, '..')
  return {
    folders: [data, root, dirname(process.execPath), ...SYSTEM_FOLDERS],
    files: SYSTEM_FILES,
  }
}

describe('canary of the trace', () => {
  const folders = { folders: ['/srv/ecluse'], files: ['/dev/null'] }
  test.each([
    ['another file opened', '12 openat(AT_FDCWD, "/etc/passwd", O_RDONLY) = 3', 1],
    ['another file tried', '12 openat(AT_FDCWD, "/etc/secret", O_RDONLY) = -1 ENOENT', 1],
    ['a way out', '12 openat(AT_FDCWD, "/srv/ecluse/../secret", O_RDONLY) = 3', 1],
    ['a neighbour', '12 open("/srv/ecluse-2/a", O_RDONLY) = 3', 1],
    ['a server', '12 connect(19, {sa_family=AF_INET, sin_port=htons(9)}, 16) = -1 ECONNREFUSED', 1],
    ['its own file', '12 openat(AT_FDCWD, "/srv/ecluse/a", O_RDONLY) = 3', 0],
    ['its own socket', '12 connect(19, {sa_family=AF_UNIX, sun_path="/srv/ecluse/redis.sock"}, 110) = 0', 0],
  ])('%s', (_, line, count) => {
    expect(breaches(line, folders)).toHaveLength(count)
  })
})
