import { execFileSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { knownKeys } from '../../src/channels/sftp/known-hosts.ts'
import { SftpTrouble } from '../../src/channels/sftp/trouble.ts'
import { Secret } from '../../src/directory/secret.ts'
import type { SftpServer } from '../../src/directory/sftp-server.ts'
import { SftpWorld } from './sftp-world.ts'
import { noGuest, noSshd, Sshd } from './sshd.ts'

const OTHER = `SHA256:${'A'.repeat(43)}`

describe.skipIf(noSshd() !== undefined)('a server lets in, and is, who is expected', () => {
  let world: SftpWorld
  beforeAll(async () => {
    world = new SftpWorld(await Sshd.start())
  })
  afterAll(async () => {
    await world[Symbol.asyncDispose]()
    await world.sshd[Symbol.asyncDispose]()
  })

  /** What was said instead of letting in. */
  async function refusal(server: SftpServer): Promise<SftpTrouble> {
    const answer = await world
      .line(server)
      .use((session) => session.list('.'))
      .catch((error: unknown) => error)
    if (answer instanceof SftpTrouble) return answer
    throw new Error(`no refusal: ${inspect(answer)}`)
  }
  const names = async (server: SftpServer) =>
    (await world.line(server).use((session) => session.list('.'))).map(({ name }) => name)
  const knowing = (text: string): SftpServer => {
    const file = join(world.sshd.root, 'known_hosts')
    writeFileSync(file, text)
    return { ...world.sshd.server(), hostKeys: { knownHosts: file } }
  }
  const withPassword = (password: string) =>
    world.sshd.server({ login: { password: Secret.inVariable('MOT_DE_PASSE', password) } })

  test('by key', async () => {
    expect(await names(world.sshd.server())).toContain('petit')
  })

  test('by a key with a passphrase', async () => {
    const file = join(world.sshd.root, 'locked')
    writeFileSync(file, readFileSync(world.sshd.keyFile), { mode: 0o600 })
    execFileSync('/usr/bin/ssh-keygen', ['-q', '-p', '-P', '', '-N', 'phrase de test', '-f', file])
    const key = Secret.inFile(file)
    const login = { key, passphrase: Secret.inVariable('PHRASE', 'phrase de test') }
    expect(await names(world.sshd.server({ login }))).toContain('petit')
    expect((await refusal(world.sshd.server({ login: { key } }))).message).toMatch(
      /clé privée .* inutilisable/,
    )
  })

  test.skipIf(noGuest() !== undefined)('by password, and only into its own chroot', async () => {
    expect(await names(withPassword(world.sshd.password))).toContain('petit')
    const seen = await world.line(withPassword(world.sshd.password)).use(async (session) => ({
      root: (await session.list('/')).map(({ name }) => name),
      above: (await session.list('/..')).map(({ name }) => name),
      passwords: await session.look('/etc/passwd'),
    }))
    expect(seen.root).toContain('petit')
    expect(seen.above).toEqual(seen.root)
    expect(seen.passwords).toBeUndefined()
  })

  test.skipIf(noGuest() !== undefined)('a password refused is said, and not repeated', async () => {
    const server = withPassword('pas-le-bon')
    const { reason, message } = await refusal(server)
    expect(reason).toBe('login')
    expect(message).toMatch(/invite-ecluse@127\.0\.0\.1.* refuse le mot de passe/)
    expect(`${message} ${inspect(server, { depth: 9 })} ${JSON.stringify(server)}`).not.toContain(
      'pas-le-bon',
    )
  })

  test('a key refused is said', async () => {
    const login = { key: Secret.inFile(join(world.sshd.root, 'stranger')) }
    const { reason, message } = await refusal(world.sshd.server({ login }))
    expect([reason, message]).toEqual(['login', expect.stringContaining('refuse la clé')])
  })

  test('a key file that is missing is named', async () => {
    const login = { key: Secret.inFile(join(world.sshd.root, 'absente')) }
    expect((await refusal(world.sshd.server({ login }))).message).toMatch(
      /absente ne peut être lu \(ENOENT\)/,
    )
  })

  test('a host key that is not the one expected is refused, with both fingerprints', async () => {
    const { reason, message } = await refusal(world.sshd.server({ fingerprint: OTHER }))
    expect(reason).toBe('host-key')
    expect(message).toContain(world.sshd.fingerprint)
    expect(message).toContain(OTHER)
  })

  test('a known_hosts file lets in the host it has, plainly or hashed, and no other', async () => {
    expect(await names(knowing(world.sshd.knownHost()))).toContain('petit')
    const salt = Buffer.from('grain de sel')
    const hash = createHmac('sha1', salt).update(`[127.0.0.1]:${world.sshd.port}`).digest('base64')
    const key = world.sshd.knownHost().split(' ').slice(1).join(' ')
    expect(await names(knowing(`|1|${salt.toString('base64')}|${hash} ${key}`))).toContain('petit')
    const unknown = await refusal(knowing(world.sshd.knownHost(1)))
    expect(unknown.message).toContain(`n’a pas de clé pour 127.0.0.1:${world.sshd.port}`)
    expect(unknown.message).toContain(world.sshd.fingerprint)
    expect((await refusal(knowing(`@revoked ${world.sshd.knownHost()}`))).message).toContain('révoquée')
  })

  test('a known_hosts file with another key for the host lets nobody in', async () => {
    const stranger = readFileSync(join(world.sshd.root, 'stranger.pub'), 'utf8')
    const { reason, message } = await refusal(knowing(`[127.0.0.1]:${world.sshd.port} ${stranger}`))
    expect([reason, message]).toEqual(['host-key', expect.stringContaining(world.sshd.fingerprint)])
  })

  test('a known_hosts file that is missing lets nobody in', async () => {
    const server = { ...world.sshd.server(), hostKeys: { knownHosts: join(world.sshd.root, 'nulle-part') } }
    expect((await refusal(server)).message).toMatch(/nulle-part .* ne peut être lu/)
  })
})

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA'

test.each([
  ['sftp.exemple.fr', 22, 'sftp.exemple.fr', true],
  ['SFTP.exemple.fr', 22, 'sftp.EXEMPLE.fr', true],
  ['sftp.exemple.fr', 2222, 'sftp.exemple.fr', false],
  ['sftp.exemple.fr', 2222, '[sftp.exemple.fr]:2222', true],
  ['sftp.exemple.fr', 22, 'autre.fr,sftp.exemple.fr', true],
  ['sftp.exemple.fr', 22, '*.exemple.fr', true],
  ['sftp.exemple.fr', 22, 'sft?.exemple.fr', true],
  ['sftp.exemple.fr', 22, '*.exemple.fr,!sftp.exemple.fr', false],
  ['sftpXexemple.fr', 22, 'sftp.exemple.fr', false],
])('%s port %i and the entry %s: %s', (host, port, entry, isKnown) => {
  expect(knownKeys(`# commentaire\n\n${entry} ${KEY} quelqu’un\n`, host, port).trusted).toHaveLength(
    isKnown ? 1 : 0,
  )
})

test('a certificate authority is no host key', () => {
  expect(knownKeys(`@cert-authority * ${KEY}`, 'sftp.exemple.fr', 22)).toEqual({ trusted: [], revoked: [] })
})
