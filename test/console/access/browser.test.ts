import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser as Chromium, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeFaults } from '../axe-faults.ts'
import { noBrowser, openBrowser } from '../browser.ts'
import { addAccount, PASSWORD } from './access-world.ts'
import { type ConsoleWorld, consoleWorld } from './console-world.ts'

const SLOW = 120_000

let world: ConsoleWorld
let chromium: Chromium
let console: string
let elsewhere: Server

/** A page of another site that sends a form of ours as soon as it is opened. */
function forging(): Promise<Server> {
  const page = () => `<form id="f" method="post" action="${console}/accounts">
<input name="name" value="mallory"><input name="role" value="administrator"><input name="password" value="${PASSWORD}">
</form><script>document.getElementById('f').submit()</script>`
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(page()))
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

async function logIn(page: Page, name: string, password = PASSWORD): Promise<void> {
  await page.fill('input[name=name]', name)
  await page.fill('input[name=password]', password)
  await page.press('input[name=password]', 'Enter')
}

describe.skipIf(noBrowser() !== undefined)('in a real browser', () => {
  beforeAll(async () => {
    world = await consoleWorld()
    await addAccount(world.desk.desk, 'claire', 'administrator')
    console = await world.server.listen({ host: '127.0.0.1', port: 0 })
    elsewhere = await forging()
    chromium = await openBrowser()
  }, SLOW)
  afterAll(async () => {
    await chromium.close()
    elsewhere.close()
    await world[Symbol.asyncDispose]()
  })

  test(
    'one is asked for one’s name, told when it is wrong, led where one wanted, and signed out again',
    async () => {
      const page = await chromium.newPage()
      const complaints: string[] = []
      page.on('console', (message) => complaints.push(message.text()))
      await page.goto(`${console}/accounts?x=1`)
      expect(new URL(page.url()).pathname).toBe('/login')
      expect(await axeFaults(page)).toEqual([])
      await logIn(page, 'claire', 'une autre phrase')
      await page.getByRole('alert').waitFor()
      expect(await page.getByRole('alert').textContent()).toContain('inconnu')
      await logIn(page, 'claire')
      await page.waitForURL(`${console}/accounts?x=1`)
      for (const path of ['/accounts', '/accounts/claire', '/account', '/audit']) {
        await page.goto(console + path)
        expect([path, await axeFaults(page)]).toEqual([path, []])
      }
      await page.getByRole('button', { name: 'Se déconnecter' }).click()
      await page.waitForURL(`${console}/login`)
      await page.goto(`${console}/accounts`)
      expect(new URL(page.url()).pathname).toBe('/login')
      expect(complaints.filter((text) => /Content Security Policy|violates/.test(text))).toEqual([])
      await page.close()
    },
    SLOW,
  )

  test(
    'a form that another site sends in one’s name does nothing, whatever cookies go with it',
    async () => {
      const page = await chromium.newPage()
      await page.goto(`${console}/login`)
      await logIn(page, 'claire')
      await page.waitForURL(`${console}/`)
      const { port } = elsewhere.address() as AddressInfo
      for (const host of ['localhost', '127.0.0.1']) {
        await page.goto(`http://${host}:${port}/`)
        await page.waitForURL(`${console}/accounts`)
        expect(await page.textContent('body')).toContain('autre site')
      }
      expect(await world.desk.desk.accounts.find('mallory')).toBeUndefined()
      await page.goto(`${console}/accounts`)
      expect(new URL(page.url()).pathname).toBe('/accounts')
      await page.close()
    },
    SLOW,
  )
})
