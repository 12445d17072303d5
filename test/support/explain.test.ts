import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Directory, directoryOf } from '../../src/directory/directory.ts'
import { connect } from '../../src/record/connect.ts'
import { keepDirectory } from '../../src/record/versions.ts'
import { type Explanation, explain, fieldsFedBy, type Unexplained } from '../../src/support/explain.ts'
import type { InvoiceQuestion } from '../../src/support/explain/chosen-invoice.ts'
import { tarGz } from '../reception/tar.ts'
import { fixtureBytes, flowName } from '../walk-world.ts'
import { type DeskWorld, deskWorld, type Under } from './desk-world.ts'

const FACTORED = 'accepted-factored-invoice-notice-in-payment-terms'
const UNKNOWN = 'rejected-RTE-01-unknown-recipient'
const NAME = 'Debiteur/Nom'

/** One record for all that can share one: an invoice is told from the others by its number. */
let world: DeskWorld
beforeAll(async () => {
  world = await deskWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

let dropped = 0

/** The invoice of a fixture under a number of its own. */
function invoice(fixture: string, number = `N-${++dropped}`): { number: string; text: string } {
  const text = fixtureBytes(fixture).toString()
  const own = /<cbc:ID>([A-Z]+-[^<]*)<\/cbc:ID>/.exec(text)?.[1]
  if (own === undefined) throw new Error(`${fixture} has no number`)
  return { number, text: text.replaceAll(own, number) }
}

function drop(content: string | Uint8Array, into = world): Promise<number> {
  dropped += 1
  return into.drop({ name: flowName(dropped), bytes: Buffer.from(content) })
}

/** What is explained today: with what Écluse ships with, but for what is given. */
async function asked(
  of: { flow: number } & InvoiceQuestion,
  today: Under = {},
  where = world,
): Promise<Explanation | Unexplained> {
  const { desk, archive, settings } = where
  const { directory = settings.directory } = today
  const tools = { dossiers: desk.dossiers, archive, pipeline: where.pipeline(today), directory }
  return explain(await where.dossier(of.flow), of, tools)
}

async function explained(...of: Parameters<typeof asked>): Promise<Explanation> {
  const found = await asked(...of)
  if ('refusal' in found) throw new Error(`refused: ${found.refusal}`)
  return found
}

async function refusal(...of: Parameters<typeof asked>): Promise<string | undefined> {
  const found = await asked(...of)
  return 'refusal' in found ? found.refusal : undefined
}

function field(explanation: Explanation, path: string) {
  const found = explanation.fields.find((each) => each.path === path)
  if (found === undefined) throw new Error(`no field ${path}`)
  return found
}

/** The directory in which the structures of FIN001 are called otherwise. */
function renamed(): Directory {
  const { applications, structures } = world.settings.directory.contents()
  return directoryOf(
    applications.map((each) => ({ ...each, place: { channel: 'folder', folder: `/srv/${each.code}` } })),
    structures.map((each) => (each.application === 'FIN001' ? { ...each, name: 'Un autre nom' } : each)),
  )
}

test('the account to pay is told by its term, its XPath and its line', async () => {
  const flow = await drop(invoice(FACTORED).text)
  const account = field(await explained({ flow }), 'Fournisseur/ReferenceBancaire/Compte')
  expect(account.rule).toBe('as-written')
  expect(account.origins).toMatchObject([
    {
      term: 'account',
      businessTerm: 'BT-84',
      xpath: '/Invoice/cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID',
      line: 110,
      raw: 'FR7600000000000002201010122',
    },
  ])
})

test('a name the directory gives is told as the directory’s, and what the invoice says is told as not taken', async () => {
  const text = invoice(FACTORED).text.replace('>Commune de Valmorte-sur-Exemple<', '>La mairie<')
  const name = field(await explained({ flow: await drop(text) }), NAME)
  expect(name).toMatchObject({
    rule: 'directory-name',
    value: 'Commune de Valmorte-sur-Exemple',
    origins: [],
  })
  expect(name.passedOver.map(({ raw }) => raw)).toEqual(['La mairie'])
})

test('a run is explained in the directory it was judged by, when that was kept', async () => {
  await using other = await deskWorld()
  await keepDirectory(other.ledger, other.archive, other.settings.directory)
  const flow = await drop(invoice(FACTORED).text, other)
  const explanation = await explained({ flow }, { directory: renamed() }, other)
  expect(explanation.isSame).toBe(true)
  expect(explanation.judgedOtherwise).toMatchObject([{ what: 'directory', isUsed: true }])
  expect(field(explanation, NAME).today).toBeUndefined()
})

test('where the directory of then was not kept, that is said, and what comes out otherwise is shown beside', async () => {
  const flow = await drop(invoice(FACTORED).text)
  const explanation = await explained({ flow }, { directory: renamed() })
  expect(explanation.isSame).toBe(false)
  expect(explanation.judgedOtherwise).toMatchObject([{ what: 'directory', isUsed: false }])
  expect(field(explanation, NAME)).toMatchObject({
    value: 'Commune de Valmorte-sur-Exemple',
    today: 'Un autre nom',
    rule: 'directory-name',
  })
})

test('a directory kept under the mark of another is trouble, not an explanation', async () => {
  await using other = await deskWorld()
  await keepDirectory(other.ledger, other.archive, renamed())
  const flow = await drop(invoice(FACTORED).text, other)
  const sha256 = await other.desk.dossiers.directoryKept(renamed().hash)
  const mark = other.settings.directory.hash
  await other.ledger.keepVersion({ kind: 'directory', mark, sha256: sha256 ?? '' })
  await expect(explained({ flow }, { directory: renamed() }, other)).rejects.toThrow(/en est un autre/)
})

test('other rules than those of the run are told, and the field they change', async () => {
  const flow = await drop(invoice('accepted-payment-mode-not-defined').text)
  const explanation = await explained({ flow }, { rules: { defaultPaymentMode: '42' } })
  expect(explanation.judgedOtherwise).toMatchObject([{ what: 'rules', isUsed: false }])
  expect(field(explanation, 'DonneesFacture/ModePaiement/Code')).toMatchObject({
    rule: 'default-payment-mode',
    value: '31',
    today: '42',
  })
})

test('an invoice that today’s rules would refuse is not explained, and their faults are told', async () => {
  const flow = await drop(invoice('accepted-category-code-A9').text)
  const found = await asked({ flow }, { rules: { frames: ['A1'] } })
  expect(found).toMatchObject({ refusal: 'refused-now', judgedOtherwise: [{ what: 'rules' }] })
  expect('faults' in found && found.faults.map(({ code }) => code)).toEqual(['EXT-14'])
})

test('a redelivered invoice is explained as sent again, and its first pivot still is when its run is asked for', async () => {
  const flow = await drop(invoice(FACTORED).text)
  await world.replay(flow, { again: true })
  await world.judge(flow)
  const [again, first] = [await explained({ flow }), await explained({ flow, run: 0 })]
  expect([again.run, first.run]).toEqual([1, 0])
  expect(field(again, 'DonneesFacture/Renvoi')).toMatchObject({ rule: 'sent-again', value: 'Recyclée' })
  expect(field(first, 'DonneesFacture/Renvoi')).toMatchObject({ rule: 'first-sent', value: 'Non' })
  expect([again.isSame, first.isSame]).toEqual([true, true])
  expect(field(again, 'DonneesFacture/IdCPRO').value).toBe(field(first, 'DonneesFacture/IdCPRO').value)
})

test('an invoice a replay left where it was is explained by the run that sent it', async () => {
  const here = invoice(FACTORED)
  const files = [here, invoice(UNKNOWN)].map(({ text }, index) => ({ name: `${index}.xml`, content: text }))
  const flow = await drop(await tarGz(files))
  await world.replay(flow)
  await world.judge(flow)
  const explanation = await explained({ flow, invoice: here.number })
  expect(explanation).toMatchObject({ run: 0, lastRun: 1, isSame: true })
})

test('a run on a corrected file is explained from that file', async () => {
  const { text } = invoice(UNKNOWN)
  const flow = await drop(text)
  const mended = text.replaceAll('29990001900017', '29900001800018').replace('?>', '?>\n<!-- mended -->\n')
  const bytes = Buffer.from(mended)
  const [sha256 = ''] = await world.archive.put([bytes])
  const correction = { sha256, size: bytes.length, author: 'camille', reason: 'SIRET corrigé' }
  expect(await world.desk.corrections.correct(flow, correction)).toEqual({ version: 1 })
  await world.replay(flow)
  await world.judge(flow)
  const explanation = await explained({ flow })
  expect(explanation).toMatchObject({ run: 1, version: 1, isSame: true })
  const [origin] = field(explanation, 'Debiteur/Identifiant').origins
  expect(origin?.raw).toBe('29900001800018')
  expect(mended.split('\n')[(origin?.line ?? 0) - 1]).toContain('>29900001800018<')
})

test('in an archive an invoice is meant by its number, or by its place, and its number alone is its first’s', async () => {
  const [one, other] = [invoice(FACTORED), invoice(FACTORED)]
  const files = [one, other, one].map(({ text }, index) => ({ name: `${index}.xml`, content: text }))
  const flow = await drop(await tarGz(files))
  expect((await explained({ flow, invoice: other.number })).pivot.place).toBe(2)
  expect((await explained({ flow, invoice: '1000' })).invoice.number).toBe(other.number)
  expect((await explained({ flow, invoice: one.number })).invoice.index).toBe(0)
  expect(await refusal({ flow })).toBe('several-invoices')
  expect(await refusal({ flow, invoice: 'FA-2026-9999' })).toBe('unknown-invoice')
  expect(await refusal({ flow, invoice: '2000' })).toBe('rejected')
})

test('what has no pivot is not explained, and why is told', async () => {
  const rejected = await drop(invoice(UNKNOWN).text)
  const inadmissible = await world.drop({ name: 'sans nom', bytes: Buffer.from(invoice(FACTORED).text) })
  const bytes = Buffer.from(invoice(FACTORED).text)
  const waiting = await world.receive({ name: flowName(901), bytes })
  const blocked = await world.receive({ name: flowName(902), bytes })
  await world.ledger.block({ flow: blocked, run: 0 }, 'disque plein')
  const refusals = []
  for (const flow of [rejected, inadmissible, waiting, blocked]) refusals.push(await refusal({ flow }))
  expect(refusals).toEqual(['rejected', 'no-invoice', 'no-outcome', 'blocked'])
  expect(await refusal({ flow: rejected, run: 7 })).toBe('unknown-run')
})

test('a flow whose documents retention took is not explained', async () => {
  const flow = await drop(invoice(FACTORED).text)
  const database = await connect(world.settings.record)
  const expired = { documents_expired_at: '2036-01-01T00:00:00.000Z' }
  await database.updateTable('flows').set(expired).where('number', '=', flow).execute()
  await database.destroy()
  expect(await refusal({ flow })).toBe('expired')
})

test('a document the archive no longer has is trouble', async () => {
  const flow = await drop(invoice(FACTORED).text)
  const { sha256 } = (await world.dossier(flow)).flow
  rmSync(join(world.settings.archive.folder, sha256.slice(0, 2), sha256.slice(2)))
  await expect(asked({ flow })).rejects.toThrow(/ne peut être lu dans l’archive/)
})

test('the fields a line of the deposit feeds are found from that line', async () => {
  const { number, text } = invoice(FACTORED)
  const explanation = await explained({ flow: await drop(text) })
  const lines = text.split('\n')
  const at = (part: string) => lines.findIndex((line) => line.includes(part)) + 1
  const fed = (line: number) => fieldsFedBy(explanation, line).map(({ path }) => path)
  expect(fed(at(`<cbc:ID>${number}`))).toEqual(['DonneesFacture/Id', 'PJ[1]/NomPJ', 'PJ[2]/NomPJ'])
  expect(fed(at('<cbc:PaymentMeansCode'))).toEqual([
    'DonneesFacture/ModePaiement/Code',
    'DonneesFacture/ModePaiement/Libelle',
  ])
  expect(fed(1)).toEqual([])
})
