import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import type { Examination } from '../../src/pipeline/examine.ts'
import { type Archive, ArchiveTrouble } from '../../src/record/archive.ts'
import { connect } from '../../src/record/connect.ts'
import { openFolderArchive } from '../../src/record/folder-archive.ts'
import type { Ledger } from '../../src/record/ledger.ts'
import { openDesk } from '../../src/record/open-desk.ts'
import { openLedger } from '../../src/record/open-ledger.ts'
import type { Retention } from '../../src/record/retention.ts'
import { slicePartsOf } from '../../src/record/slice-parts.ts'
import type { Database } from '../../src/record/tables.ts'
import type { RetentionSettings } from '../../src/settings/retention.ts'
import { keepExamination } from '../../workers/kept-examination.ts'
import { openLog } from '../../workers/log.ts'
import { retentionPass, type RetentionTools } from '../../workers/retention.ts'
import { integrated, received } from '../record/outcomes.ts'

const root = mkdtempSync(join(tmpdir(), 'ecluse-retention-pass-'))
afterAll(() => rmSync(root, { recursive: true }))
let worlds = 0

interface World extends AsyncDisposable {
  folder: string
  ledger: Ledger
  retention: Retention
  archive: Archive
  database: Database
}

async function world(): Promise<World> {
  const folder = join(root, String(worlds++))
  const record = { file: join(folder, 'ecluse.sqlite') }
  const ledger = await openLedger(record)
  const desk = await openDesk(record)
  const database = await connect(record)
  return {
    folder: join(folder, 'archive'),
    ledger,
    retention: desk.retention,
    archive: await openFolderArchive(join(folder, 'archive')),
    database,
    async [Symbol.asyncDispose]() {
      await database.destroy()
      await desk[Symbol.asyncDispose]()
      await ledger[Symbol.asyncDispose]()
    },
  }
}

const AGES: RetentionSettings = {
  everyMinutes: 60,
  goodDocumentsDays: 400,
  erroredDocumentsDays: 1830,
  recordsDays: 3660,
}
const never = new AbortController().signal

function pass({ retention, archive }: World, over: Partial<RetentionTools> = {}) {
  return retentionPass({ retention, archive, settings: AGES, log: openLog('silent', 'test'), ...over }, never)
}

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()

/** A deposit of these bytes, its outcome and what it sent, settled and sent so long ago. */
async function settled(
  of: World,
  deposit: Uint8Array,
  ago: number,
  state: 'integrated' | 'rejected' = 'integrated',
) {
  const [sha256 = ''] = await of.archive.put([deposit])
  const [receipt] = await of.ledger.receive([received({ sha256 })])
  const flow = receipt?.flow ?? 0
  const outcome = integrated(flow, [`k${flow}`], { state })
  const documents = await of.archive.put(outcome.documents.map((document) => document.bytes))
  await of.ledger.commit([{ outcome, documents, startedAt: daysAgo(ago) }])
  const settledAt = daysAgo(ago)
  await of.database.updateTable('flows').set({ settled_at: settledAt }).where('number', '=', flow).execute()
  await of.database
    .updateTable('outbox')
    .set({ state: 'sent', sent_at: settledAt })
    .where('flow', '=', flow)
    .execute()
  return { flow, sha256, documents: [sha256, ...documents] }
}

async function thereOf({ archive }: World, hashes: readonly string[]): Promise<boolean[]> {
  return Promise.all(hashes.map((hash) => archive.has(hash)))
}

test('documents of a good flow leave the archive a day after they were set aside; an errored one’s stay', async () => {
  await using of = await world()
  const good = await settled(of, Buffer.from('bonne'), 401)
  const errored = await settled(of, Buffer.from('mauvaise'), 401, 'rejected')
  expect(await pass(of)).toEqual({ documents: 1, records: 0, aside: 3, removed: 0, kept: 0 })
  expect(await thereOf(of, good.documents)).toEqual([true, true, true])
  expect(await pass(of)).toEqual({ documents: 0, records: 0, aside: 0, removed: 0, kept: 0 })
  expect(await pass(of, { asideMs: -1 })).toMatchObject({ removed: 3 })
  expect(await thereOf(of, good.documents)).toEqual([false, false, false])
  expect(await thereOf(of, errored.documents)).toEqual([true, true, true])
})

