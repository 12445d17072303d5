import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { type AntivirusSettings, openAntivirus } from '../../src/reception/antivirus.ts'

const folder = mkdtempSync(join(tmpdir(), 'ecluse-clamd-'))
afterAll(() => rmSync(folder, { recursive: true }))

const SETTINGS: AntivirusSettings = { ask: 'none', socket: '', command: ['true'], timeoutMs: 500 }
const BYTES = Buffer.alloc(200_000, 'relevé ')

/** A server that speaks clamd's protocol: reads a stream whole, then answers. */
async function clamd(answer: (received: Buffer, to: Socket) => void) {
  const path = join(folder, `${Math.random()}.sock`)
  const server = createServer((socket) => {
    let got: Buffer = Buffer.alloc(0)
    socket.on('error', () => undefined)
    socket.on('data', (data: Buffer) => {
      got = Buffer.concat([got, data])
      const received = streamIn(got)
      if (received !== undefined) answer(received, socket)
    })
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  return { path, [Symbol.dispose]: () => server.close() }
}

/** The file within `zINSTREAM`, when it has come to its end. */
function streamIn(bytes: Buffer): Buffer | undefined {
  const chunks: Buffer[] = []
  let at = 'zINSTREAM\0'.length
  while (at + 4 <= bytes.length) {
    const length = bytes.readUInt32BE(at)
    if (length === 0) return Buffer.concat(chunks)
    chunks.push(bytes.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return undefined
}

describe('clamd', () => {
  test.each<[string, string | undefined]>([
    ['stream: OK\0', undefined],
    ['stream: Win.Test.EICAR_HDB-1 FOUND\0', 'Win.Test.EICAR_HDB-1'],
  ])('that answers %j', async (said, found) => {
    let whole: Buffer = Buffer.alloc(0)
    using server = await clamd((received, to) => {
      whole = received
      to.end(said)
    })
    const antivirus = openAntivirus({ ...SETTINGS, ask: 'clamd', socket: server.path })
    expect(await antivirus.scan(BYTES)).toBe(found)
    expect(whole.equals(BYTES)).toBe(true)
  })

  test.each<[string, (to: Socket) => void, string]>([
    ['that cannot take the file', (to) => to.end('INSTREAM size limit exceeded. ERROR\0'), 'size limit'],
    ['that hangs up', (to) => to.end(), 'without an answer'],
    ['that says nothing', () => undefined, 'no answer within 500 ms'],
  ])('%s is trouble', async (_, answer, trouble) => {
    using server = await clamd((_received, to) => answer(to))
    const antivirus = openAntivirus({ ...SETTINGS, ask: 'clamd', socket: server.path })
    await expect(antivirus.scan(BYTES)).rejects.toThrow(trouble)
  })

  test('that is not there is trouble', async () => {
    const antivirus = openAntivirus({ ...SETTINGS, ask: 'clamd', socket: join(folder, 'none.sock') })
    await expect(antivirus.scan(BYTES)).rejects.toThrow('ENOENT')
  })
})

describe('a command', () => {
  const scan = (script: string) =>
    openAntivirus({ ...SETTINGS, ask: 'command', command: ['sh', '-c', script] }).scan(BYTES)

  test('that ends with 0 has found nothing', async () => {
    expect(await scan(`test $(wc -c) = ${BYTES.length}`)).toBeUndefined()
  })

  test('that ends with 1 has, and names it', async () => {
    expect(await scan('cat >/dev/null; echo "stream: Eicar-Signature FOUND"; exit 1')).toBe('Eicar-Signature')
  })

  test('that does not read the file to its end is believed', async () => {
    expect(await scan('echo Vilain; exit 1')).toBe('Vilain')
  })

  test('that ends with anything else, hangs or does not exist is trouble', async () => {
    await expect(scan('cat >/dev/null; exit 2')).rejects.toThrow('ended with 2')
    await expect(scan('cat >/dev/null; exec sleep 20')).rejects.toThrow('SIGKILL')
    const absent = openAntivirus({ ...SETTINGS, ask: 'command', command: [join(folder, 'absent')] })
    await expect(absent.scan(BYTES)).rejects.toThrow('ENOENT')
  })
})

test('nobody is asked unless it is configured', async () => {
  expect(await openAntivirus(SETTINGS).scan(BYTES)).toBeUndefined()
})
