import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SettingsError } from '../src/settings/problem.ts'
import { readSettings } from '../src/settings.ts'

const SECRET = { ECLUSE_OIDC_SECRET: 'le secret du client' }
const PROVIDER = `issuer: https://idp.example.org, clientId: ecluse, secretEnv: ECLUSE_OIDC_SECRET, roles: { desk: support, admins: administrator }`

let config: string
beforeEach(() => {
  config = mkdtempSync(join(tmpdir(), 'ecluse-console-settings-'))
  cpSync(join(import.meta.dirname, '../config'), config, { recursive: true })
})
afterEach(() => rmSync(config, { recursive: true }))

const read = (env: NodeJS.ProcessEnv = SECRET) => readSettings({ config, data: '/flows', env }).console

function override(console: string): void {
  writeFileSync(join(config, 'ecluse.yaml'), `console: { ${console} }\n`)
}

function problem(env: NodeJS.ProcessEnv = SECRET): string {
  try {
    read(env)
  } catch (error) {
    if (error instanceof SettingsError) return error.message
    throw error
  }
  throw new Error('the configuration was accepted')
}

test('as shipped, the console is for this machine, by passwords, and no proxy is believed', () => {
  expect(read()).toEqual({ proxies: [] })
})

test('a provider is read whole, with its roles in order and its secret where nothing shows it', async () => {
  override(
    `publicUrl: 'https://ecluse.example.org', proxies: [10.0.0.5, '2001:db8::/32'], oidc: { ${PROVIDER} }`,
  )
  const { publicUrl, proxies, oidc } = read()
  expect([publicUrl?.href, proxies]).toEqual(['https://ecluse.example.org/', ['10.0.0.5', '2001:db8::/32']])
  expect(oidc).toMatchObject({
    clientId: 'ecluse',
    roles: [
      { value: 'desk', role: 'support' },
      { value: 'admins', role: 'administrator' },
    ],
    roleClaim: 'groups',
    nameClaim: 'preferred_username',
    depositorClaim: 'ecluse_depositor',
  })
  expect(JSON.stringify(oidc)).not.toContain('le secret')
  expect(String(await oidc?.secret.reveal())).toBe('le secret du client')
})

test.each([
  ['publicUrl: ecluse.example.org', 'console.publicUrl'],
  ["publicUrl: 'https://ecluse.example.org/console'", 'console.publicUrl'],
  ["publicUrl: 'ftp://ecluse.example.org'", 'console.publicUrl'],
  ['proxies: [proxy.example.org]', 'console.proxies[0]'],
  ['proxies: [10.0.0.0/40]', 'console.proxies[0]'],
  [`oidc: { ${PROVIDER} }`, 'console.publicUrl'],
  [
    "publicUrl: 'https://e.example.org', oidc: { issuer: 'http://idp.example.org', clientId: a, secretEnv: ECLUSE_OIDC_SECRET, roles: { a: reader } }",
    'console.oidc',
  ],
  [
    "publicUrl: 'https://e.example.org', oidc: { issuer: 'https://idp.example.org', clientId: a, roles: { a: reader } }",
    'one of the two',
  ],
  [
    "publicUrl: 'https://e.example.org', oidc: { issuer: 'https://idp.example.org', clientId: a, secretEnv: ECLUSE_OIDC_SECRET, roles: {} }",
    'nobody could come in',
  ],
  [
    "publicUrl: 'https://e.example.org', oidc: { issuer: 'https://idp.example.org', clientId: a, secretEnv: ECLUSE_OIDC_SECRET, roles: { a: chef } }",
    'console.oidc',
  ],
])('%s is refused at its field', (written, said) => {
  override(written)
  expect(problem()).toContain(said)
})

test('a secret that is not there is told at the start, not at the first login', () => {
  override(`publicUrl: 'https://ecluse.example.org', oidc: { ${PROVIDER} }`)
  expect(problem({})).toContain('names an environment variable that is not set')
})

test('plain http is taken from a provider on this machine alone', () => {
  override(
    `publicUrl: 'https://ecluse.example.org', oidc: { ${PROVIDER.replace('https://idp.example.org', "'http://127.0.0.1:9000'")} }`,
  )
  expect(read().oidc?.issuer.href).toBe('http://127.0.0.1:9000/')
})
