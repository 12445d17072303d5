import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { runConsole } from '../../src/console/run.ts'
import { readSettings } from '../../src/settings.ts'
import { startService } from '../../workers/main.ts'
import { flowName } from '../walk-world.ts'
import { noBrowser, openBrowser } from './browser.ts'
import { numbered } from './replay-world.ts'

/** As many as a structure that was missing for a day costs. */
const FLOWS = 1_000
const ADDED = `
  - siret: "29990001900017"
    name: "Syndicat ajouté après coup"
    application: "FIN001"
`

/** A service and the console beside it, whose directory may be added to between two starts. */
async function house(root: string, structures: string) {
  const config = join(root, 'config')
  cpSync(join(import.meta.dirname, '../../config'), config, { recursive: true })
  appendFileSync(join(config, 'structures.yaml'), structures)
  const settings = readSettings({ config, data: join(root, 'data'), env: { ECLUSE_LOG_LEVEL: 'silent' } })
  const service = await startService(settings, { config })
  return { config, settings, service }
}

/** What the page says while it is left alone: each new text of this element. */
async function seenLive(page: Page, what: string, until: RegExp): Promise<string[]> {
  const seen: string[] = []
  const end = Date.now() + 200_000
  while (Date.now() < end) {
    const text = await page.locator(what).first().innerText({ timeout: 10_000 })
    if (text !== seen.at(-1)) seen.push(text)
    if (until.test(text)) return seen
    await page.waitForTimeout(100)
  }
  throw new Error(`it never said ${until.source}: ${seen.at(-1)}`)
}

describe.skipIf(noBrowser() !== undefined)('a replay of many flows, in a browser', () => {
  test('a thousand flows are tried, asked for by a double click, seen to advance, and delivered once each', async () => {
    const root = mkdtempSync(join(tmpdir(), 'ecluse-replay-live-'))
    await using stack = new AsyncDisposableStack()
    stack.defer(() => rmSync(root, { recursive: true }))
    const before = await house(root, '')
    const door = join(root, 'data/depot/OPE001/in')
    mkdirSync(door, { recursive: true })
    for (let n = 1; n <= FLOWS; n++) {
      writeFileSync(join(door, `.${flowName(n)}`), numbered(n))
      renameSync(join(door, `.${flowName(n)}`), join(door, flowName(n)))
    }
    await before.service.idle()
    await before.service.stop()

    const { config, settings, service } = await house(root, ADDED)
    stack.defer(() => service.stop())
    const failures: string[] = []
    const failed = (what: object, text: string) => void failures.push(`${text} ${JSON.stringify(what)}`)
    const log = { info: () => undefined, warn: () => undefined, error: failed }
    const console = stack.use(await runConsole(settings, { host: '127.0.0.1', port: 0 }, { config, log }))
    const browser = await openBrowser()
    stack.defer(() => browser.close())
    const page = await browser.newPage()
    page.on('pageerror', ({ message }) => failures.push(message))
    page.on('console', (line) => void (line.type() === 'error' && failures.push(line.text())))

    await page.goto(`${await console.address}/replays/new?fault=RTE-01`)
    const tried = await seenLive(page, '#trial', /seraient intégrés/)
    expect(tried.at(-1)?.replaceAll('\u00a0', '')).toContain('1000 flux sur 1000 seraient intégrés')
    expect(tried.length).toBeGreaterThan(2) // it was seen to advance

    await page.fill('input[name="reason"]', 'structure ajoutée à l’annuaire')
    await page.fill('input[name="count"]', '1000')
    await page.locator('#ask button.main-action').dblclick({ noWaitAfter: true })
    await page.waitForURL(/\/replays\/[0-9a-f]{12}/)
    await page.evaluate('globalThis.isSamePage = true')
    const seen = await seenLive(page, '#progress', /Terminé : /)
    expect(await page.evaluate('globalThis.isSamePage')).toBe(true)
    const counts = seen.map((text) => Number(/([\d\s]+) \/ /.exec(text)?.[1]?.replaceAll(/\s/g, '')))
    expect(counts).toEqual(counts.toSorted((a, b) => a - b))
    expect(new Set(counts).size).toBeGreaterThan(2)
    expect(seen.at(-1)?.replaceAll('\u00a0', '')).toContain('1000 flux, tous intégrés')
    process.stdout.write(`trial: ${tried.length} states seen; replay: ${new Set(counts).size} counts seen\n`)

    await service.idle()
    expect(readdirSync(join(root, 'data/destinataires/FIN001/pivots'))).toHaveLength(FLOWS)
    await page.goto(`${await console.address}/replays`)
    expect(await page.locator('tbody tr').count()).toBe(1)
    expect(failures).toEqual([])
  }, 400_000)
})
