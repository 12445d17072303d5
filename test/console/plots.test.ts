import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DeskTools } from '../../src/console/desk-tools.ts'
import { openConsole } from '../../src/console/server.ts'
import { readSettings } from '../../src/settings.ts'
import { SearchRecord, told } from '../record/search-record.ts'
import { axeFaults } from './axe-faults.ts'
import { noBrowser, openBrowser } from './browser.ts'

const reason = noBrowser()

describe.skipIf(reason !== undefined)(`in a browser${reason === undefined ? '' : ` (${reason})`}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'ecluse-plots-'))
  const record = new SearchRecord({ file: join(folder, 'ecluse.sqlite') })
  const open = new AsyncDisposableStack()
  let browser: Browser
  let address: string

  beforeAll(async () => {
    open.defer(() => rmSync(folder, { recursive: true }))
    open.use(record)
    const receivedAt = new Date().toISOString()
    await record.flow([{ frame: 'A4', factor: 'present' }], {}, { receivedAt })
    await record.flow([], { state: 'rejected', faults: [told('RTE-01')] }, { receivedAt })
    const settings = readSettings({ config: join(import.meta.dirname, '../../config'), env: {} })
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
    const tools = { settings, desk: await record.desk(), log } as unknown as DeskTools // pages shown here ask for nothing else
    const server = await openConsole(tools)
    open.defer(() => server.close())
    address = await server.listen({ port: 0, host: '127.0.0.1' })
    browser = await openBrowser()
    open.defer(() => browser.close())
  }, 60_000)
  afterAll(() => open.disposeAsync())

  /** With whatever the page complains of: a script or style the policy refuses, above all. */
  async function visit(path: string, colorScheme: 'light' | 'dark' = 'light') {
    const context = await browser.newContext({ colorScheme, viewport: { width: 1280, height: 900 } })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(`${address}${path}`)
    return { page, complaints }
  }

  /** Pixels of each plot that are not empty. */
  function drawn(page: Page): Promise<number[]> {
    return page.evaluate<number[]>(`[...document.querySelectorAll('.plot-area canvas')].map((canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
      return data.filter((value, at) => at % 4 === 3 && value > 0).length
    })`)
  }

  test.each(['/', '/activity'])(
    '%s draws its plots, breaks no rule of the page and none of axe',
    async (path) => {
      for (const scheme of ['light', 'dark'] as const) {
        const { page, complaints } = await visit(path, scheme)
        await page.waitForSelector('.plot-area canvas')
        const pixels = await drawn(page)
        expect(pixels).toHaveLength(path === '/' ? 2 : 1)
        for (const count of pixels) expect(count).toBeGreaterThan(300)
        expect(complaints).toEqual([])
        expect(await axeFaults(page)).toEqual([])
        await page.context().close()
      }
    },
  )

  test('numbers and plot follow what happens while one looks; an opened table stays open', async () => {
    const { page } = await visit('/')
    await page.waitForSelector('.plot-area canvas')
    await page.click('.numbers summary')
    const value = () => page.textContent('#figures .value')
    expect(await value()).toBe('2')
    await record.flow([], { state: 'rejected' }, { receivedAt: new Date().toISOString() })
    await page.evaluate(`htmx.trigger(document.querySelector('[hx-get^="/today/live"]'), 'every')`)
    await expect.poll(value, { timeout: 5_000 }).toBe('3')
    await expect.poll(() => page.textContent('.plot-legend b')).toBe('3')
    expect(await page.isVisible('#moments')).toBe(true)
    expect(await page.locator('.plot-area canvas').count()).toBe(2)
  })

  test('on a phone nothing is wider than the screen', async () => {
    for (const path of ['/', '/activity']) {
      const { page } = await visit(path)
      await page.setViewportSize({ width: 360, height: 780 })
      await page.waitForSelector('.plot-area canvas')
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
    }
  })

  test('a click on a bar opens the flows behind it', async () => {
    const { page } = await visit('/activity')
    await page.waitForSelector('.plot-area canvas')
    const month = new Date().toLocaleString('en', { timeZone: 'Europe/Paris', month: 'numeric' })
    const box = await page.locator('.u-over').boundingBox()
    if (box === null) throw new Error('nothing to click on')
    await page.mouse.click(box.x + (box.width * (Number(month) - 0.4)) / 12.2, box.y + box.height / 2)
    await page.waitForURL(/\/flows\?/)
    const link = new URL(page.url()).searchParams
    expect(link.get('state')).toBe('integrated,partially-integrated')
  })
})
