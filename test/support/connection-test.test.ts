import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Secret } from '../../src/directory/secret.ts'
import type { SftpServer } from '../../src/directory/sftp-server.ts'
import { testConnection } from '../../src/support/connection-test.ts'
import { noSshd, Sshd } from '../channels/sshd.ts'

const root = mkdtempSync(join(tmpdir(), 'ecluse-connection-'))
afterAll(() => rmSync(root, { recursive: true }))
const data = join(root, 'data')
mkdirSync(data)

describe('a folder', () => {
  const tested = (folder: string) =>
    testConnection({ place: { channel: 'folder', folder }, others: [] }, { data })

  test('that takes files is good, and nothing is left in it', async () => {
    const folder = join(root, 'partage')
    mkdirSync(folder)
    writeFileSync(join(folder, 'pivot.tar.gz'), 'x')
    const { isGood, steps } = await tested(folder)
    expect([isGood, steps.map(({ fr }) => fr)]).toEqual([
      true,
      [`${folder} est là et se lit (1 fichier)`, 'Un fichier caché y a été écrit puis enlevé'],
    ])
    expect(readdirSync(folder)).toEqual(['pivot.tar.gz'])
  })

  test('of ours that is not there yet is good: the service makes it; another’s is not, and is not made', async () => {
    expect((await tested(join(data, 'destinataires/FIN001'))).isGood).toBe(true)
    const away = join(root, 'montage')
    const { isGood, mend, steps } = await tested(away)
    expect([isGood, steps.at(-1)?.fr]).toEqual([false, `${away} : ce dossier n’existe pas`])
    expect(mend?.fr).toContain('remontez-le')
    expect(readdirSync(root)).not.toContain('montage')
  })

  test('that is none, or cannot be written, is told', async () => {
    const file = join(root, 'fichier')
    writeFileSync(file, '')
    expect((await tested(file)).steps.at(-1)?.fr).toContain('ce n’est pas un dossier')
    const link = join(root, 'proc')
    symlinkSync('/proc', link)
    expect((await tested(link)).isGood).toBe(false)
  })
})

describe.skipIf(noSshd() !== undefined)('an SFTP server', () => {
  let sshd: Sshd
  let folder: string
  beforeAll(async () => {
    sshd = await Sshd.start()
    folder = sshd.freshFolder()
  }, 30_000)
  afterAll(async () => {
    await sshd[Symbol.asyncDispose]()
  })

  const tested = (server: SftpServer, path = sshd.remote(folder), others: string[] = []) =>
    testConnection(
      {
        place: { channel: 'sftp', server, folder: path },
        others: others.map((each) => ({ folder: each, use: 'take' })),
      },
      { data },
    )

  test('that lets us in and has the folder is good, and nothing was written there', async () => {
    const { isGood, steps } = await tested(sshd.server())
    expect(isGood).toBe(true)
    expect(steps.map(({ fr }) => fr).join(' ')).toContain('sa clé est celle qui est attendue')
    expect(readdirSync(folder)).toEqual([])
  })

  test('with another host key, a key it does not know, or without the folder, is told with its mend', async () => {
    const strange = await tested(sshd.server({ fingerprint: `SHA256:${'A'.repeat(43)}` }))
    expect([strange.isGood, strange.mend?.fr]).toEqual([false, expect.stringContaining('empreinte')])
    const stranger = sshd.server({ login: { key: Secret.inFile(join(sshd.root, 'stranger')) } })
    expect((await tested(stranger)).mend?.fr).toContain('clé publique')
    const missing = await tested(sshd.server(), sshd.remote(folder), ['nulle-part'])
    expect(missing.steps.at(-1)).toMatchObject({
      isGood: false,
      fr: expect.stringContaining('nulle-part') as string,
    })
    expect(missing.mend?.fr).toContain('qu’ils le créent')
  })

  test('that is not there is told, in little time', async () => {
    const { isGood, mend, ms } = await tested(sshd.server({ port: 1 }))
    expect([isGood, mend?.fr]).toEqual([false, expect.stringContaining('pare-feu')])
    expect(ms).toBeLessThan(20_000)
  })

  test('says nothing of a password it was given', async () => {
    const password = Secret.inVariable('MOT', 'trop-secret')
    expect(JSON.stringify(await tested(sshd.server({ login: { password } })))).not.toContain('trop-secret')
  })
})
