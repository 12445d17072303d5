import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { addAccount, Browser } from './access-world.ts'
import { type ConsoleWorld, consoleWorld } from './console-world.ts'

/** A hash is half a second of work, and the machine may have other things to do. */
vi.setConfig({ testTimeout: 120_000 })

const FIXTURES = join(import.meta.dirname, '../../../fixtures/ubl')
const CASE = join(FIXTURES, 'accepted-factored-invoice-notice-in-payment-terms')
const MISSING = 99

let world: ConsoleWorld
let browser: Browser
/** A flow of this depositor, and one of another, alike but for that. */
let own: number
let others: number

beforeAll(async () => {
  world = await consoleWorld()
  const file = readdirSync(CASE).find((name) => name.startsWith('FSO1100A_')) as string
  const bytes = readFileSync(join(CASE, file))
  own = await world.desk.drop({
    name: 'FSO1100A_OPE001_OPE0011100000000000000901',
    bytes,
    depositor: 'OPE001',
  })
  others = await world.desk.drop({
    name: 'FSO1100A_DEM002_DEM0021100000000000000902',
    bytes: Buffer.from(bytes.toString().replaceAll('FA-2026-0412', 'F-2026-999')),
    depositor: 'DEM002',
  })
  await addAccount(world.desk.desk, 'ope', 'depositor')
  browser = new Browser(world.server)
  await browser.logIn('ope')
}, 60_000)
afterAll(() => world[Symbol.asyncDispose]())

/** Every GET route there is with a flow's number in its path: a page added tomorrow is among them. */
function flowRoutes(server: FastifyInstance): string[] {
  const parts: string[] = []
  return server
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const [, indent, path, methods] = /^([│ ]*)[├└]── (\S*)(?: \((.*)\))?/.exec(line) ?? []
      if (indent === undefined || path === undefined) return []
      parts.splice(indent.length / 4, Infinity, path)
      return methods?.includes('GET') === true ? [parts.join('')] : []
    })
    .filter((route) => route.includes(':flow'))
}

/** The first invoice of the flow, and the document of this hash. */
function filled(route: string, flow: number, hash: string): string {
  return route.replace(':flow', String(flow)).replace(':index', '0').replace(':name', hash)
}

/** What the page says, without what is of this request alone. */
function said(body: string, flow: number): string {
  return body
    .replaceAll(/name="_csrf" value="[^"]*"/g, '')
    .replaceAll(new RegExp(`\\b${flow}\\b`, 'g'), '<flow>')
}

test('another depositor’s flow is told from one that does not exist on no page', async () => {
  const [ownHash, theirHash] = [await depositOf(own), await depositOf(others)]
  const answers: string[] = []
  for (const route of flowRoutes(world.server)) {
    const theirs = await browser.get(filled(route, others, theirHash))
    const none = await browser.get(filled(route, MISSING, theirHash))
    expect([403, 404]).toContain(theirs.statusCode)
    expect([route, theirs.statusCode]).toEqual([route, none.statusCode])
    expect(said(theirs.body, others)).toBe(said(none.body, MISSING))
    const { statusCode } = await browser.get(filled(route, own, ownHash))
    answers.push(`${route} ${statusCode}`)
  }
  // Their own, on the same pages: it is the flow that is refused, not the address that is wrong.
  expect(answers).toEqual(
    expect.arrayContaining([
      '/flows/:flow 200',
      '/flows/:flow/documents/:name 200',
      '/flows/:flow/invoices/:index 200',
      '/flows/:flow/invoices/:index/readable 200',
      '/flows/:flow/replay 403',
    ]),
  )
})

test('a document of another’s flow is not had through one’s own', async () => {
  const theirHash = await depositOf(others)
  const reply = await browser.get(filled('/flows/:flow/documents/:name', own, theirHash))
  expect(reply.statusCode).toBe(404)
})

async function depositOf(flow: number): Promise<string> {
  return (await world.desk.dossier(flow)).flow.sha256
}

test('the other’s flow is there, and is told apart', async () => {
  expect((await world.desk.dossier(others)).runs[0]?.invoices[0]?.number).toBe('F-2026-999')
})

test('a depositor’s lists, counts, searches and exports hold its own flows only, whatever they are asked', async () => {
  for (const url of ['/flows', '/flows.csv', '/flows?depositor=DEM002', '/flows.csv?depositor=DEM002', '/']) {
    const { statusCode, body } = await browser.get(url)
    expect([url, statusCode]).toEqual([url, 200])
    expect([url, body.includes('DEM0021100000000000000902')]).toEqual([url, false])
    expect([url, body.includes('F-2026-999')]).toEqual([url, false])
  }
  expect((await browser.get('/flows?q=F-2026-999')).body).not.toContain('DEM002')
  expect((await browser.get(`/flows?q=${others}`)).body).not.toContain('DEM002')
})

test('who of the platform did what, why, and what failed there is on no page of a depositor’s', async () => {
  const [document] = (await world.desk.dossier(own)).documents
  const endpoint = document?.endpoint ?? 'none'
  await world.desk.desk.lanes.hold({ endpoints: [endpoint], author: 'camille', reason: 'SECRET-RETENUE' })
  await world.desk.replay(own, { reason: 'SECRET-MOTIF', again: true })
  await world.desk.ledger.attemptFailed({ flow: own, run: 1 }, 'SECRET-HOTE')
  const urls = ['', ...['journey', 'deliveries', 'runs', 'documents'].map((tab) => `?tab=${tab}`)]
  const read = async (by: Browser) => {
    const replies = await Promise.all(urls.map((url) => by.get(`/flows/${own}${url}`)))
    return replies.map(({ body }) => body).join('')
  }
  await addAccount(world.desk.desk, 'lectrice', 'reader')
  const reader = new Browser(world.server)
  await reader.logIn('lectrice')
  const told = await read(reader)
  for (const each of ['camille', 'SECRET-MOTIF', 'SECRET-RETENUE', 'SECRET-HOTE'])
    expect(told).toContain(each)
  const waiting = await read(browser)
  expect(waiting).not.toMatch(/camille|SECRET/)
  expect(waiting).toContain('la plateforme s’en occupe')
  await world.desk.ledger.block({ flow: own, run: 1 }, 'SECRET-DISQUE')
  expect(await read(reader)).toContain('SECRET-DISQUE')
  expect(await read(browser)).not.toMatch(/camille|SECRET/)
})

test('a depositor finds its own flow, and reads it', async () => {
  expect((await browser.get('/flows')).body).toContain(`href="/flows/${own}"`)
})

test.each(['/structures', '/endpoints', '/depositors', '/replays', '/accounts', '/audit'])(
  '%s is not for a depositor',
  async (url) => {
    expect((await browser.get(url)).statusCode).toBe(403)
  },
)