test('an errored flow expires by the later rule, a record by the latest, and never means never', async () => {
  await using of = await world()
  await settled(of, Buffer.from('mauvaise'), 1831, 'rejected')
  await settled(of, Buffer.from('ancienne'), 3661)
  const kept = {
    ...AGES,
    goodDocumentsDays: 'never',
    erroredDocumentsDays: 'never',
    recordsDays: 'never',
  } as const
  expect(await pass(of, { settings: kept })).toMatchObject({ documents: 0, records: 0 })
  expect(await pass(of)).toMatchObject({ documents: 2, records: 1 })
})

test('bytes that a younger flow has too stay until that expires', async () => {
  await using of = await world()
  const same = Buffer.from('deux fois')
  const old = await settled(of, same, 401)
  const young = await settled(of, same, 1)
  expect(await pass(of, { asideMs: -1 })).toMatchObject({ documents: 1, removed: 2, kept: 1 })
  expect(await of.archive.get(young.sha256)).toEqual(same)
  await of.database
    .updateTable('flows')
    .set({ settled_at: daysAgo(402) })
    .where('number', '=', young.flow)
    .execute()
  await of.database
    .updateTable('outbox')
    .set({ sent_at: daysAgo(402) })
    .execute()
  expect(await pass(of, { asideMs: -1 })).toMatchObject({ documents: 1, removed: 3, kept: 0 })
  expect(await thereOf(of, [old.sha256])).toEqual([false])
})

test('an intake that found the document in its place before it was set aside does not lose it', async () => {
  await using of = await world()
  const same = Buffer.from('redéposée')
  const old = await settled(of, same, 401)
  await of.archive.put([same]) // the intake: it is there already …
  await pass(of) // … and goes aside before the record is told
  const [receipt] = await of.ledger.receive([received({ sha256: old.sha256 })])
  expect(await of.archive.get(old.sha256)).toEqual(same)
  expect(await pass(of, { asideMs: -1 })).toMatchObject({ removed: 2, kept: 1 })
  expect(await of.archive.get(old.sha256)).toEqual(same)
  expect(readdirSync(join(of.folder, '.expiring'))).toEqual([])
  expect((await of.ledger.load(receipt?.flow ?? 0))?.sha256).toBe(old.sha256)
})

test('a document put again after it was set aside is asked for anew, and goes only when nobody took it', async () => {
  await using of = await world()
  const same = Buffer.from('revenue')
  const old = await settled(of, same, 401)
  await pass(of)
  await of.archive.put([same])
  expect(await pass(of, { asideMs: -1 })).toMatchObject({ removed: 2 })
  expect(await of.archive.get(old.sha256)).toEqual(same)
  await pass(of)
  expect(await pass(of, { asideMs: -1 })).toMatchObject({ removed: 1 })
  expect(await thereOf(of, [old.sha256])).toEqual([false])
})

test('a pass that was killed between any two steps is taken up by the next', async () => {
  await using of = await world()
  const { documents } = await settled(of, Buffer.from('interrompue'), 401)
  const cut = (name: 'setAside' | 'remove' | 'markAside' | 'forget', where: 'archive' | 'retention') => {
    const fails = () => Promise.reject(new Error(`tué à ${name}`))
    return { [where]: { ...of[where], [name]: fails } } as Partial<RetentionTools>
  }
  for (const [name, where] of [
    ['setAside', 'archive'],
    ['markAside', 'retention'],
    ['remove', 'archive'],
    ['forget', 'retention'],
  ] as const) {
    await expect(pass(of, { asideMs: -1, ...cut(name, where) })).rejects.toThrow(`tué à ${name}`)
  }
  await pass(of, { asideMs: -1 })
  expect(await thereOf(of, documents)).toEqual([false, false, false])
  expect(await of.database.selectFrom('leaving').selectAll().execute()).toEqual([])
})

