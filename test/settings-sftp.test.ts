import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SettingsError } from '../src/settings/problem.ts'
import { depositorEndpoint, endpointOf, readSettings } from '../src/settings.ts'

const SHIPPED = join(import.meta.dirname, '../config')
const FINGERPRINT = `SHA256:${'k'.repeat(43)}`

const DEPOSITOR = `
  - application: "SFT003"
    name: "Opérateur par SFTP"
    channel: sftp
    host: sftp.operateur.example
    user: ecluse
    keyFile: cles/sft003
    knownHosts: cles/known_hosts
    remoteOut: flux
    remoteIn: comptes-rendus
    done: flux/pris
`
const APPLICATION = `
  - code: "SFT005"
    label: "Gestion par SFTP"
    channel: sftp
    host: sftp.collectivite.example
    port: 2222
    user: ecluse
    passwordEnv: SFT005_PASSWORD
    fingerprint: "${FINGERPRINT}"
    remoteFolder: /pivots
`

let config: string
beforeEach(() => {
  config = mkdtempSync(join(tmpdir(), 'ecluse-config-'))
  cpSync(SHIPPED, config, { recursive: true })
})
afterEach(() => rmSync(config, { recursive: true }))

/** Reads a configuration with these two entries more. */
function read(depositor = DEPOSITOR, application = APPLICATION) {
  const file = (name: string) => join(config, name)
  writeFileSync(file('depositors.yaml'), readFileSync(file('depositors.yaml'), 'utf8') + depositor)
  const structures = readFileSync(file('structures.yaml'), 'utf8')
  writeFileSync(
    file('structures.yaml'),
    structures.replace('\nstructures:', () => `${application}\nstructures:`),
  )
  return readSettings({ config, data: '/flows', env: { SFT005_PASSWORD: 'tres-secret' } })
}

function problems(depositor?: string, application?: string): string {
  try {
    read(depositor, application)
  } catch (error) {
    if (error instanceof SettingsError) return error.message.replaceAll(`${config}/`, '')
    throw error
  }
  throw new Error('the configuration was accepted')
}

test('a depositor and a recipient with SFTP servers are read, their files relative to the configuration', async () => {
  const settings = read()
  const depositor = settings.depositors.find((each) => each.channel === 'sftp')
  expect(depositor).toMatchObject({
    application: 'SFT003',
    remoteOut: 'flux',
    done: 'flux/pris',
    renames: false,
    pollMs: 10_000,
    server: {
      host: 'sftp.operateur.example',
      port: 22,
      user: 'ecluse',
      hostKeys: { knownHosts: join(config, 'cles/known_hosts') },
    },
  })
  expect(depositor?.server.login.key?.source).toBe(join(config, 'cles/sft003'))
  const reports = depositor && depositorEndpoint(depositor)
  expect(reports).toMatchObject({ id: 'depositor:SFT003', channel: 'sftp', folder: 'comptes-rendus' })
  const pivots = endpointOf(settings, 'application:SFT005')
  expect(pivots).toMatchObject({ channel: 'sftp', folder: '/pivots', server: { port: 2222 } })
  const password = pivots?.channel === 'sftp' ? await pivots.server.login.password?.reveal() : undefined
  expect(password?.toString()).toBe('tres-secret')
})

test('a secret is in no text made of the settings', () => {
  const settings = read()
  const endpoint = endpointOf(settings, 'application:SFT005')
  const shown = [settings, endpoint].map((each) => `${inspect(each, { depth: 20 })}${JSON.stringify(each)}`)
  expect(shown.join('')).not.toContain('tres-secret')
})

type Row = [promise: string, from: string, to: string, message: RegExp]

const rows: Row[] = [
  ['no host key', '    knownHosts: cles/known_hosts\n', '', /knownHosts is missing; .*never accepted unseen/],
  [
    'both ways of host keys',
    'knownHosts: ',
    `fingerprint: "${FINGERPRINT}"\n    knownHosts: `,
    /one of the two/,
  ],
  [
    'no login',
    '    keyFile: cles/sft003\n',
    '',
    /keyFile is missing; wanted keyFile, keyEnv, passwordFile or/,
  ],
  ['a password in the file', 'keyFile:', 'password: tres-secret\n    keyFile:', /password is no setting/],
  [
    'a password for a variable',
    'keyFile:',
    'passwordEnv: "tres-secret"\n    keyFile:',
    /passwordEnv is no such name/,
  ],
  [
    'a variable that is not set',
    'keyFile:',
    'passwordEnv: TRES_SECRET\n    keyFile:',
    /variable that is not set/,
  ],
  [
    'an MD5 fingerprint',
    'knownHosts: cles/known_hosts',
    'fingerprint: "aa:bb"',
    /fingerprint is "aa:bb"; .*SHA256/,
  ],
  ['a port too high', 'user: ecluse', 'port: 70000\n    user: ecluse', /port is 70000; wanted a port/],
  ['a host that is an address of the web', 'sftp.operateur.example', 'sftp://operateur', /host is "sftp:/],
  [
    'reports put where flows are',
    'comptes-rendus',
    './flux/',
    /remoteIn is ecluse@sftp.operateur.example:22:flux/,
  ],
  ['flows moved to where they are', 'flux/pris', 'flux', /done is .*of its own/],
  ['a channel unknown', 'channel: sftp', 'channel: ftps', /channel is "ftps"; wanted folder or sftp/],
  ['a folder of the other channel', 'done: flux/pris', 'in: flux', /\.in is no setting/],
]

test.each(rows)('%s is named, and no secret repeated', (_, from, to, message) => {
  const said = problems(DEPOSITOR.replace(from, () => to))
  expect(said).toMatch(message)
  expect(said).toMatch(/depositors\.yaml:\d+: depositors\[2\]\./)
  expect(said).not.toMatch(/tres-secret|TRES_SECRET/)
})

test('a recipient’s folder on the server of a depositor is named', () => {
  const same = APPLICATION.replace('collectivite', 'operateur').replace('    port: 2222\n', '')
  expect(problems(DEPOSITOR, same.replace('/pivots', 'flux'))).toMatch(
    /structures\.yaml:\d+: applications\[4\]\.remoteFolder .*wanted a folder of its own/,
  )
})
