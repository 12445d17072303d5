import { afterAll, beforeAll, describe } from 'vitest'
import { entryPromises } from './entry-promises.ts'
import { exitPromises } from './exit-promises.ts'
import { SftpWorld } from './sftp-world.ts'
import { noGuest, noSshd, Sshd } from './sshd.ts'

const reason = noSshd()
const lack = reason ?? noGuest()
if (lack !== undefined)
  process.stderr.write(`${reason ? 'SFTP is' : 'Some of SFTP is'} not tested: ${lack}\n`)

describe.skipIf(reason !== undefined)('over SFTP', () => {
  let world: SftpWorld
  beforeAll(async () => {
    world = new SftpWorld(await Sshd.start())
  })
  afterAll(async () => {
    await world[Symbol.asyncDispose]()
    await world.sshd[Symbol.asyncDispose]()
  })

  entryPromises({
    freshFolder: () => world.sshd.freshFolder(),
    makeFolder: (folder) => world.sshd.makeFolder(folder),
    async openDoor(folder, { renames = true, troubles = [] } = {}) {
      return world.entry(folder, world.patientLine(), { renames, onTrouble: (what) => troubles.push(what) })
    },
    lock: (folder) => world.lock(folder),
    unlock: (folder) => world.unlock(folder),
  })

  exitPromises({
    freshFolder: () => world.sshd.freshFolder(),
    exitTo: (folder) => world.exit(folder, world.patientLine()),
    missing: /n’existe pas/,
  })
})
