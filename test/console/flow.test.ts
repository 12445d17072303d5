import { afterAll, beforeAll, expect, test } from 'vitest'
import { tarGz } from '../reception/tar.ts'
import { fixtureBytes } from '../walk-world.ts'
import { addAccount, Browser } from './access/access-world.ts'
import { type FlowWorld, flowWorld } from './flow-world.ts'

const FACTORED = fixtureBytes('accepted-factored-invoice-notice-in-payment-terms').toString()
const IGNORED = fixtureBytes('remark-FAC-04-factor-ignored-for-want-of-an-account').toString()
const UNKNOWN = fixtureBytes('rejected-RTE-01-unknown-recipient').toString()
const ONE_LINE = /(?<=>)\s*\n\s*(?=<)/g

let world: FlowWorld
beforeAll(async () => {
  world = await flowWorld()
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  if (world.failures.length > 0) throw new Error(`a page failed: ${JSON.stringify(world.failures)}`)
})

function factored(number: string): string {
  return FACTORED.replaceAll('FA-2026-0412', number)
}

test('the verdict is the first thing said, with what to do', async () => {
  const flow = await world.drop(UNKNOWN)
  const { said } = await world.get(`/flows/${flow}`)
  expect(said).toContain(
    'Rejeté : La structure destinataire 29990001900017 est inconnue. Le déposant corrige',
  )
  const english = await world.get(`/flows/${flow}?lang=en`)
  expect(english.said).toContain('Rejected: The recipient structure 29990001900017 is unknown.')
})

test('a fault shows the line of the deposit, marked, with four lines on each side', async () => {
  const flow = await world.drop(UNKNOWN.replaceAll('MB-2026-55871', 'LIGNES'))
  const { body, plain } = await world.get(`/flows/${flow}`)
  const lines = UNKNOWN.split('\n')
  const at = lines.findIndex((line) => line.includes('29990001900017'))
  const shown = [...body.matchAll(/<li( class="marked")?><span class="at">(?:<a[^>]*>)?(\d+)/g)]
  expect(shown.map(([, , number]) => Number(number))).toEqual(
    [-3, -2, -1, 0, 1, 2, 3, 4, 5].map((by) => at + by),
  )
  expect(shown.filter(([, marked]) => marked !== undefined).map(([, , number]) => Number(number))).toEqual([
    at + 1,
  ])
  expect(body).toContain('<mark>29990001900017</mark>')
  expect(plain).toContain('href="/flows?fault=RTE-01"')
})

test('the line of an archive is that of the document inside', async () => {
  const archive = await tarGz([
    { name: 'un.xml', content: factored('ARCHIVE-1') },
    {
      name: 'deux.xml',
      content: `\n\n${UNKNOWN.replace(/^<\?xml[^>]*\?>\s*/, '').replaceAll('MB-2026-55871', 'ARCHIVE-2')}`,
    },
  ])
  const flow = await world.drop(archive)
  const { body, said } = await world.get(`/flows/${flow}`)
  expect(said).toContain('deux.xml')
  expect(body).toMatch(/<li class="marked">[\s\S]{0,300}<mark>29990001900017<\/mark>/)
})

test('an XML on one line is shown around the fault', async () => {
  const flow = await world.drop(UNKNOWN.replaceAll('MB-2026-55871', 'SEULE').replaceAll(ONE_LINE, ''))
  const { body, said } = await world.get(`/flows/${flow}`)
  expect(body).toMatch(/<li class="marked">[\s\S]{0,300}<mark>29990001900017<\/mark>/)
  expect(said).toContain('Cette ligne est longue')
  expect(body.length).toBeLessThan(40_000)
})

test('the factor kept: account, name and notice are there, each with its line', async () => {
  const flow = await world.drop(factored('RETENU'))
  const { plain, said } = await world.get(`/flows/${flow}`)
  expect(said).toMatch(/Un compte à payer \? Oui …0122 ligne 110/)
  expect(said).toMatch(/Un affactureur nommé \? Oui Factofictif SA nom · 00022011100017 ligne 91/)
  expect(said).toMatch(/Une mention subrogative \? Oui « Pour être libératoire/)
  expect(said).toContain('Le pivot dit Affactureur retenu Compte …0122')
  expect(plain).toContain(`/flows/${flow}/invoices/0?line=110#L110`)
})

