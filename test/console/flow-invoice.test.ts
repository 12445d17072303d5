import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tarGz } from '../reception/tar.ts'
import { fixtureBytes } from '../walk-world.ts'
import { noBrowser, openBrowser } from './browser.ts'
import { type FlowWorld, flowWorld, item } from './flow-world.ts'

const FACTORED = fixtureBytes('accepted-factored-invoice-notice-in-payment-terms').toString()
const ACCOUNT = 'Fournisseur/ReferenceBancaire/Compte'
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

/** The place of a field in the page, by its path. */
function fieldMark(body: string, path: string): string {
  const found = new RegExp(
    `<li id="(f\\d+)"[^>]*>\\s*<p class="field-line"><a [^>]*title="${path.replaceAll('[', '\\[').replaceAll(']', '\\]')}"`,
  ).exec(body)?.[1]
  if (found === undefined) throw new Error(`no field ${path}`)
  return found
}

test('a field of the pivot marks the line it came from', async () => {
  const flow = await world.drop(factored('CHAMP'))
  const { body } = await world.get(`/flows/${flow}/invoices/0?field=${encodeURIComponent(ACCOUNT)}`)
  const mark = fieldMark(body, ACCOUNT)
  expect(item(body, mark)).toContain('class="picked"')
  expect(item(body, mark)).toContain('data-rows="L110"')
  expect(item(body, mark)).toContain('repris tel quel')
  expect(item(body, 'L110')).toContain('marked')
  expect(item(body, 'L110')).toContain('<mark>FR76')
  expect(body.match(/class="[^"]*marked/g)).toHaveLength(1)
})

test('a line marks the fields it feeds', async () => {
  const flow = await world.drop(factored('LIGNE'))
  const { body } = await world.get(`/flows/${flow}/invoices/0?line=110`)
  const mark = fieldMark(body, ACCOUNT)
  expect(item(body, mark)).toContain('class="picked"')
  expect(item(body, 'L110')).toContain(mark)
  expect(body.match(/class="picked"/g)).toHaveLength(
    (item(body, 'L110').match(/data-fields="([^"]*)"/)?.[1] ?? '').split(' ').length,
  )
})

test('on a document of one line each field has its own piece of it', async () => {
  const flow = await world.drop(factored('UNE-LIGNE').replaceAll(ONE_LINE, ''))
  const { body } = await world.get(`/flows/${flow}/invoices/0?field=${encodeURIComponent(ACCOUNT)}`)
  const row = /data-rows="(L1\.\d+)"/.exec(item(body, fieldMark(body, ACCOUNT)))?.[1] ?? ''
  expect(item(body, row)).toMatch(/marked[\s\S]*<mark>FR76/)
  const back = await world.get(`/flows/${flow}/invoices/0?line=${row.slice(1)}`)
  expect(item(back.body, fieldMark(back.body, ACCOUNT))).toContain('class="picked"')
})

test('an invoice whose document is larger than a page reads again is told with the commands that do', async () => {
  const noise = randomBytes(8192).toString('hex') // an archive that shrinks too well is refused
  const filler = `<!--${noise}-->\n`.repeat(1100)
  const large = factored('GRANDE').replace('</Invoice>', `${filler}</Invoice>`)
  const archive = await tarGz([{ name: 'grande.xml', content: large.replaceAll('GRANDE', 'GRANDE-2') }])
  for (const flow of [await world.drop(large), await world.drop(archive)]) {
    const { status, said } = await world.get(`/flows/${flow}/invoices/0`)
    expect(status).toBe(200)
    expect(said).toContain('Ce document dépasse 16 Mo')
    expect(said).toContain(`ecluse explain ${flow} 0`)
    for (const file of ['readable', 'original.pdf'])
      expect((await world.get(`/flows/${flow}/invoices/0/${file}`)).status).toBe(413)
  }
})

test('invoices are computed again one at a time, and too many that wait are told so', async () => {
  const flow = await world.drop(factored('FILE'))
  const asked = Array.from({ length: 12 }, () => world.get(`/flows/${flow}/invoices/0/readable`))
  const statuses = (await Promise.all(asked)).map(({ status }) => status)
  expect(new Set(statuses)).toEqual(new Set([200, 503]))
  expect(statuses.filter((each) => each === 200).length).toBeGreaterThanOrEqual(9)
})

