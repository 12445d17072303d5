import { createHash } from 'node:crypto'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Directory, directoryOf } from '../../src/directory/directory.ts'
import type { Siret } from '../../src/invoice/identifier.ts'
import { pivotFields } from '../../src/formats/pivot/fields.ts'
import { openPipeline } from '../../src/pipeline/pipeline.ts'
import { contentOf } from '../../src/reception/content.ts'
import { type DryRunRequest, dryRun, type Rehearsed } from '../../src/support/dry-run.ts'
import { DryRunTally } from '../../src/support/dry-run-tally.ts'
import { APPLICATIONS, structure, TOWN } from '../directory/world.ts'
import { tarGz } from '../reception/tar.ts'
import { fixtureBytes, flowName } from '../walk-world.ts'
import { type DeskWorld, deskWorld, type Under } from './desk-world.ts'

const LOST = '29990001900017' as Siret
const unknownRecipient = fixtureBytes('rejected-RTE-01-unknown-recipient')
const good = fixtureBytes('accepted-factored-invoice-notice-in-payment-terms')
/** The town's directory, and the same after the structure nobody knew was added. */
const before = directory([])
const after = directory([{ ...structure({}), siret: LOST, name: 'Commune retrouvée' }])

function directory(more: ReturnType<typeof structure>[]): Directory {
  return directoryOf(APPLICATIONS, [structure({}), ...more])
}

function numbered(bytes: Buffer, number: string): Buffer {
  return Buffer.from(bytes.toString().replaceAll(/MB-2026-55871|FA-2026-0412/g, number))
}

async function rehearse(world: DeskWorld, request: Partial<DryRunRequest>, under: Under = {}) {
  using pipeline = openPipeline({ ...world.settings, directory: under.directory ?? before })
  const { desk, archive } = world
  const asked = { filter: {}, again: false, ...request }
  const found: Rehearsed[] = []
  for await (const each of dryRun(asked, { desk, archive, pipeline })) found.push(each)
  return found
}

function judged(of: Rehearsed | undefined) {
  if (of?.kind !== 'judged') throw new Error(`the flow was not judged: ${JSON.stringify(of)}`)
  return of
}

test('a structure added since: the verdict turns, the fault goes, the way and the pivot are new', async () => {
  await using world = await deskWorld()
  const flow = await world.drop({ name: flowName(1), bytes: unknownRecipient }, { directory: before })
  const [found] = await rehearse(world, {}, { directory: after })
  const { outcome, pivots } = judged(found)
  expect(found).toMatchObject({ flow, state: 'rejected', version: 0 })
  expect([outcome.before, outcome.after]).toEqual(['rejected', 'integrated'])
  const [invoice] = outcome.invoices
  expect(invoice?.faults.gone.map(({ code }) => code)).toEqual(['RTE-01'])
  expect(invoice).toMatchObject({ before: 'rejected', after: 'accepted', faults: { new: [], kept: [] } })
  expect(invoice?.factor.isChanged).toBe(false)
  expect(invoice?.route).toMatchObject({ isChanged: true, after: { application: 'FIN001', siret: LOST } })
  expect(pivots.map(({ kind, number }) => [kind, number])).toEqual([['new', 'MB-2026-55871']])
})

test('nothing is written: neither record nor archive nor folders differ afterwards', async () => {
  await using world = await deskWorld()
  const rejected = await world.drop({ name: flowName(1), bytes: unknownRecipient })
  await world.drop({ name: flowName(2), bytes: good })
  const files = () => readdirSync(world.settings.data, { recursive: true, encoding: 'utf8' }).toSorted()
  const shown = async () => JSON.stringify([await world.dossier(rejected), await world.desk.replays.list(9)])
  const [known, told] = [files(), await shown()]
  await rehearse(world, { again: true }, { directory: after })
  expect(files()).toEqual(known)
  expect(await shown()).toBe(told)
})