test('the factor ignored: what is missing, and the line it is missing at', async () => {
  const flow = await world.drop(IGNORED)
  const { said } = await world.get(`/flows/${flow}`)
  expect(said).toMatch(
    /Un compte à payer \? Non aucun moyen de paiement n’en donne il manque ici : ligne \d+/,
  )
  expect(said).toContain('Le pivot dit Affactureur ignoré ReferenceBancaire')
  expect(said).toMatch(/non oui affactureur ignoré ce cas/)
})

test('without a factor the pivot has the supplier’s own account, and a supplier named as payee is none', async () => {
  const own = await world.drop(fixtureBytes('accepted-account-of-the-supplier'))
  expect((await world.get(`/flows/${own}`)).said).toContain('Compte du fournisseur')
  const payee = await world.drop(fixtureBytes('accepted-payee-that-is-the-supplier'))
  expect((await world.get(`/flows/${payee}`)).said).toContain('c’est le fournisseur lui-même')
})

test('what strangers wrote is text, on every page of the flow', async () => {
  const evil = '<img src=x onerror=alert(1)>'
  const escaped = '&lt;img src=x onerror=alert(1)&gt;'
  const bytes = factored('HOSTILE').replaceAll('Factofictif SA', escaped)
  const flow = await world.drop(bytes)
  for (const path of ['', '?tab=invoices', '?tab=journey', '/invoices/0', '/invoices/0?line=91']) {
    const { body, status } = await world.get(`/flows/${flow}${path}`)
    expect([path, status]).toEqual([path, 200])
    expect(body).not.toContain(evil)
  }
})

test('a character that turns the order of what follows is told by its number', async () => {
  const flow = await world.drop(UNKNOWN.replaceAll('MB-2026-55871', 'A\u202eB'))
  const { body } = await world.get(`/flows/${flow}/invoices/0`)
  expect(body).toContain('⟨U+202E⟩')
})

test('a flow of nobody, a run it does not have, an invoice it does not have are not there', async () => {
  const flow = await world.drop(factored('ABSENT'))
  const paths = ['/flows/0', '/flows/99999', '/flows/12abc', `/flows/${flow}?run=7`, `/flows/${flow}?run=x`]
  const inside = [
    `/flows/${flow}/invoices/5`,
    `/flows/${flow}/invoices/x`,
    `/flows/${flow}/documents/../../config`,
  ]
  for (const path of [...paths, ...inside])
    expect([path, (await world.get(path)).status]).toEqual([path, 404])
})

test('a document is downloaded by its name or its hash; no other name is a file', async () => {
  const bytes = factored('DOCUMENT')
  const flow = await world.drop(bytes)
  const { flow: head } = await world.desk.dossier(flow)
  for (const name of [head.name, head.sha256, 'version-0']) {
    const { status, body, headers } = await world.get(`/flows/${flow}/documents/${name}`)
    expect([status, body]).toEqual([200, bytes])
    expect(headers['content-disposition']).toContain(`attachment; filename="${head.name}"`)
  }
  const other = await world.drop(factored('AUTRE'))
  const foreign = (await world.desk.dossier(other)).flow.sha256
  const names = [foreign, 'package.json', '..%2f..%2fpackage.json', '%2fetc%2fpasswd', 'version-1']
  for (const name of names)
    expect([name, (await world.get(`/flows/${flow}/documents/${name}`)).status]).toEqual([name, 404])
})

test('a document that is missing from the archive is said, and the rest of the page stands', async () => {
  const flow = await world.drop(UNKNOWN.replaceAll('MB-2026-55871', 'PERDUE'))
  const { sha256 } = (await world.desk.dossier(flow)).flow
  await world.desk.archive.setAside([sha256])
  await world.desk.archive.remove([sha256])
  const { said, status } = await world.get(`/flows/${flow}`)
  expect(status).toBe(200)
  expect(said).toContain('Le dépôt ne peut pas être relu')
  expect(said).toContain('La structure destinataire 29990001900017 est inconnue')
  expect((await world.get(`/flows/${flow}/invoices/0`)).said).toContain('ne peut pas être relu')
})

