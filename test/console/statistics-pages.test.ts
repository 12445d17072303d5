import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fastify } from 'fastify'
import { afterAll, expect, test } from 'vitest'
import { fillRecord } from '../../bench/fill-record.ts'
import type { Visitor } from '../../src/console/access/visitor.ts'
import type { DeskTools } from '../../src/console/desk-tools.ts'
import { filterOf, flowQueryOf } from '../../src/console/flow-query.ts'
import { activityPages } from '../../src/console/pages/activity.ts'
import { todayPages } from '../../src/console/pages/today.ts'
import { visitOf } from '../../src/console/visit.ts'
import { openDesk } from '../../src/record/open-desk.ts'
import { readSettings } from '../../src/settings.ts'

const NOW = '2026-11-23T08:00:00.000Z'
const folder = mkdtempSync(join(tmpdir(), 'ecluse-statistics-pages-'))
const record = { file: join(folder, 'ecluse.sqlite') }
await fillRecord(record, { flows: 4_000, thin: 1 })
const desk = await openDesk(record)
while (await desk.statistics.pass.run(1_000));
afterAll(async () => {
  await desk[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const SUPPORT: Visitor = { account: 'marie', role: 'support', language: 'fr' }
const DEPOSITOR: Visitor = { account: 'op3', role: 'depositor', depositor: 'OP0003', language: 'fr' }

/** The page as this visitor gets it. */
async function pageFor(visitor: Visitor, path: string, language: 'fr' | 'en' = 'fr'): Promise<string> {
  const server = fastify()
  await using closing = new AsyncDisposableStack()
  closing.defer(() => server.close())
  server.decorateRequest('visit')
  server.addHook('onRequest', async (request) => {
    const url = new URL(request.url, 'http://console')
    request.visit = visitOf({ visitor, language, csrf: '', url, now: NOW })
  })
  const settings = readSettings({ config: join(import.meta.dirname, '../../config'), env: {} })
  const tools = { settings, desk } as DeskTools // these pages ask for nothing else
  todayPages(server, tools)
  activityPages(server, tools)
  const { statusCode, body } = await server.inject(path)
  expect(statusCode).toBe(200)
  return body
}

/** Links to lists of flows, each with the number it stands by. */
function linkedNumbers(page: string): { href: string; count: number }[] {
  const tiles = page.matchAll(
    /href="(\/flows\?[^"]*)"(?:(?!<\/a>).)*?class="(?:value|num)">([\d\u00a0]+)<\/span>/gs,
  )
  return [...tiles].map(([, href = '', count = '']) => ({
    href: unescaped(href),
    count: Number(count.replaceAll('\u00a0', '')),
  }))
}

function unescaped(text: string): string {
  return text.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
}

async function flowsBehind(href: string): Promise<number> {
  const query = flowQueryOf(new URL(href, 'http://console').searchParams)
  const filter = filterOf(query, { depositors: new Set(), now: NOW })
  return (await desk.search.count(filter, { atMost: 10_000 })).flows
}

test.each([
  ['/?period=90d', SUPPORT],
  ['/?period=90d', DEPOSITOR],
  ['/', SUPPORT],
] as const)('on %s each number leads to as many flows', async (path, visitor) => {
  const found = linkedNumbers(await pageFor(visitor, path))
  for (const { href, count } of found) expect([href, await flowsBehind(href)]).toEqual([href, count])
  expect(found.length).toBeGreaterThan(6)
})

test('a depositor’s account sees its own flows only, and no other depositor’s name', async () => {
  for (const path of ['/?period=90d', '/today/live?period=90d', '/activity']) {
    const page = await pageFor(DEPOSITOR, path)
    const hrefs = [...page.matchAll(/href="(\/flows\?[^"]*)"/g)].map(([, href = '']) => unescaped(href))
    expect(hrefs.length).toBeGreaterThan(0)
    for (const href of hrefs) expect(href).toContain('depositor=OP0003')
    expect(new Set(page.match(/\bOP\d{4}\b/g))).toEqual(new Set(['OP0003']))
  }
})

test('each is told in the other language, and keeps its numbers', async () => {
  const french = await pageFor(SUPPORT, '/activity?year=2026')
  const english = await pageFor(SUPPORT, '/activity?year=2026', 'en')
  expect(french).toContain('Factures acceptées, mois par mois')
  expect(english).toContain('Invoices accepted, month by month')
  const values = (page: string) => [...page.matchAll(/data-values="([\d,]+)"/g)].map(([, value]) => value)
  expect(values(english)).toEqual(values(french))
  expect(values(french)).toHaveLength(12)
})

test('a year that is none, and a period that is none, are this year and the usual period', async () => {
  for (const year of ['', '26', '1999', '20266', '2026;']) {
    expect(await pageFor(SUPPORT, `/activity?year=${year}`)).toContain('Activité 2026')
  }
  expect(await pageFor(SUPPORT, '/?period=ever')).toContain('<a href="/?period=2d" aria-current="true">')
})

test('what is asked for again while one looks are the parts that change, and nothing around them', async () => {
  const parts = await pageFor(SUPPORT, '/today/live?period=30d')
  const targets = [...parts.matchAll(/<hx-partial hx-target="#(\w+)"[^>]*>\s*<\w+ id="(\w+)"/g)]
  expect(targets.map(([, target]) => target)).toEqual(['attention', 'figures', 'moments', 'rankings'])
  for (const [, target, id] of targets) expect(id).toBe(target)
  expect(parts).not.toContain('<html')
})
