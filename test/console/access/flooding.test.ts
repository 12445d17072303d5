import { expect, test, vi } from 'vitest'
import { accessWorld, addAccount, Browser } from './access-world.ts'

/** Many requests, on a machine that may have other things to do. */
vi.setConfig({ testTimeout: 120_000 })

test('an account is not guessed at: after twenty tries from anywhere its door stays shut for a while', async () => {
  await using world = await accessWorld()
  await addAccount(world.desk, 'alice', 'support')
  for (let tries = 0; tries < 20; tries++) {
    const reply = await new Browser(world.server, `198.51.100.${tries}`).logIn('alice', 'une autre phrase')
    expect(reply.statusCode).toBe(401)
  }
  const shut = await new Browser(world.server).logIn('alice')
  expect(shut.statusCode).toBe(429)
  expect(shut.headers['retry-after']).toBe('900')
  expect(shut.body).toContain('Trop de demandes')
})

test('the same for an account there is none of: that tells nobody which accounts there are', async () => {
  await using world = await accessWorld()
  const statuses: number[] = []
  for (let tries = 0; tries < 21; tries++) {
    statuses.push((await new Browser(world.server, `198.51.100.${tries}`).logIn('personne')).statusCode)
  }
  expect(statuses.slice(-2)).toEqual([401, 429])
})

test('one address does not go from account to account, and tries sent all at once all count', async () => {
  await using world = await accessWorld()
  await addAccount(world.desk, 'alice', 'support')
  const browser = new Browser(world.server)
  const _csrf = await browser.token('/login')
  const tries = Array.from({ length: 61 }, (_, number) =>
    browser.post('/login', { _csrf, name: `compte-${number}`, password: 'une autre phrase' }),
  )
  const statuses = (await Promise.all(tries)).map(({ statusCode }) => statusCode)
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0)
  expect((await browser.logIn('alice')).statusCode).toBe(429)
  expect((await new Browser(world.server, '203.0.113.5').logIn('alice')).statusCode).toBe(303)
})

test('one address that asks without end is refused after a while, others are not', async () => {
  await using world = await accessWorld()
  const browser = new Browser(world.server)
  for (let asked = 0; asked < 3_000; asked++) await browser.get('/login')
  const reply = await browser.get('/login')
  expect([reply.statusCode, reply.headers['retry-after']]).toEqual([429, expect.any(String)])
  expect((await new Browser(world.server, '203.0.113.5').get('/login')).statusCode).toBe(200)
})
