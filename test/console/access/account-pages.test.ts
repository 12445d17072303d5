import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Desk } from '../../../src/record/open-desk.ts'
import { consoleWorld } from './console-world.ts'
import { addAccount, Browser, FOUNDER, PASSWORD } from './access-world.ts'

/** A hash is half a second of work, and the machine may have other things to do. */
vi.setConfig({ testTimeout: 120_000 })

let opened: AsyncDisposableStack
let server: FastifyInstance
let desk: Desk
beforeEach(async () => {
  opened = new AsyncDisposableStack()
  const world = opened.use(await consoleWorld())
  server = world.server
  desk = world.desk.desk
})
afterEach(() => opened.disposeAsync())

async function signedIn(role: Parameters<typeof addAccount>[2], name = 'claire'): Promise<Browser> {
  await addAccount(desk, name, role)
  const browser = new Browser(server)
  expect((await browser.logIn(name)).statusCode).toBe(303)
  return browser
}

async function sent(browser: Browser, url: string, form: Record<string, string>) {
  const _csrf = await browser.token(browser.cookies.has('ecluse') ? '/account' : '/accounts')
  return await browser.post(url, { _csrf, ...form })
}

async function deeds(): Promise<string[]> {
  const { entries } = await desk.audit.page({}, { limit: 20 })
  return entries.map(({ author, action, subject, reason }) =>
    [author, action, subject, reason].join(' ').trim(),
  )
}

test('an administrator adds an account, which then comes in', async () => {
  const browser = await signedIn('administrator')
  const added = await sent(browser, '/accounts', {
    name: 'Omar',
    role: 'support',
    password: 'cinq poires jaunes',
  })
  expect([added.statusCode, added.headers.location]).toEqual([303, '/accounts/omar'])
  expect((await browser.get('/accounts')).body).toContain('href="/accounts/omar"')
  expect((await new Browser(server).logIn('omar', 'cinq poires jaunes')).statusCode).toBe(303)
  expect((await deeds())[1]).toBe('claire account-added omar')
})

test('what is refused is said on the page, with what was typed but the password; nothing was done', async () => {
  const browser = await signedIn('administrator')
  const refused = await sent(browser, '/accounts', {
    name: '<i>omar',
    role: 'reader',
    password: 'cinq poires jaunes',
  })
  expect(refused.statusCode).toBe(422)
  expect(refused.body).toContain('Un nom de compte a 2 à 64 caractères')
  expect(refused.body).not.toContain('<i>omar')
  expect(refused.body).not.toContain('cinq poires')
  expect(await desk.accounts.list()).toHaveLength(1)
})

test('role, password and end of an account are changed with a reason, and end its sessions', async () => {
  const browser = await signedIn('administrator')
  const omar = await signedIn('reader', 'omar')
  const reason = 'change de service'
  await sent(browser, '/accounts/omar/role', { role: 'depositor', depositor: 'OPE001', reason })
  expect(await desk.accounts.find('omar')).toMatchObject({ role: 'depositor', depositor: 'OPE001' })
  expect((await omar.get('/')).statusCode).toBe(303)
  await sent(browser, '/accounts/omar/password', { password: 'cinq poires jaunes' })
  await omar.logIn('omar', 'cinq poires jaunes')
  await sent(browser, '/accounts/omar/disabled', { disabled: 'yes', reason: 'a quitté la maison' })
  expect((await omar.get('/')).statusCode).toBe(303)
  expect((await deeds()).filter((deed) => deed.startsWith('claire ') && deed.includes('omar'))).toEqual([
    'claire account-disabled omar a quitté la maison',
    'claire password-changed omar',
    'claire role-changed omar change de service',
  ])
  const last = await sent(browser, '/accounts/claire/disabled', { disabled: 'yes' })
  expect([last.statusCode, last.body.includes('dernier administrateur')]).toEqual([422, true])
})

test.each(['reader', 'support', 'depositor'] as const)(
  'a %s sees neither accounts nor audit log',
  async (role) => {
    const browser = await signedIn(role)
    await addAccount(desk, 'omar', 'administrator')
    for (const url of ['/accounts', '/accounts/omar', '/audit'])
      expect((await browser.get(url)).statusCode).toBe(403)
    const tried = await sent(browser, '/accounts/omar/role', { role: 'reader' })
    const added = await sent(browser, '/accounts', {
      name: 'mallory',
      role: 'administrator',
      password: PASSWORD,
    })
    expect([tried.statusCode, added.statusCode]).toEqual([403, 403])
    expect(await desk.accounts.find('mallory')).toBeUndefined()
    const own = await browser.get('/account')
    expect([own.statusCode, own.body.includes('Changer de mot de passe')]).toEqual([200, true])
  },
)

test('one’s own password is changed by who knows the one before, and one signs in again', async () => {
  const browser = await signedIn('reader')
  const wrong = await sent(browser, '/account', {
    current: 'pas cela du tout',
    password: 'cinq poires jaunes',
  })
  expect([wrong.statusCode, wrong.body.includes('pas votre mot de passe actuel')]).toEqual([422, true])
  const right = await sent(browser, '/account', { current: PASSWORD, password: 'cinq poires jaunes' })
  expect([right.statusCode, right.headers.location]).toEqual([303, '/login'])
  expect((await browser.get('/')).statusCode).toBe(303)
  expect((await browser.logIn('claire', 'cinq poires jaunes')).statusCode).toBe(303)
})

test('the first account, made at this machine, is an administrator; then everybody signs in', async () => {
  const browser = new Browser(server, '127.0.0.1')
  const host = { host: 'localhost:8060' }
  const { body } = await browser.get('/accounts', host)
  const _csrf = /name="_csrf" value="([^"]+)"/.exec(body)?.[1] as string
  const add = (role: string) =>
    browser.post('/accounts', { _csrf, name: 'claire', role, password: PASSWORD }, host)
  expect((await add('reader')).statusCode).toBe(422)
  const added = await add('administrator')
  expect([added.statusCode, added.headers.location]).toEqual([303, '/login'])
  expect((await browser.get('/', host)).statusCode).toBe(303)
  expect(await deeds()).toEqual(['local account-added claire'])
})

test('the audit log is shown with filters; nothing in it is taken for markup', async () => {
  const browser = await signedIn('administrator')
  const deed = { action: 'lane-held', kind: 'lane', subject: 'application:FIN001' } as const
  const after = { note: '<script>alert(1)</script>' }
  await desk.audit.note(FOUNDER, { ...deed, reason: '"><img src=x>', after })
  const all = await browser.get('/audit?lang=en')
  expect(all.body).toContain('Deliveries held')
  expect(all.body).not.toContain('<script>alert')
  expect(all.body).not.toContain('<img src=x')
  expect((await browser.get('/audit?author=claire')).body).not.toContain('FIN001')
  expect((await browser.get('/audit?kind=lane&subject=application:FIN001&lang=fr')).body).toContain(
    'Remises retenues',
  )
  expect((await browser.get('/audit?since=2999-01-01')).body).toContain('Rien de tel')
})

test('the style and scripts of the login page are had without an account, and without a cookie', async () => {
  await addAccount(desk, 'claire', 'reader')
  const login = await new Browser(server).get('/login')
  const [asset = ''] = /\/assets\/[^"]+console\.css/.exec(login.body) ?? []
  const style = await new Browser(server).get(asset)
  expect([style.statusCode, style.cookies]).toEqual([200, []])
  expect(login.headers['content-security-policy']).toContain("default-src 'none'")
})