test('what a dry run says is what the replay then does, to the last field of the pivot', async () => {
  await using world = await deskWorld()
  const flow = await world.drop({ name: flowName(1), bytes: unknownRecipient }, { directory: before })
  const [said] = await rehearse(world, {}, { directory: after })
  await world.replay(flow)
  const outcome = await world.judge(flow, { directory: after })
  expect(outcome.state).toBe(judged(said).outcome.after)
  const pivot = outcome.documents.find(({ kind }) => kind === 'pivot')
  const written = pivotFields(pivot?.bytes ?? Buffer.alloc(0)).filter((field) => field.invoice === 1)
  const told = new Map(judged(said).pivots[0]?.fields.map((field) => [field.path, field.after]))
  expect(written.map(({ path }) => told.get(path))).toEqual(written.map(({ value }) => value))
  const [again] = await rehearse(world, { again: true }, { directory: after })
  expect(judged(again).pivots).toMatchObject([
    { kind: 'changed', fields: [{ path: 'DonneesFacture/Renvoi', before: 'Non', after: 'Recyclée' }] },
  ])
})

test('a name changed in the directory is told field by field, the readable invoice with it', async () => {
  await using world = await deskWorld()
  await world.drop({ name: flowName(1), bytes: good }, { directory: before })
  const renamed = directoryOf(APPLICATIONS, [{ ...structure({}), name: 'Ville de Valmorte' }])
  const [found] = await rehearse(world, { again: true }, { directory: renamed })
  const { outcome, pivots } = judged(found)
  expect(pivots[0]?.fields).toMatchObject([
    { path: 'Debiteur/Nom', before: 'Commune de Valmorte-sur-Exemple', after: 'Ville de Valmorte' },
    { path: 'DonneesFacture/Renvoi' },
    { path: 'PJ[1]/Contenu', before: expect.stringMatching(/^FAC.+\.pdf · \d+ · sha256:[0-9a-f]{64}$/) },
  ])
  expect(outcome.invoices[0]?.route).toMatchObject({ isChanged: true, before: { siret: TOWN } })
})

test('what would not be replayed says why, and is not judged', async () => {
  await using world = await deskWorld()
  const sent = await world.drop({ name: flowName(1), bytes: good })
  const pending = await world.receive({ name: flowName(2), bytes: unknownRecipient })
  const found = await rehearse(world, {})
  expect(found.map((each) => [each.flow, each.kind === 'refused' && each.refusal])).toEqual([
    [sent, 'integrated'],
    [pending, 'pending'],
  ])
})

test('of two flows with one invoice only the first would be accepted', async () => {
  await using world = await deskWorld()
  await world.drop({ name: flowName(1), bytes: unknownRecipient })
  await world.drop({ name: flowName(2), bytes: Buffer.concat([unknownRecipient, Buffer.from('\n')]) })
  const found = (await rehearse(world, {}, { directory: after })).map(judged)
  expect(found.map(({ outcome }) => outcome.after)).toEqual(['integrated', 'rejected'])
  expect(found[1]?.outcome.invoices[0]?.faults.new.map(({ code }) => code)).toEqual(['EXT-18'])
})

test('an invoice that was sent stays where it is, and the one that was refused gets its pivot', async () => {
  await using world = await deskWorld()
  const bytes = await tarGz([
    { name: 'bonne.xml', content: good },
    { name: 'perdue.xml', content: unknownRecipient },
  ])
  await world.drop({ name: flowName(1), bytes }, { directory: before })
  const { outcome, pivots } = judged((await rehearse(world, {}, { directory: after }))[0])
  expect([outcome.before, outcome.after]).toEqual(['partially-integrated', 'integrated'])
  expect(outcome.invoices.map(({ number, sentIn }) => [number, sentIn])).toEqual([
    ['FA-2026-0412', 0],
    ['MB-2026-55871', undefined],
  ])
  expect(pivots.map(({ number, kind }) => [number, kind])).toEqual([['MB-2026-55871', 'new']])
})

