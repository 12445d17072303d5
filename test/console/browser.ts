import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

/** Why no test can be made in a browser here; `undefined` when it can. */
export function noBrowser(): string | undefined {
  return program() === undefined ? 'no chromium found' : undefined
}

/** Debian's Chromium, without a window. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = program()
  if (executablePath === undefined) throw new Error('no chromium found')
  // Root may not use its sandbox; what it is shown is ours.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return chromium.launch({ executablePath, args })
}

function program(): string | undefined {
  const folders = process.env['PATH']?.split(delimiter) ?? []
  return folders.map((folder) => join(folder, 'chromium')).find((file) => existsSync(file))
}
