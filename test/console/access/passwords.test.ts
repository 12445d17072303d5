import { expect, test, vi } from 'vitest'
import { passwordProblem } from '../../../src/console/access/password-rule.ts'
import { passwordsOf } from '../../../src/console/access/passwords.ts'
import { TooManyWait, Turns } from '../../../src/console/access/turns.ts'
import { QUICK } from './access-world.ts'

/** A hash is half a second of work, and the machine may have other things to do. */
vi.setConfig({ testTimeout: 120_000 })

const PHRASE = 'quatre pommes vertes'

test('a password matches its hash and no other; the same twice is two hashes', async () => {
  const hash = await QUICK.hash(PHRASE)
  expect(await QUICK.matches(PHRASE, hash)).toBe(true)
  expect(await QUICK.matches(`${PHRASE} `, hash)).toBe(false)
  expect(await QUICK.matches('', hash)).toBe(false)
  expect(await QUICK.hash(PHRASE)).not.toBe(hash)
  expect(hash).not.toContain(PHRASE)
})

test('the same letters, typed on another keyboard, are the same password', async () => {
  const hash = await QUICK.hash('été à la plage'.normalize('NFD'))
  expect(await QUICK.matches('été à la plage'.normalize('NFC'), hash)).toBe(true)
})

test('a hash says how it was made, at least as OWASP advises, and is told from one made with less work', async () => {
  const today = passwordsOf()
  const hash = await today.hash(PHRASE)
  expect(hash).toMatch(/^\$scrypt\$ln=17,r=8,p=1\$/)
  expect(today.isDated(hash)).toBe(false)
  const old = await QUICK.hash(PHRASE)
  expect(today.isDated(old)).toBe(true)
  expect(await today.matches(PHRASE, old)).toBe(true)
})

test('no hash is matched by nothing, and takes as much work to refuse as a wrong password', async () => {
  const today = passwordsOf()
  const hash = await today.hash(PHRASE)
  const [wrong, nobody] = [
    await work(() => today.matches('x', hash)),
    await work(() => today.matches('x', undefined)),
  ]
  process.stdout.write(
    `a wrong password ${wrong.ms} ms of processor time, an unknown account ${nobody.ms} ms\n`,
  )
  expect([wrong.result, nobody.result]).toEqual([false, false])
  expect(nobody.ms).toBeGreaterThan(wrong.ms / 2)
  expect(wrong.ms).toBeGreaterThan(50)
})

test('a hash of another kind is trouble, not a refusal', async () => {
  await expect(QUICK.matches(PHRASE, '$argon2id$v=19$m=65536')).rejects.toThrow('a kind unknown here')
})

test('so many are held against hashes at once, so many wait, and more are turned away', async () => {
  const turns = new Turns({ atOnce: 2, waiting: 3 })
  let atOnce = 0
  let most = 0
  const work = async () => {
    atOnce++
    most = Math.max(most, atOnce)
    await new Promise(setImmediate)
    atOnce--
  }
  const ends = await Promise.allSettled(Array.from({ length: 7 }, () => turns.take(work)))
  const refused = ends.filter((end) => end.status === 'rejected')
  expect([most, refused.length]).toEqual([2, 2])
  expect(refused[0]?.reason).toBeInstanceOf(TooManyWait)
  await expect(turns.take(() => Promise.reject(new Error('ill')))).rejects.toThrow('ill')
  await turns.take(work)
})

test.each(['quatre pommes vertes', 'x7#Kq!92mZ@p', 'azerty sous la pluie', 'claire aime les lampadaires'])(
  '%j will do',
  (password) => {
    expect(passwordProblem(password, 'claire')).toBeUndefined()
  },
)

test.each([
  ['onze lettre', 'Trop court'],
  ['x'.repeat(201), 'Trop long'],
  ['aaaaaaaaaaaa', 'Trop facile'],
  ['azertyuiop12', 'Trop facile'],
  ['123456789012', 'Trop facile'],
  ['Password1234', 'Trop facile'],
  ['motdepasse2026', 'Trop facile'],
  ['claireclaire12', 'Trop facile'],
])('%j will not: %s', (password, why) => {
  expect(passwordProblem(password, 'claire')?.fr).toContain(why)
})

async function work<T>(done: () => Promise<T>): Promise<{ result: T; ms: number }> {
  const before = process.cpuUsage()
  const result = await done()
  const { user, system } = process.cpuUsage(before)
  return { result, ms: Math.round((user + system) / 1_000) }
}
