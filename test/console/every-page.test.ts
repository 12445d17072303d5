import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeFaults } from './axe-faults.ts'
import { noBrowser, openBrowser } from './browser.ts'
import { type ConsoleService, consoleService } from './console-service.ts'

const FIXTURES = join(import.meta.dirname, '../../fixtures')
/** One flow of each kind a page shows: accepted, factored, factor ignored, rejected by schema, by rule, by directory. */
const CASES = readFileSync(join(FIXTURES, 'demo.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))

const PAGES = [
  '/',
  '/?period=30d',
  '/flows',
  '/flows?state=rejected&q=EHE-2611-0093',
  '/flows?q=nothing-of-that-name',
  '/flows/3',
  '/flows/4',
  '/flows/6',
  '/flows/8',
  '/flows/8?tab=journey',
  '/flows/8?tab=runs',
  '/flows/3?tab=deliveries',
  '/flows/3/invoices/0',
  '/flows/3/invoices/0?line=80',
  '/flows/8/replay',
  '/flows/8/correct',
  '/replays',
  '/replays/new?state=rejected',
  '/structures',
  '/structures/29900001800018',
  '/structures/29900001800018/edit',
  '/structures/changes',
  '/endpoints',
  '/depositors',
  '/depositors/OPE001',
  '/activity',
  '/accounts',
  '/audit',
  '/nowhere',
]

const LOOKS: [name: string, lang: 'fr' | 'en', options: BrowserContextOptions][] = [
  ['wide and light, in French', 'fr', { colorScheme: 'light', viewport: { width: 1440, height: 900 } }],
  ['wide and dark, in English', 'en', { colorScheme: 'dark', viewport: { width: 1440, height: 900 } }],
  ['as on a phone, in French', 'fr', { colorScheme: 'light', viewport: { width: 390, height: 844 } }],
]

describe('every page of the console', () => {
  let service: ConsoleService
  beforeAll(async () => {
    service = await consoleService()
    for (const name of CASES) {
      const folder = join(FIXTURES, 'ubl', name)
      const flow = readdirSync(folder).find((entry) => entry.startsWith('FSO'))
      if (flow === undefined) throw new Error(`${name} has no flow`)
      service.drop(flow, readFileSync(join(folder, flow)))
    }
    await service.idle()
  }, 90_000)
  afterAll(async () => {
    await service[Symbol.asyncDispose]()
  }, 60_000)

  test('leads only to what is there', async () => {
    const seen = new Map<string, string>([['/', 'the start']])
    const wrong: string[] = []
    for (const [path, from] of seen) {
      if (seen.size > 400) break
      const response = await fetch(service.address + path)
      const body = await response.text()
      if (response.status !== 200) wrong.push(`${path} is ${response.status}, linked by ${from}`)
      if (!response.headers.get('content-type')?.startsWith('text/html')) continue
      for (const next of linksIn(body, path)) if (!seen.has(next)) seen.set(next, path)
    }
    expect(wrong).toEqual([])
    expect(seen.size).toBeGreaterThan(60)
    expect(service.failures).toEqual([])
  }, 120_000)

  describe.skipIf(noBrowser() !== undefined)('in a browser', () => {
    let browser: Browser
    beforeAll(async () => {
      browser = await openBrowser()
    })
    afterAll(async () => {
      await browser.close()
    })

    test.each(LOOKS)(
      '%s: axe finds nothing serious, nothing is wider than the window, nothing is refused',
      async (_, lang, options) => {
        const context = await browser.newContext({ ...options, reducedMotion: 'reduce' })
        const page = await context.newPage()
        const wrong: string[] = []
        page.on('pageerror', (error) => wrong.push(`${page.url()}: ${error.message}`))
        page.on('console', (message) => {
          if (message.type() === 'error' && !page.url().includes('/nowhere'))
            wrong.push(`${page.url()}: ${message.text()}`)
        })
        await page.goto(`${service.address}/flows?lang=${lang}`)
        for (const path of PAGES) {
          await page.goto(service.address + path, { waitUntil: 'networkidle' })
          const tooWide = await page.evaluate<number>(
            'document.documentElement.scrollWidth - document.documentElement.clientWidth',
          )
          if (tooWide > 0) wrong.push(`${path}: ${tooWide} px wider than the window`)
          wrong.push(...(await axeFaults(page)).map((fault) => `${path}: ${fault}`))
        }
        await context.close()
        expect(wrong).toEqual([])
      },
      180_000,
    )
  })
})

/** Paths of ours that a page leads to; what only a visitor's hand should do (another language) is left out. */
function linksIn(body: string, from: string): string[] {
  return [...body.matchAll(/href="(\/[^"]*)"/g)]
    .map(([, href = '']) =>
      href.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code))),
    )
    .map((href) => href.replace(/#.*$/, ''))
    .filter((href) => !href.startsWith('/assets/') && !href.includes('lang=') && href !== '' && href !== from)
}
