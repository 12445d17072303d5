import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fixtureBytes, flowName } from '../walk-world.ts'
import { noBrowser, openBrowser } from './browser.ts'
import { type ConsoleService, consoleService } from './console-service.ts'

const WRONG = '29990001900017'
const RIGHT = '29900001800018'
const INVOICE = 'F-2026-118'
/** Fewer than a minute's worth for a person. */
const MOST_CLICKS = 8

describe.skipIf(noBrowser() !== undefined)('the console, in a browser', () => {
  let service: ConsoleService
  let browser: Browser
  beforeAll(async () => {
    service = await consoleService()
    browser = await openBrowser()
    const text = fixtureBytes('rejected-RTE-01-unknown-recipient').toString()
    service.drop(flowName(118), Buffer.from(text.replace('MB-2026-55871', INVOICE)))
    await service.idle()
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    await service[Symbol.asyncDispose]()
  }, 60_000)

  test('an invoice that never arrived is found, understood, mended, replayed and delivered in under a minute', async () => {
    const page = await browser.newPage()
    const story = new Story(page)
    await page.goto(service.address)

    await story.types('#search', INVOICE)
    await page.keyboard.press('Enter')
    await story.clicks('.rows a.row-link')
    expect(await page.locator('main').innerText()).toContain(
      `La structure destinataire ${WRONG} est inconnue`,
    )
    expect(await page.locator('.lines .marked').first().innerText()).toContain(WRONG)

    await story.clicks('a:text-is("Corriger")')
    const file = page.locator('main textarea[name="text"]')
    await file.fill((await file.inputValue()).replaceAll(WRONG, RIGHT))
    await story.clicks('button[value="check"]')
    expect(await page.locator('#check').innerText()).toContain('Il serait intégré')
    await story.types('main [name="reason"]', 'SIRET du destinataire corrigé avec le fournisseur')
    await story.clicks('button[value="record"]')

    await page.waitForURL(/\/replays\//)
    await page.getByText('Intégré', { exact: false }).first().waitFor({ timeout: 20_000 })
    await service.idle()
    expect(service.pivotsAt('FIN001')).toHaveLength(1)
    await page.goto(`${service.address}/flows/1`)
    expect(await page.locator('h1').locator('..').innerText()).toContain('Intégré')

    expect(service.failures).toEqual([])
    const { clicks, seconds } = story.told()
    process.stdout.write(`the story: ${clicks} clicks, ${seconds.toFixed(1)} s without the person\n`)
    expect(clicks).toBeLessThanOrEqual(MOST_CLICKS)
    expect(seconds).toBeLessThan(60)
    await page.close()
  }, 90_000)

  test('single keys lead to the search box and about, unless they are switched off', async () => {
    const page = await browser.newPage()
    await page.goto(`${service.address}/flows`)
    await page.keyboard.press('/')
    expect(await page.locator('#search').evaluate((box) => box.matches(':focus'))).toBe(true)
    await page.keyboard.press('Escape')
    await page.locator('[data-keys]').click()
    await page.keyboard.press('/')
    expect(await page.locator('#search').evaluate((box) => box.matches(':focus'))).toBe(false)
    await page.locator('[data-keys]').click()
    await page.locator('h1').click()
    await page.keyboard.press('g')
    await page.keyboard.press('a')
    await page.waitForURL(/\/activity$/)
    await page.close()
  }, 30_000)
})

/** What a person does, counted. */
class Story {
  readonly #page: Page
  readonly #begun = performance.now()
  #clicks = 0

  constructor(page: Page) {
    this.#page = page
  }

  async clicks(what: string): Promise<void> {
    this.#clicks += 1
    await this.#page.locator(what).first().click()
    await this.#page.waitForLoadState()
  }

  async types(where: string, text: string): Promise<void> {
    this.#clicks += 1
    await this.#page.locator(where).first().fill(text)
  }

  told(): { clicks: number; seconds: number } {
    return { clicks: this.#clicks, seconds: (performance.now() - this.#begun) / 1_000 }
  }
}
