import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { folderExit } from '../../src/channels/folder/exit.ts'
import { SftpWorld } from '../channels/sftp-world.ts'
import { noSshd, Sshd } from '../channels/sshd.ts'
import { keepsTakeoverPromises } from './takeover-promises.ts'

describe('in a folder', () => {
  const root = mkdtempSync(join(tmpdir(), 'ecluse-takeover-'))
  afterAll(() => rmSync(root, { recursive: true }))
  let made = 0
  keepsTakeoverPromises(() => {
    const folder = join(root, String(made++))
    mkdirSync(folder)
    return { folder, exit: () => folderExit(folder, 'registre') }
  })
})

describe.skipIf(noSshd() !== undefined)('over SFTP', () => {
  let world: SftpWorld
  beforeAll(async () => {
    world = new SftpWorld(await Sshd.start())
  })
  afterAll(async () => {
    await world[Symbol.asyncDispose]()
    await world.sshd[Symbol.asyncDispose]()
  })
  keepsTakeoverPromises(() => {
    const folder = world.sshd.freshFolder()
    return { folder, exit: () => world.exit(folder, world.line()) }
  })
})
