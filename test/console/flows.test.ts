import { afterAll, beforeAll, expect, test } from 'vitest'
import { cell } from '../../src/console/pages/flows/csv.ts'
import { fixtureBytes, flowName } from '../walk-world.ts'
import { type ConsoleWorld, consoleWorld, KNOWN, said } from './replay-world.ts'

const SCRIPT = '<script>alert(1)</script>'
const FORMULA = `=HYPERLINK("http://ailleurs.example";"ici")`
const ACCEPTED = fixtureBytes('accepted-factored-invoice-notice-in-payment-terms').toString()

let world: ConsoleWorld
beforeAll(async () => {
  world = await consoleWorld()
  await world.drop({ name: flowName(1), bytes: named('F-2026-118', 'Ateliers Brumeterre SARL') })
  await world.drop({ name: flowName(2), bytes: named('F-2026-119', SCRIPT) })
  await world.drop({ name: flowName(3), bytes: named('F-2026-120', FORMULA) })
  await world.drop({ name: flowName(4), bytes: fixtureBytes('rejected-RTE-01-unknown-recipient') })
  const other = flowName(5).replaceAll('OPE001', 'DEM002')
  await world.drop({
    name: other,
    bytes: named('F-2026-121', 'Papeterie du Vieux-Gué SAS'),
    depositor: 'DEM002',
  })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
})

/** An accepted invoice under another number, of a supplier called so. */
function named(number: string, supplier: string): Buffer {
  const escaped = supplier.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return Buffer.from(
    ACCEPTED.replaceAll('FA-2026-0412', number).replaceAll('Ateliers Brumeterre SARL', escaped),
  )
}

/** Numbers of the flows a list shows. */
async function shown(path: string): Promise<number[]> {
  const { statusCode, body } = await world.here.get(path, { host: 'localhost' })
  expect(statusCode).toBe(200)
  return [...body.matchAll(/class="row-link mono" href="\/flows\/(\d+)"/g)].map(([, flow]) => Number(flow))
}

test.each([
  ['an invoice number', 'F-2026-118', [1]],
  ['its beginning', 'F-2026-', [5, 3, 2, 1]],
  ['a SIRET with blanks', '299 000 018 00018', [5, 3, 2, 1]],
  ['a supplier’s name', 'papeterie du vieux-gue', [5]],
  ['a file name', flowName(3), [3]],
  ['a flow number', '4', [4]],
  ['a state', 'rejeté', [4]],
  ['the code of a fault', 'rte-01', [4]],
  ['what is nowhere', 'zzz-999', []],
])('the search box finds by %s', async (_, typed, flows) => {
  expect(await shown(`/flows?q=${encodeURIComponent(typed)}`)).toEqual(flows)
})

test('an end of an account longer than what is kept is offered as its last four characters', async () => {
  const { body } = await world.here.get('/flows?q=2201010122', { host: 'localhost' })
  expect(body).toContain('href="/flows?account&#61;0122"')
  expect((await shown('/flows?account=0122')).length).toBeGreaterThan(0)
})

test.each([
  ['/flows?state=rejected', [4]],
  ['/flows?depositor=DEM002', [5]],
  [`/flows?recipient=${KNOWN}&depositor=OPE001`, [3, 2, 1]],
  ['/flows?fault=RTE-01', [4]],
  ['/flows?factor=present&depositor=DEM002', [5]],
  ['/flows?until=2026-11-22', []],
  ['/flows?interface=FSO1113A', []],
])('%s lists what it says', async (path, flows) => {
  expect(await shown(path)).toEqual(flows)
})

test('what strangers wrote is text on the page, in the list and in the search box', async () => {
  const { body } = await world.here.get(`/flows?q=${encodeURIComponent(`"><script>x</script>`)}`, {
    host: 'localhost',
  })
  expect(body).not.toContain('<script>x')
  const list = await world.here.get('/flows', { host: 'localhost' })
  expect(list.body).not.toContain(SCRIPT)
  expect(said(list.body)).toContain(SCRIPT)
})

test('no formula of a stranger’s is one in the spreadsheet', async () => {
  const { body, headers } = await world.here.get('/flows.csv', { host: 'localhost' })
  expect(headers['content-type']).toBe('text/csv; charset=utf-8')
  expect(headers['content-disposition']).toContain('attachment')
  const lines = body.trim().split('\r\n')
  expect(lines).toHaveLength(6)
  expect(lines.find((line) => line.startsWith('3;'))).toContain(`"'${FORMULA.replaceAll('"', '""')}"`)
  for (const line of lines) expect(line).not.toMatch(/(^|;)"?[=+@-][^\d]/)
})

test.each([
  ['=1+1', `"'=1+1"`],
  ['+33 1', `"'+33 1"`],
  ['-2+3', `"'-2+3"`],
  ['@SUM(A1)', `"'@SUM(A1)"`],
  ['\t=1', `"'\t'=1"`],
  ['Société,=1+1', `"Société,'=1+1"`],
  ['＝1', `"'＝1"`],
  [' =1', `"' =1"`],
  ['-12.50', '"-12.50"'],
  ['1204.00', '"1204.00"'],
  ['a;"b"', '"a;""b"""'],
  [undefined, ''],
])('the cell %j is written %j', (value, written) => {
  expect(cell(value)).toBe(written)
})

test('a list is kept under a name, shown again, and forgotten', async () => {
  const host = { host: 'localhost' }
  const _csrf = await world.here.token('/flows?state=rejected')
  const kept = await world.here.post(
    '/flows/saved',
    { _csrf, name: 'À voir', query: 'state=rejected&x=1' },
    host,
  )
  expect(kept.headers.location).toBe('/flows?state=rejected')
  expect(said((await world.here.get('/flows', host)).body)).toContain('À voir')
  await world.here.post('/flows/saved', { _csrf, remove: 'À voir' }, host)
  expect(said((await world.here.get('/flows', host)).body)).not.toContain('À voir')
})

test('columns are those that were chosen, the way to the flow always among them', async () => {
  const { body } = await world.here.get('/flows?col=file&col=interface', { host: 'localhost' })
  const titles = [...body.matchAll(/<th scope="col"[^>]*>([^<]*)/g)].map(([, title]) => title)
  expect(titles).toEqual(['Flux', 'Interface', 'Fichier'])
})

test('a depositor’s account finds its own flows only, whatever it asks, in the list and in the spreadsheet', async () => {
  const depositor = await world.as('depositor')
  for (const path of ['/flows', '/flows?depositor=DEM002', '/flows?q=F-2026-121']) {
    const { body } = await depositor.get(path)
    expect(body).not.toContain('href="/flows/5"')
  }
  expect((await depositor.get('/flows.csv?depositor=DEM002')).body).not.toContain('DEM002')
  expect((await depositor.get('/flows/count?q=F-2026-121')).body).toBe('0 flux')
})
