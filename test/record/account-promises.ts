import { expect, test } from 'vitest'
import type { Actor } from '../../src/record/audit.ts'
import type { AccountChange } from '../../src/record/accounts.ts'
import type { Desk } from '../../src/record/open-desk.ts'
import type { RecordUnderTest } from './replay-promises.ts'

const AT = '2026-11-23T08:00:00.000Z'
const LATER = '2026-11-23T08:30:00.000Z'
const END = '2026-11-24T08:00:00.000Z'
const BEFORE = '2026-11-23T00:00:00.000Z'

const actor: Actor = { author: 'claire', role: 'administrator', address: '192.0.2.7' }

type Open = () => Promise<RecordUnderTest>

/** Who may use the console, who is using it, and what was done: the same on every engine. */
export function keepsAccountPromises(open: Open): void {
  accounts(open)
  sessions(open)
  endings(open)
  audit(open)
}

function accounts(open: Open): void {
  test('a record has no account until one is added; of two of one name one is', async () => {
    await using record = await open()
    const { accounts } = record.desk
    expect(await accounts.any()).toBe(false)
    const both = await Promise.all([1, 2].map(() => accounts.add({ name: 'alice', role: 'reader' }, actor)))
    expect(both.toSorted()).toEqual(['added', 'taken'])
    expect(await accounts.any()).toBe(true)
    expect(await accounts.list()).toMatchObject([{ name: 'alice', role: 'reader', createdBy: 'claire' }])
  })

  test('whoever a provider means has one account, and no other provider means it', async () => {
    await using record = await open()
    const { accounts } = record.desk
    const provider = { issuer: 'https://idp.test', subject: '42' }
    expect(await accounts.add({ name: 'alice', role: 'reader', provider }, actor)).toBe('added')
    expect(await accounts.add({ name: 'bob', role: 'reader', provider }, actor)).toBe('taken')
    expect(await accounts.ofProvider(provider)).toMatchObject({ name: 'alice', hasPassword: false, provider })
    expect(await accounts.ofProvider({ ...provider, issuer: 'https://other.test' })).toBeUndefined()
  })

  test('the password of a disabled account is nobody’s', async () => {
    await using record = await open()
    const { accounts } = record.desk
    await accounts.add({ name: 'alice', role: 'reader', password: 'hash' }, actor)
    expect(await accounts.passwordOf('alice')).toBe('hash')
    await change(record.desk, 'alice', { kind: 'disabled', disabled: true })
    expect(await accounts.passwordOf('alice')).toBeUndefined()
    await change(record.desk, 'alice', { kind: 'disabled', disabled: false })
    expect(await accounts.passwordOf('alice')).toBe('hash')
  })

  test('the last administrator is neither disabled nor given another role', async () => {
    await using record = await open()
    const { desk } = record
    await desk.accounts.add({ name: 'alice', role: 'administrator' }, actor)
    const refusal = { refusal: 'last-administrator' }
    expect(await change(desk, 'alice', { kind: 'disabled', disabled: true })).toEqual(refusal)
    expect(await change(desk, 'alice', { kind: 'role', role: 'reader' })).toEqual(refusal)
    expect(await change(desk, 'bob', { kind: 'role', role: 'reader' })).toEqual({ refusal: 'unknown' })
    await desk.accounts.add({ name: 'bob', role: 'administrator' }, actor)
    const ends = await Promise.all(
      ['alice', 'bob'].map((name) => change(desk, name, { kind: 'disabled', disabled: true })),
    )
    expect(ends.filter((end) => 'refusal' in end)).toEqual([refusal])
  })

  test('a password is hashed anew only while it is still that password', async () => {
    await using record = await open()
    const { accounts } = record.desk
    await accounts.add({ name: 'alice', role: 'reader', password: 'old' }, actor)
    await accounts.rehash('alice', 'other', 'wrong')
    expect(await accounts.passwordOf('alice')).toBe('old')
    await accounts.rehash('alice', 'old', 'new')
    expect(await accounts.passwordOf('alice')).toBe('new')
  })
}

function sessions(open: Open): void {
  test('a session is its account’s until it ends, stands still too long, or comes to its own end', async () => {
    await using record = await open()
    const { accounts, sessions } = record.desk
    await accounts.add({ name: 'alice', role: 'reader' }, actor)
    await sessions.begin({ tokenHash: 'a', account: 'alice', at: AT, expiresAt: END })
    const visit = { tokenHash: 'a', at: LATER, idleSince: BEFORE }
    expect(await sessions.visit(visit)).toMatchObject({ name: 'alice' })
    expect(await sessions.visit({ ...visit, tokenHash: 'b' })).toBeUndefined()
    expect(await sessions.visit({ ...visit, at: END })).toBeUndefined()
    expect(await sessions.visit({ ...visit, idleSince: LATER })).toBeUndefined()
    expect(await sessions.end('a')).toBe(true)
    expect(await sessions.end('a')).toBe(false)
    expect(await sessions.visit(visit)).toBeUndefined()
  })

  test('whoever comes back is seen, so that a session in use does not stand still', async () => {
    await using record = await open()
    const { accounts, sessions } = record.desk
    await accounts.add({ name: 'alice', role: 'reader' }, actor)
    await sessions.begin({ tokenHash: 'a', account: 'alice', at: AT, expiresAt: END, agent: 'Essai/1' })
    await sessions.visit({ tokenHash: 'a', at: LATER, idleSince: BEFORE })
    expect(await sessions.of('alice', LATER)).toEqual([
      { createdAt: AT, seenAt: LATER, expiresAt: END, agent: 'Essai/1' },
    ])
    expect(await sessions.visit({ tokenHash: 'a', at: LATER, idleSince: AT })).toBeDefined()
  })

  test('what is over is removed when somebody logs in', async () => {
    await using record = await open()
    const { accounts, sessions } = record.desk
    await accounts.add({ name: 'alice', role: 'reader' }, actor)
    await sessions.begin({ tokenHash: 'a', account: 'alice', at: AT, expiresAt: LATER })
    await sessions.begin({ tokenHash: 'b', account: 'alice', at: LATER, expiresAt: END })
    expect(await sessions.of('alice', AT)).toHaveLength(1)
  })
}