test('while the archive is away nothing is taken for removed, and it goes on when it is back', async () => {
  await using of = await world()
  const { documents } = await settled(of, Buffer.from('loin'), 401)
  renameSync(of.folder, `${of.folder}-loin`)
  await expect(pass(of)).rejects.toThrow('ENOENT')
  renameSync(`${of.folder}-loin`, of.folder)
  expect(await pass(of)).toMatchObject({ aside: 3 })
  renameSync(of.folder, `${of.folder}-loin`)
  await expect(pass(of, { asideMs: -1 })).rejects.toThrow('ENOENT')
  renameSync(`${of.folder}-loin`, of.folder)
  expect(await pass(of, { asideMs: -1 })).toMatchObject({ removed: 3 })
  expect(await thereOf(of, documents)).toEqual([false, false, false])
})

test('what slices left is removed a day after their flow was settled, and all of it', async () => {
  await using of = await world()
  const unit = (text: string) => ({ outcome: {}, unit: [Buffer.from(text), Buffer.from(' fin')] })
  const examination = { examined: [unit('une'), unit('deux'), { outcome: {} }], remarks: [], schemas: [] }
  const result = await keepExamination(of.archive, examination as unknown as Examination, 'annuaire')
  expect(await slicePartsOf(of.archive, result)).toHaveLength(2)
  const { flow } = await settled(of, Buffer.from('archive'), 2)
  await of.ledger.openSlices({ flow, run: 0 }, [{ from: 0, to: 3 }])
  await of.ledger.sliceDone({ flow, run: 0, slice: 0 }, result)
  expect(await pass(of, { asideMs: -1 })).toEqual({ documents: 0, records: 0, aside: 3, removed: 3, kept: 0 })
  let files = 0
  for await (const group of of.archive.list()) files += group.length
  expect(files).toBe(3) // the deposit, its pivot, its report
})

function countLost(error: unknown): number {
  if (error instanceof ArchiveTrouble) return 1
  throw error
}

/**
 * Equal deposits come and expire without end while retention runs as fast as it can: each is in the archive from when
 * the record has it until the record gives it up. An intake takes up to 20 ms between the archive and the record here,
 * and a document lies aside for 250, where it is a day against some seconds in real life.
 */
test('no deposit is lost to a race of puts, commits and removals', async () => {
  await using of = await world()
  const contents = Array.from({ length: 40 }, (_, n) => Buffer.from(`contenu ${n}`))
  const over = new AbortController()
  let missing = 0
  let taken = 0
  const expired = async () => {
    const ages = { settled_at: daysAgo(401), state: 'integrated' } as const
    const rows = of.database.selectFrom('flows').select('number').where('state', '=', 'received').limit(3)
    await of.database.updateTable('flows').set(ages).where('number', 'in', rows).execute()
  }
  const intake = async () => {
    while (!over.signal.aborted) {
      const bytes = contents[Math.floor(Math.random() * contents.length)] as Buffer
      const [sha256 = ''] = await of.archive.put([bytes])
      await setTimeout(Math.random() * 20)
      const [receipt] = await of.ledger.receive([received({ sha256 })])
      taken += 1
      if ((await of.ledger.load(receipt?.flow ?? 0))?.state !== 'received') continue // given up at once
      missing += await of.archive.get(sha256).then(() => 0, countLost)
    }
  }
  const giveUp = async () => {
    let [aside, removed, kept] = [0, 0, 0]
    while (!over.signal.aborted) {
      await expired()
      const tally = await pass(of, { asideMs: 250 })
      ;[aside, removed, kept] = [aside + tally.aside, removed + tally.removed, kept + tally.kept]
      await setTimeout(1)
    }
    return { aside, removed, kept }
  }
  const giving = [giveUp(), giveUp()]
  const intakes = Array.from({ length: 3 }, intake)
  await setTimeout(8_000)
  over.abort()
  await Promise.all(intakes)
  const tallies = await Promise.all(giving)
  const removed = tallies.reduce((sum, tally) => sum + tally.removed, 0)
  const aside = tallies.reduce((sum, tally) => sum + tally.aside, 0)
  process.stderr.write(
    `${taken} deposits taken in, ${aside} set aside, ${removed} removed, ${missing} lost\n`,
  )
  expect(missing).toBe(0)
  const left = await of.database
    .selectFrom('flows')
    .select('sha256')
    .distinct()
    .where('documents_expired_at', 'is', null)
    .execute()
  for (const { sha256 } of left) expect(hashOf(await of.archive.get(sha256))).toBe(sha256)
  expect(removed).toBeGreaterThan(5)
}, 30_000)