test('a depositor’s account sees its own flows and no other', async () => {
  await using own = await flowWorld()
  const mine = await own.drop(factored('A-MOI'))
  const theirs = await own.desk.drop({
    name: 'FSO1100A_OPE002_OPE0021100000000000000001',
    bytes: Buffer.from(factored('A-EUX')),
    depositor: 'OPE002',
  })
  await addAccount(own.desk.desk, 'claude', 'depositor')
  const browser = new Browser(own.server)
  await browser.logIn('claude')
  const page = await browser.get(`/flows/${mine}`)
  expect(page.statusCode).toBe(200)
  expect(page.body).not.toContain(`/flows/${mine}/replay`)
  const { flow } = await own.desk.dossier(theirs)
  const paths = ['', '/invoices/0', '/invoices/0/readable', `/documents/${flow.sha256}`]
  for (const path of paths)
    expect([path, (await browser.get(`/flows/${theirs}${path}`)).statusCode]).toEqual([path, 404])
  const named = await browser.get(`/flows/by-name/${flow.name}`)
  expect(named.headers.location).toBe(`/flows?q=${flow.name}`)
})

test('a flow is found by its name, and several of one name are a search', async () => {
  const flow = await world.drop(factored('NOMME'), 'FSO1100A_OPE001_OPE0011100000000000007001')
  expect(
    (await world.get('/flows/by-name/FSO1100A_OPE001_OPE0011100000000000007001')).headers['location'],
  ).toBe(`/flows/${flow}`)
  expect((await world.get('/flows/by-name/OPE0011100000000000007001')).headers['location']).toBe(
    `/flows/${flow}`,
  )
  await world.drop('autre chose', 'FSO1100A_OPE001_OPE0011100000000000007001')
  expect(
    (await world.get('/flows/by-name/FSO1100A_OPE001_OPE0011100000000000007001')).headers['location'],
  ).toBe('/flows?q=FSO1100A_OPE001_OPE0011100000000000007001')
})

test('each run is shown with who asked for it and why, and the flow as that run judged it', async () => {
  const flow = await world.drop(UNKNOWN.replaceAll('MB-2026-55871', 'PASSAGES'))
  await world.desk.replay(flow, { reason: 'annuaire corrigé' })
  await world.desk.judge(flow)
  const runs = await world.get(`/flows/${flow}?tab=runs`)
  expect(runs.said).toMatch(/camille · le rejeu annuaire corrigé/)
  expect(runs.body).toMatch(/href="\/replays\/[^"]+"/)
  const first = await world.get(`/flows/${flow}?run=0`)
  expect(first.said).toContain('Passage 0 ; le dernier est le 1.')
  expect((await world.get(`/flows/${flow}?tab=journey`)).said).toContain(
    'rejeu demandé par camille (passage 1) : annuaire corrigé',
  )
})

test('documents that expired are said to have, and none is offered', async () => {
  const flow = await world.drop(factored('EXPIRE'))
  const endpoints = (await world.desk.dossier(flow)).documents.map(({ endpoint }) => endpoint)
  for (const endpoint of new Set(endpoints))
    await world.desk.ledger.markSent(endpoint, await world.desk.ledger.pendingDocuments(endpoint, 100))
  const rule = {
    name: 'goodDocumentsDays',
    days: 365,
    states: ['integrated'],
    before: '2099-01-01T00:00:00.000Z',
  } as const
  await world.desk.desk.retention.expireDocuments(rule, 100)
  const { said, body } = await world.get(`/flows/${flow}`)
  expect(said).toContain(`Les documents du flux ${flow} ont expiré le`)
  expect(body).not.toContain('/documents/')
  const { sha256 } = (await world.desk.dossier(flow)).flow
  expect((await world.get(`/flows/${flow}/documents/${sha256}`)).status).toBe(410)
  expect((await world.get(`/flows/${flow}/invoices/0`)).said).toContain('ont expiré')
  expect((await world.get(`/flows/${flow}/invoices/0/readable`)).status).toBe(404)
})