test('the readable stands in a frame that can do nothing', async () => {
  const flow = await world.drop(factored('CADRE'))
  const { body } = await world.get(`/flows/${flow}/invoices/0`)
  expect(body).toMatch(new RegExp(`<iframe [^>]*src="/flows/${flow}/invoices/0/readable" sandbox`))
  const readable = await world.get(`/flows/${flow}/invoices/0/readable`)
  expect(readable.status).toBe(200)
  expect(readable.body).toContain('n° CADRE')
  expect(String(readable.headers['content-security-policy'])).toMatch(/^sandbox; default-src 'none'/)
})

test('a rejected invoice has its faults and its XML, and no pivot', async () => {
  const flow = await world.drop(fixtureBytes('rejected-RTE-01-unknown-recipient'))
  const { said, body } = await world.get(`/flows/${flow}/invoices/0?line=57`)
  expect(said).toContain('La facture est rejetée : elle n’est dans aucun pivot.')
  expect(item(body, 'L57')).toContain('marked')
  expect((await world.get(`/flows/${flow}/invoices/0/readable`)).status).toBe(404)
})

test('each invoice of an archive is told by its place, also where its number is another’s place', async () => {
  const flow = await world.drop(
    await tarGz([
      { name: 'un.xml', content: factored('1000') },
      { name: 'deux.xml', content: factored('ARCH-2') },
    ]),
  )
  const { said, body } = await world.get(`/flows/${flow}/invoices/1000?field=DonneesFacture%2FId`)
  expect(said).toContain('Facture ARCH-2')
  expect(item(body, fieldMark(body, 'DonneesFacture/Id'))).toContain('ARCH-2')
  expect(body).toContain(`href="/flows/${flow}/invoices/0"`)
})

test('of an XML of ten thousand lines a window is shown, with ways to the rest', async () => {
  const lines = Array.from({ length: 10_000 }, (_, n) => `<!-- ${n} -->`).join('\n')
  const flow = await world.drop(factored('LONGUE').replace('</Invoice>', `${lines}\n</Invoice>`))
  const { body, plain } = await world.get(`/flows/${flow}/invoices/0?line=9000`)
  expect(item(body, 'L9000')).toContain('marked')
  expect(body.length).toBeLessThan(300_000)
  expect(plain).toMatch(/href="\/flows\/\d+\/invoices\/0\?from=\d+"/)
})

describe('in a browser', () => {
  test.skipIf(noBrowser() !== undefined)(
    'a click marks at once, without asking again, and the address holds it',
    async () => {
      const flow = await world.drop(factored('CLIC'))
      const address = await world.server.listen({ host: '127.0.0.1', port: 0 })
      await using browser = await openBrowser()
      const page = await browser.newPage()
      const asked: string[] = []
      await page.goto(`${address}/flows/${flow}/invoices/0`, { waitUntil: 'networkidle' })
      page.on('request', (request) => {
        if (request.isNavigationRequest() && request.frame() === page.mainFrame()) asked.push(request.url())
      })
      await page.locator(`li:has(a[title="${ACCOUNT}"])`).click()
      expect(await page.locator('li.marked').getAttribute('id')).toBe('L110')
      expect(await page.locator('li.picked .why').isVisible()).toBe(true)
      expect(new URL(page.url()).searchParams.get('field')).toBe(ACCOUNT)
      await page.locator('#L91').click()
      const picked = page.locator('li.picked a').first()
      expect(await picked.textContent()).toBe('RaisonSocialeEncaisseur')
      expect(await page.locator('[aria-live]').first().textContent()).toContain('91')
      expect(asked).toEqual([])
      await page.reload()
      expect(await page.locator('li.marked').getAttribute('id')).toBe('L91')
    },
  )

  test.skipIf(noBrowser() !== undefined)('without scripts the same links do the same', async () => {
    const flow = await world.drop(factored('SANS-JS'))
    const address = world.server.listeningOrigin
    await using browser = await openBrowser()
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(`${address}/flows/${flow}/invoices/0`)
    await page.locator(`a[title="${ACCOUNT}"]`).click()
    await page.waitForURL(/field=/)
    expect(await page.locator('li.marked').getAttribute('id')).toBe('L110')
    await page.locator('#L91 a').click()
    await page.waitForURL(/line=91/)
    expect(await page.locator('li.picked a').first().textContent()).toBe('RaisonSocialeEncaisseur')
  })
})
