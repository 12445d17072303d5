import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sftpExit } from '../../src/channels/sftp/exit.ts'
import { SftpLine } from '../../src/channels/sftp/line.ts'
import type { ExitDoor } from '../../src/channels/endpoint.ts'
import { PlainServer } from './plain-server.ts'
import { putDown } from './put-down.ts'

let plain: PlainServer
let line: SftpLine
let exit: ExitDoor
beforeEach(async () => {
  plain = await PlainServer.start()
  line = new SftpLine(plain.server, {
    connectMs: 3_000,
    keepaliveMs: 500,
    answerMs: 1_000,
    retryMs: () => 20,
  })
  exit = sftpExit({ line, folder: '/pivots', record: 'nous' })
})
afterEach(async () => {
  await line[Symbol.asyncDispose]()
  await plain[Symbol.asyncDispose]()
})

const parcel = { name: 'pivot', bytes: randomBytes(60_000) }

test('a server without any extension takes documents', async () => {
  expect(await putDown(exit, [parcel])).toEqual(['put'])
  expect([...plain.files.keys()]).toEqual(['/pivots/pivot'])
  expect(plain.files.get('/pivots/pivot')?.equals(parcel.bytes)).toBe(true)
  expect(await putDown(exit, [parcel])).toEqual(['already-there'])
})

test('a server that keeps half a file and says that all is well is not believed', async () => {
  plain.keeps = (bytes) => bytes.subarray(0, bytes.length / 2)
  await expect(putDown(exit, [parcel])).rejects.toThrow(/n’a gardé que 30000 octets sur 60000/)
  expect([...plain.files.keys()]).toEqual([])
  plain.keeps = (bytes) => bytes
  expect(await putDown(exit, [parcel])).toEqual(['put'])
})