function endings(open: Open): void {
  test.each([
    [{ kind: 'role', role: 'support' }],
    [{ kind: 'password', password: 'new' }],
    [{ kind: 'disabled', disabled: true }],
  ] as const)('a change of %j ends the sessions of that account alone', async (wanted) => {
    await using record = await open()
    const { accounts, sessions } = record.desk
    for (const name of ['alice', 'bob']) {
      await accounts.add({ name, role: 'reader', password: 'hash' }, actor)
      await sessions.begin({ tokenHash: name, account: name, at: AT, expiresAt: END })
    }
    await change(record.desk, 'alice', wanted)
    const visit = { at: LATER, idleSince: BEFORE }
    expect(await sessions.visit({ ...visit, tokenHash: 'alice' })).toBeUndefined()
    expect(await sessions.visit({ ...visit, tokenHash: 'bob' })).toBeDefined()
  })

  test('another language ends nothing', async () => {
    await using record = await open()
    const { accounts, sessions } = record.desk
    await accounts.add({ name: 'alice', role: 'reader' }, actor)
    await sessions.begin({ tokenHash: 'a', account: 'alice', at: AT, expiresAt: END })
    await change(record.desk, 'alice', { kind: 'language', language: 'en' })
    const visit = { tokenHash: 'a', at: LATER, idleSince: BEFORE }
    expect(await sessions.visit(visit)).toMatchObject({ language: 'en' })
  })

  test('a password changed, or an account disabled, while somebody logs in begins no session', async () => {
    await using record = await open()
    const { accounts, sessions } = record.desk
    await accounts.add({ name: 'alice', role: 'reader', password: 'old' }, actor)
    const begin = (tokenHash: string, password: string) =>
      sessions.begin({ tokenHash, account: 'alice', password, at: AT, expiresAt: END })
    await change(record.desk, 'alice', { kind: 'password', password: 'new' })
    expect(await begin('a', 'old')).toBe(false)
    expect(await begin('b', 'new')).toBe(true)
    await change(record.desk, 'alice', { kind: 'disabled', disabled: true })
    expect(await begin('c', 'new')).toBe(false)
    expect(await sessions.of('alice', AT)).toEqual([])
  })
}

function audit(open: Open): void {
  test('each change of an account is in the audit log with who, why, before and after; never a password', async () => {
    await using record = await open()
    const { accounts, audit } = record.desk
    await accounts.add({ name: 'alice', role: 'reader', password: 'hash-one' }, actor)
    const wanted = { kind: 'role', role: 'depositor', depositor: 'OPE001' } as const
    await accounts.change({ name: 'alice', change: wanted, actor, reason: 'a changé de service' })
    await change(record.desk, 'alice', { kind: 'password', password: 'hash-two' })
    const { entries, next } = await audit.page({ kind: 'account', subject: 'alice' }, { limit: 10 })
    expect(next).toBeUndefined()
    expect(entries.map(({ action }) => action)).toEqual(['password-changed', 'role-changed', 'account-added'])
    expect(entries[1]).toMatchObject({
      ...actor,
      reason: 'a changé de service',
      before: '{"role":"reader","language":"fr","disabled":false}',
      after: '{"role":"depositor","language":"fr","disabled":false,"depositor":"OPE001"}',
    })
    expect(JSON.stringify(entries)).not.toContain('hash')
  })

  test('what was refused is no deed', async () => {
    await using record = await open()
    await record.desk.accounts.add({ name: 'alice', role: 'administrator' }, actor)
    await record.desk.accounts.add({ name: 'alice', role: 'reader' }, actor)
    await change(record.desk, 'alice', { kind: 'disabled', disabled: true })
    const { entries } = await record.desk.audit.page({}, { limit: 10 })
    expect(entries.map(({ action }) => action)).toEqual(['account-added'])
  })

  test('the audit log is read page by page, the newest first, by who, what and when', async () => {
    await using record = await open()
    const { audit } = record.desk
    for (const subject of ['1', '2', '3']) {
      await audit.note(actor, { action: 'replay-asked', kind: 'flow', subject, after: { found: 1 } })
    }
    await audit.note({ author: 'omar', role: 'command' }, { action: 'lane-held', kind: 'lane', subject: 'a' })
    const first = await audit.page({ author: 'claire' }, { limit: 2 })
    expect(first.entries.map(({ subject }) => subject)).toEqual(['3', '2'])
    const rest = await audit.page({ author: 'claire' }, { limit: 2, before: first.next as number })
    expect(rest.entries.map(({ subject }) => subject)).toEqual(['1'])
    expect(rest.next).toBeUndefined()
    const subjects = async (filter: Parameters<typeof audit.page>[0]) =>
      (await audit.page(filter, { limit: 9 })).entries.map(({ subject }) => subject)
    expect(await subjects({ action: 'lane-held' })).toEqual(['a'])
    expect(await subjects({ kind: 'flow', subject: '2' })).toEqual(['2'])
    expect(await subjects({ since: '2999-01-01T00:00:00.000Z' })).toEqual([])
    expect(await subjects({ until: '2999-01-01T00:00:00.000Z', author: 'omar' })).toEqual(['a'])
  })
}

function change(desk: Desk, name: string, wanted: AccountChange) {
  return desk.accounts.change({ name, change: wanted, actor })
}
