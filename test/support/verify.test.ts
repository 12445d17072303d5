import { mkdtempSync, rmSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from '../../src/record/connect.ts'
import { openFolderArchive } from '../../src/record/folder-archive.ts'
import { openDesk } from '../../src/record/open-desk.ts'
import { retentionOn } from '../../src/record/retention.ts'
import { type Finding, findingText } from '../../src/support/verify/finding.ts'
import { verify } from '../../src/support/verify.ts'
import { Copy, DEPOSIT, PIVOT, type WholeRecord, wholeRecord } from './damaged-record.ts'

const copies = mkdtempSync(join(tmpdir(), 'ecluse-verify-'))
let whole: WholeRecord
beforeAll(async () => {
  whole = await wholeRecord()
}, 60_000)
afterAll(async () => {
  await whole[Symbol.asyncDispose]()
  rmSync(copies, { recursive: true })
}, 60_000)
const copied = () => new Copy(whole.data, copies)

test('a record and an archive that are whole are sound, every document read', async () => {
  const { findings, tally } = await copied().verify()
  expect(findings).toEqual([])
  expect(tally).toMatchObject({ flows: 4, findings: 0, archive: { leaving: 0, orphans: 0 } })
  const deposits = 4
  const sent = 3 + 3 + 2 + 3 // each run's: a pivot when something was accepted, a report in two forms
  expect(tally.documents).toBe(deposits + sent)
  expect(tally.bytes).toBeGreaterThan(20_000)
})

test.each([
  ['missing', unlinkSync],
  ['altered', (path: string) => writeFileSync(path, 'autre chose')],
  ['altered', (path: string) => truncateSync(path, 10)],
] as const)('a document that is %s is damage, with its flow, its name and its hash', async (damage, harm) => {
  const copy = copied()
  harm(copy.document(DEPOSIT))
  harm(copy.document(PIVOT))
  const { findings, tally } = await copy.verify()
  expect(tally.findings).toBe(2)
  const roles = findings.map((each) => each.kind === 'document' && each.document.role)
  expect(new Set(roles)).toEqual(new Set(['deposit', 'pivot']))
  for (const finding of findings) {
    expect(finding).toMatchObject({ damage, flow: whole.accepted })
    expect(finding.flowName).toMatch(/^FSO1100A_OPE001_/)
    expect(finding).toHaveProperty('document.sha256', expect.stringMatching(/^[0-9a-f]{64}$/))
  }
})

test('files of the archive that nobody refers to are counted, and are no damage', async () => {
  const copy = copied()
  writeFileSync(join(copy.data, 'archive/ab', 'c'.repeat(62)), 'douze octets')
  const { tally } = await copy.verify()
  expect(tally).toMatchObject({ findings: 0, archive: { orphans: 1, orphanBytes: 12 } })
})

test('what retention is about to remove is no orphan, and expired documents are not missed', async () => {
  const copy = copied()
  const database = await connect(copy.record)
  await database.updateTable('outbox').set({ state: 'sent', sent_at: '2020-01-01T00:00:00.000Z' }).execute()
  const before = '2999-01-01T00:00:00.000Z'
  const rule = { name: 'goodDocumentsDays', days: 1, states: ['integrated'], before } as const
  expect(await retentionOn(database).expireDocuments(rule, 10)).toBe(1)
  const leaving = await retentionOn(database).leaving(100)
  await database.destroy()
  copy.sql("insert into events (flow, run, at, kind, detail) select flow, run, '', 'sent', '{}' from outbox")
  unlinkSync(copy.document(PIVOT))
  const { findings, tally } = await copy.verify()
  expect(findings).toEqual([])
  expect(leaving.length).toBeGreaterThanOrEqual(6)
  expect(tally.archive).toMatchObject({ leaving: leaving.length - 1, orphans: 0 })
})

test('what a pending run’s slices left is wanted; what those of a settled one left may be gone', async () => {
  const copy = copied()
  const archive = await openFolderArchive(join(copy.data, 'archive'))
  const [unit = ''] = await archive.put([Buffer.from('part d’un pivot')])
  const [result = ''] = await archive.put([
    Buffer.from(JSON.stringify({ examined: [{ unit }, { unit: null }] })),
  ])
  const slice = (flow: string) =>
    copy.sql(`insert into slices (flow, run, slice, range_from, range_to, result)
      select number, run, 0, 0, 2, '${result}' from flows where ${flow}`)
  slice(`number = ${whole.accepted}`)
  expect((await copy.verify()).tally).toMatchObject({ findings: 0, archive: { orphans: 0 } })
  unlinkSync(join(copy.data, 'archive', unit.slice(0, 2), unit.slice(2)))
  expect((await copy.verify()).findings).toEqual([])
  slice("state = 'received'")
  const { findings } = await copy.verify()
  expect(findings).toMatchObject([{ damage: 'missing', document: { role: 'slice-part', sha256: unit } }])
})

const breaks: [what: string, statement: string, finding: Record<string, unknown>][] = [
  [
    'a run that is gone',
    'delete from runs where flow = FLOW and run = 0',
    { kind: 'runs', wanted: 1, found: [1] },
  ],
  [
    'a state that is not its run’s',
    `update flows set state = 'rejected' where number = FLOW`,
    { kind: 'state', flowState: 'rejected', runState: 'integrated' },
  ],
  [
    'a pending flow whose run has an outcome',
    `update flows set state = 'received' where number = FLOW`,
    { kind: 'state', flowState: 'received', runState: 'integrated' },
  ],
  [
    'a report nobody was to get',
    `delete from outbox where flow = FLOW and run = 1 and kind = 'report'`,
    { kind: 'no-report', run: 1 },
  ],
  [
    'a pivot nobody was to get',
    `delete from outbox where flow = FLOW and run = 0 and kind = 'pivot'`,
    { kind: 'no-pivot', run: 0, invoices: 1 },
  ],
  [
    'an invoice left to a run that sent nothing',
    `update invoices set delivered_run = 7 where flow = FLOW and run = 1`,
    { kind: 'no-pivot', run: 1, invoices: 1 },
  ],
  [
    'an outcome without its event',
    `delete from events where flow = FLOW and run = 1 and kind = 'outcome'`,
    { kind: 'no-event', event: 'outcome', run: 1 },
  ],
  [
    'a flow without its first event',
    `delete from events where flow = FLOW and kind = 'received'`,
    { kind: 'no-event', event: 'received', run: 0 },
  ],
  [
    'a replay nobody asked for',
    `delete from events where flow = FLOW and kind = 'replay-asked'`,
    { kind: 'no-event', event: 'replay-asked', run: 1 },
  ],
  [
    'a document sent without a trace',
    `update outbox set state = 'sent' where flow = FLOW and run = 0 and kind = 'pivot'`,
    { kind: 'no-event', event: 'sent', run: 0 },
  ],
  [
    'a blocked run without its event',
    `delete from events where flow = PARTIAL and kind = 'blocked'`,
    { kind: 'no-event', event: 'blocked', run: 1 },
  ],
  [
    'expired documents without their event',
    `update flows set documents_expired_at = 'x' where number = FLOW`,
    { kind: 'no-event', event: 'expired' },
  ],
  [
    'invoices that are not as many as the flow says',
    `update flows set invoices = 3 where number = FLOW`,
    { kind: 'count', what: 'invoices', said: 3, found: 1 },
  ],
  [
    'accepted invoices that are not as many as the flow says',
    `update flows set accepted = 0 where number = FLOW`,
    { kind: 'count', what: 'accepted', said: 0, found: 1 },
  ],
  [
    'a document to send of no flow',
    `update outbox set flow = 999 where flow = PARTIAL and kind = 'report-text'`,
    { kind: 'stray', flow: 999 },
  ],
]

test.each(breaks)('%s is found, and nothing else', async (_, statement, finding) => {
  const copy = copied()
  const { accepted, partial } = whole
  const changed = copy.sql(statement.replace('FLOW', String(accepted)).replace('PARTIAL', String(partial)))
  expect(changed).toBeGreaterThan(0)
  const { findings, tally } = await copy.verify()
  expect(findings).toEqual([expect.objectContaining(finding)])
  expect(tally.findings).toBe(1)
  expect(findingText(findings[0] as Finding).fr).toMatch(/\w/)
})

test('only flows received since then are looked at when asked, and not the whole archive', async () => {
  const copy = copied()
  unlinkSync(copy.document(DEPOSIT))
  const later = await copy.verify({ since: '2026-11-24T00:00:00.000Z' })
  expect(later.tally).toEqual({ flows: 0, documents: 0, bytes: 0, findings: 0 })
  expect((await copy.verify({ since: '2026-11-23T00:00:00.000Z' })).tally).toMatchObject({
    flows: 4,
    findings: 1,
  })
})

test('it reads no faster than asked', async () => {
  const copy = copied()
  const { bytes } = (await copy.verify()).tally
  const begun = performance.now()
  await copy.verify({ bytesPerSecond: bytes / 1.5 })
  expect(performance.now() - begun).toBeGreaterThan(1_450)
})

test('what is being committed while it is looked at is no damage', async () => {
  const copy = copied()
  const path = copy.document(DEPOSIT)
  await using desk = await openDesk(copy.record)
  const archive = await openFolderArchive(join(copy.data, 'archive'))
  let looks = 0
  const late = {
    ...archive,
    get: (hash: string) => {
      if (path.endsWith(hash.slice(2)) && looks++ === 0) return archive.get('0'.repeat(64)) // not there yet
      return archive.get(hash)
    },
  }
  const told = { finding: () => undefined, progress: () => undefined }
  const { findings } = await verify({ againMs: 1 }, { desk, archive: late }, told)
  expect({ findings, looks }).toEqual({ findings: 0, looks: 2 })
})