test('a corrected file is judged in the place of the deposit, under the flow’s own name', async () => {
  await using world = await deskWorld()
  const flow = await world.drop({ name: flowName(1), bytes: unknownRecipient })
  const bytes = Buffer.from(unknownRecipient.toString().replace(LOST, TOWN))
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const corrected = { content: contentOf(bytes), sha256 }
  const [found] = await rehearse(world, { filter: { flows: [flow] }, corrected })
  expect(judged(found).outcome).toMatchObject({ before: 'rejected', after: 'integrated' })
  expect(found).not.toHaveProperty('version')
})

test('trouble with one flow is told of that flow, and the next ones are judged', async () => {
  await using world = await deskWorld()
  const ill = await world.drop({ name: flowName(1), bytes: unknownRecipient })
  const well = await world.drop({ name: flowName(2), bytes: numbered(unknownRecipient, 'MB-2') })
  const hash = createHash('sha256').update(unknownRecipient).digest('hex')
  rmSync(join(world.settings.archive.folder, hash.slice(0, 2), hash.slice(2)))
  const found = await rehearse(world, {}, { directory: after })
  expect(found.map(({ flow, kind }) => [flow, kind])).toEqual([
    [ill, 'trouble'],
    [well, 'judged'],
  ])
  expect(found[0]?.kind === 'trouble' && found[0].error).toContain(hash)
})

test('a pivot that has expired is said to be gone, and the rest is told all the same', async () => {
  await using world = await deskWorld()
  const flow = await world.drop({ name: flowName(1), bytes: good }, { directory: before })
  const pivot = (await world.dossier(flow)).documents.find(({ kind }) => kind === 'pivot')
  if (pivot === undefined) throw new Error('no pivot')
  rmSync(join(world.settings.archive.folder, pivot.sha256.slice(0, 2), pivot.sha256.slice(2)))
  const found = judged((await rehearse(world, { again: true }))[0])
  expect(found.earlierPivotsGone).toBe(true)
  expect(found.pivots[0]?.kind).toBe('new')
})

test('the counts are those of the flows told', async () => {
  await using world = await deskWorld()
  await world.drop({ name: flowName(1), bytes: unknownRecipient })
  await world.drop({ name: flowName(2), bytes: numbered(unknownRecipient, 'MB-2') })
  await world.drop({ name: flowName(3), bytes: good })
  await world.drop({ name: flowName(4), bytes: fixtureBytes('rejected-EXT-01-number-missing') })
  const tally = new DryRunTally()
  for (const each of await rehearse(world, {}, { directory: after })) tally.add(each)
  expect(tally).toMatchObject({ flows: 4, trouble: 0, factorChanged: 0, routeChanged: 2 })
  expect([...tally.verdicts]).toEqual([
    ['rejected integrated', 2],
    ['rejected rejected', 1],
  ])
  expect([...tally.gone]).toEqual([['RTE-01', 2]])
  expect([...tally.refused]).toEqual([['integrated', 1]])
  expect(tally.pivots).toEqual({ new: 2, changed: 0, same: 0, gone: 0 })
  expect(tally.isAllIntegrated).toBe(false)
})

test('a filter’s flows are all told, page after page, in the order of their numbers', {
  timeout: 60_000,
}, async () => {
  await using world = await deskWorld()
  const flows: number[] = []
  for (let n = 1; n <= 205; n++) {
    flows.push(await world.receive({ name: flowName(n), bytes: numbered(unknownRecipient, `MB-${n}`) }))
  }
  expect((await rehearse(world, {})).map(({ flow }) => flow)).toEqual(flows)
})

test('the deposit of a replay is the version in force', async () => {
  await using world = await deskWorld()
  const flow = await world.drop({ name: flowName(1), bytes: unknownRecipient })
  const bytes = Buffer.from(unknownRecipient.toString().replace(LOST, TOWN))
  const [sha256 = ''] = await world.archive.put([bytes])
  const correction = { sha256, size: bytes.length, author: 'camille', reason: 'SIRET' }
  expect(await world.desk.corrections.correct(flow, correction)).toEqual({ version: 1 })
  const [found] = await rehearse(world, {})
  expect(found).toMatchObject({ version: 1, outcome: { before: 'rejected', after: 'integrated' } })
  expect(Buffer.from(await world.archive.get(sha256))).toEqual(bytes)
})
