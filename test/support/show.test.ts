import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AgeRule } from '../../src/record/retention.ts'
import { paperNamed } from '../../src/support/show/paper.ts'
import { type FlowView, flowView } from '../../src/support/show.ts'
import { tarGz } from '../reception/tar.ts'
import { fixtureBytes, flowName } from '../walk-world.ts'
import { type DeskWorld, deskWorld } from './desk-world.ts'

const FIN = 'application:FIN001'
const FACTORED = 'accepted-factored-invoice-notice-in-payment-terms'
const IGNORED = 'remark-FAC-04-factor-ignored-for-want-of-an-account'
const UNKNOWN = 'rejected-RTE-01-unknown-recipient'
const MANY = 'rejected-EXT-02-EXT-03-EXT-04-EXT-09-EXT-16-FAC-03-RTE-04-all-faults-at-once'

let world: DeskWorld
let dropped = 0

beforeAll(async () => {
  world = await deskWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

/** A factored invoice under a number of its own. */
function factored(number: string): Buffer {
  return Buffer.from(fixtureBytes(FACTORED).toString().replaceAll('FA-2026-0412', number))
}

function drop(bytes: Uint8Array, into = world): Promise<number> {
  return into.drop({ name: flowName(++dropped), bytes })
}

async function shown(flow: number, run?: number, of = world): Promise<FlowView> {
  const view = flowView(await of.dossier(flow), run === undefined ? {} : { run })
  if (view === undefined) throw new Error(`flow ${flow} cannot be shown`)
  return view
}

async function sentence(flow: number): Promise<string> {
  return (await shown(flow)).verdict.sentence.fr
}

test('the verdict on an accepted invoice says where it is to go, and where it went once it is there', async () => {
  await using other = await deskWorld()
  const flow = await drop(factored('F-1'), other)
  const said = async () => (await shown(flow, undefined, other)).verdict.sentence.fr
  expect(await said()).toBe(
    'Intégré : la facture F-1 est acceptée, à remettre encore à Gestion financière Exemple (FIN001).',
  )
  await other.ledger.markSent(FIN, await other.ledger.pendingDocuments(FIN, 10))
  expect(await said()).toBe(
    'Intégré : la facture F-1 est acceptée, remise à Gestion financière Exemple (FIN001).',
  )
})

test('one fault is the verdict, several are counted', async () => {
  expect(await sentence(await drop(fixtureBytes(UNKNOWN)))).toBe(
    'Rejeté : La structure destinataire 29990001900017 est inconnue.',
  )
  expect(await sentence(await drop(fixtureBytes(MANY)))).toMatch(
    /^Rejeté : la facture Facture n° 226 de novembre a 7 anomalies \(FAC-03, /,
  )
})

test('a flow refused as a whole is told as inadmissible, with the reason', async () => {
  const flow = await world.drop({ name: 'FSO9999A_OPE001_OPE0011999000000000000001', bytes: factored('F-2') })
  const view = await shown(flow)
  expect(view.verdict.sentence.fr).toBe('Irrecevable : Le code interface FSO9999A est inconnu.')
  expect(view.faults.map(({ code, blame }) => [code, blame])).toEqual([['RCV-02', 'depositor']])
})

test('of an archive it is told how many are accepted, and what the others are rejected for', async () => {
  const files = [factored('F-3'), factored('F-4'), fixtureBytes(UNKNOWN)]
  const flow = await drop(await tarGz(files.map((content, index) => ({ name: `${index}.xml`, content }))))
  expect(await sentence(flow)).toBe(
    'Intégré en partie : 2 factures acceptées sur 3, à remettre encore à Gestion financière Exemple (FIN001) ; 1 rejetée (RTE-01).',
  )
})

test('a blocked flow is told as our trouble, with the error and what to do', async () => {
  const flow = await world.receive({ name: flowName(901), bytes: factored('F-5') })
  await world.ledger.block({ flow, run: 0 }, 'disque illisible')
  const { verdict } = await shown(flow)
  expect(verdict.sentence.fr).toBe(
    'Bloqué par un incident de la plateforme, sans faute du déposant : disque illisible',
  )
  expect(verdict.advice?.fr).toContain(`ecluse replay ${flow} --reason`)
})

test('while a replay is pending that is the verdict, and the invoices are those of the run before', async () => {
  const flow = await drop(fixtureBytes(UNKNOWN))
  await world.replay(flow, { reason: 'structure ajoutée' })
  const view = await shown(flow)
  expect(view.verdict).toMatchObject({ state: 'received' })
  expect(view.verdict.sentence.fr).toMatch(/^Rejeu demandé par camille le .*, pas encore jugé\.$/)
  expect([view.run, view.invoices.length]).toEqual([0, 1])
  expect(view.runs.map(({ run, reason }) => [run, reason])).toEqual([
    [0, undefined],
    [1, 'structure ajoutée'],
  ])
})

test('why a factor is not in the pivot is one sentence, with the places it was decided from', async () => {
  const flow = await drop(fixtureBytes(IGNORED))
  const [invoice] = (await shown(flow)).invoices
  expect(invoice?.factor).toMatchObject({ status: 'ignored', reason: 'no-account' })
  expect(invoice?.factor?.sentence.fr).toMatch(/^Affactureur IGNORÉ : .* aucun compte à payer/)
  expect(invoice?.factor?.sources).toMatchObject([
    { what: 'name', value: 'Factofictif SA', source: { line: 80 } },
    { what: 'identifier' },
    { what: 'notice', source: { line: 100 } },
  ])
  expect(invoice?.remarks.map(({ code, official }) => [code, official])).toEqual([['FAC-04', undefined]])
})

test('the factor of a rejected invoice is in no pivot, and is not said to be', async () => {
  const text = factored('F-6').toString().replaceAll('29900001800018', '29990001900017')
  const [invoice] = (await shown(await drop(Buffer.from(text)))).invoices
  expect(invoice?.accepted).toBe(false)
  expect(invoice?.factor?.sentence.fr).toMatch(/serait retenu, .* si la facture était acceptée/)
})

test('an invoice a replay left where it was is told with the pivot that carries it', async () => {
  const files = [factored('F-7'), fixtureBytes(UNKNOWN)]
  const flow = await drop(await tarGz(files.map((content, index) => ({ name: `${index}.xml`, content }))))
  const [before] = (await shown(flow)).invoices
  await world.replay(flow)
  await world.judge(flow)
  const view = await shown(flow)
  expect(view.run).toBe(1)
  expect(view.invoices[0]).toMatchObject({ accepted: true, pivot: { run: 0, name: before?.pivot?.name } })
  expect(view.verdict.sentence.fr).toContain('déjà remise par le passage 0')
})

test('the journey tells each thing in its order, and to whom each document went', async () => {
  await using other = await deskWorld()
  const flow = await drop(factored('F-8'), other)
  await other.ledger.markSent(FIN, await other.ledger.pendingDocuments(FIN, 10))
  const { journey } = await shown(flow, undefined, other)
  expect(journey.map(({ kind, tone }) => [kind, tone])).toEqual([
    ['received', 'plain'],
    ['started', 'plain'],
    ['outcome', 'good'],
    ['sent', 'plain'],
  ])
  expect(journey.map(({ text }) => text.fr).at(-1)).toBe('pivot → Gestion financière Exemple (FIN001)')
})

test('a delivery is told as sent, waiting, failing or held, with what support needs to know', async () => {
  await using other = await deskWorld()
  const flow = await drop(factored('F-9'), other)
  const states = async () =>
    (await shown(flow, undefined, other)).deliveries.map(({ kind, state }) => `${kind} ${state}`)
  expect(await states()).toEqual(['pivot waiting', 'report waiting', 'report-text waiting'])
  const lane = await other.ledger.claimLane(FIN, 'one', 60_000)
  if (typeof lane === 'string') throw new Error(lane)
  await other.ledger.laneFailed(lane.lease, { error: 'dossier absent', nextAt: '2026-11-23T10:00:00.000Z' })
  await other.ledger.markSent('depositor:OPE001', await other.ledger.pendingDocuments('depositor:OPE001', 1))
  expect(await states()).toEqual(['pivot failing', 'report sent', 'report-text waiting'])
  const [pivot] = (await shown(flow, undefined, other)).deliveries
  expect(pivot?.sentence.fr).toBe('1 essai manqué, prochain le 23/11/2026 à 11:00:00 : dossier absent')
  await other.desk.lanes.hold({ endpoints: [FIN], author: 'camille', reason: 'maintenance' })
  expect(await states()).toEqual(['pivot held', 'report sent', 'report-text waiting'])
})

test('each document can be named: the deposit, its corrections, what runs made', async () => {
  const flow = await drop(fixtureBytes(UNKNOWN))
  const correction = { sha256: 'c'.repeat(64), size: 3, author: 'camille', reason: 'corrigé' }
  await world.desk.corrections.correct(flow, correction)
  const dossier = await world.dossier(flow)
  const { papers } = await shown(flow)
  expect(papers.map(({ kind }) => kind)).toEqual(['deposit', 'correction', 'report', 'report-text'])
  for (const each of papers) expect(paperNamed(dossier, each.name)).toEqual(each)
  expect(paperNamed(dossier, 'version-0')?.sha256).toBe(dossier.flow.sha256)
  expect(paperNamed(dossier, 'version-1')?.sha256).toBe(correction.sha256)
  expect(paperNamed(dossier, 'version-2')).toBeUndefined()
})

test('what retention took is said, the documents first, then all but the flow itself', async () => {
  await using other = await deskWorld()
  const flow = await drop(fixtureBytes(UNKNOWN), other)
  for (const endpoint of await other.ledger.pendingEndpoints())
    await other.ledger.markSent(endpoint, await other.ledger.pendingDocuments(endpoint, 10))
  const before = new Date(Date.now() + 60_000).toISOString()
  const rule: AgeRule = { name: 'erroredDocumentsDays', days: 1830, states: ['rejected'], before }
  await other.desk.retention.expireDocuments(rule, 10)
  const without = await shown(flow, undefined, other)
  expect(without.expiry?.fr).toMatch(/ont expiré le .*retention\.erroredDocumentsDays : 1830 jours/)
  expect(without.verdict.sentence.fr).toMatch(/^Rejeté : La structure destinataire/)
  await other.desk.retention.expireRecords({ ...rule, name: 'recordsDays', days: 3660 }, 10)
  const bare = await shown(flow, undefined, other)
  expect(bare.verdict.sentence.fr).toBe(
    'Rejeté : 0 facture acceptée sur 1 ; le registre n’en a plus le détail.',
  )
  expect([bare.invoices, bare.journey, bare.runs]).toEqual([[], [], []])
})

test('a run the flow does not have cannot be shown', async () => {
  const flow = await drop(fixtureBytes(UNKNOWN))
  expect(flowView(await world.dossier(flow), { run: 3 })).toBeUndefined()
  expect((await shown(flow, 0)).run).toBe(0)
})
