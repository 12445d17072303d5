import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import type { ShownPage } from './pages.ts'

/** How a page is looked at. */
const LOOKS = [
  { name: 'fr-light', lang: 'fr', colorScheme: 'light', width: 1440, height: 900 },
  { name: 'en-dark', lang: 'en', colorScheme: 'dark', width: 1440, height: 900 },
  { name: 'fr-phone', lang: 'fr', colorScheme: 'light', width: 390, height: 844 },
] as const

/** A picture of each page in each look, what one sees without scrolling, as `<page>-<look>.png`. */
export async function takePictures(
  address: string,
  pages: readonly ShownPage[],
  folder: string,
): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args })
  try {
    for (const look of LOOKS) await pictures(browser, look, { address, pages, folder })
  } finally {
    await browser.close()
  }
}

async function pictures(
  browser: Browser,
  { name: look, lang, colorScheme, width, height }: (typeof LOOKS)[number],
  { address, pages, folder }: { address: string; pages: readonly ShownPage[]; folder: string },
): Promise<void> {
  const context = await browser.newContext({
    colorScheme,
    viewport: { width, height },
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  await page.goto(`${address}/flows?lang=${lang}`)
  for (const { name, path } of pages) {
    await page.goto(address + path, { waitUntil: 'networkidle' })
    await page.screenshot({ path: join(folder, `${name}-${look}.png`) })
  }
  await context.close()
}
