import { spawn } from 'node:child_process'
import { connect } from 'node:net'

/** Who is asked about each file, and how long is waited for an answer. */
export interface AntivirusSettings {
  ask: 'none' | 'clamd' | 'command'
  /** Path of clamd's unix socket. */
  socket: string
  /** A program and its parameters; the file is on its standard input. Ends with 0: clean, 1: not. */
  command: readonly string[]
  timeoutMs: number
}

/** The scanner cannot be reached: whatever is shown to it now, there is no answer. */
export class AntivirusAway extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'AntivirusAway'
  }
}

export interface Antivirus {
  /**
   * What was found in a file, as the scanner names it; `undefined` when it is clean.
   * @throws AntivirusAway when nobody is there to ask, another error when the scanner does not come to an end with this
   * file: neither says anything of the file.
   */
  scan(bytes: Uint8Array): Promise<string | undefined>
}

/** The antivirus of the configuration. Opens nothing before the first file. */
export function openAntivirus(settings: AntivirusSettings): Antivirus {
  const asked = {
    none: () => Promise.resolve(undefined),
    clamd: (bytes: Uint8Array) => askClamd(bytes, settings),
    command: (bytes: Uint8Array) => askCommand(bytes, settings),
  } satisfies Record<AntivirusSettings['ask'], Antivirus['scan']>
  return { scan: asked[settings.ask] }
}

/** clamd's INSTREAM: chunks, each with its length before it, and an empty one. */
const CHUNK = 64 * 1024
const LONGEST_ANSWER = 64 * 1024

function askClamd(bytes: Uint8Array, { socket, timeoutMs }: AntivirusSettings): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const to = connect({ path: socket })
    let answer = ''
    let isConnected = false
    const said = (problem: string) =>
      `L’antivirus clamd (${socket}) ne répond pas (does not answer): ${problem}`
    const fail = (problem: string) => {
      to.destroy()
      reject(new Error(said(problem)))
    }
    to.setTimeout(timeoutMs, () => fail(`no answer within ${timeoutMs} ms`))
    to.on('error', (error) => {
      if (isConnected) fail(error.message)
      else reject(new AntivirusAway(said(error.message), { cause: error }))
    })
    to.once('connect', () => {
      isConnected = true
    })
    to.on('data', (data: Buffer) => {
      answer += data.toString('utf8')
      if (answer.length > LONGEST_ANSWER) fail('an endless answer')
    })
    to.on('close', () => {
      const verdict = answer.replaceAll('\0', '').trim()
      const found = /^stream: (.+) FOUND$/.exec(verdict)?.[1]
      if (found !== undefined) resolve(found)
      else if (verdict === 'stream: OK') resolve(undefined)
      else fail(verdict === '' ? 'hung up without an answer' : verdict)
    })
    to.write('zINSTREAM\0')
    for (let at = 0; at < bytes.length; at += CHUNK) {
      const chunk = bytes.subarray(at, at + CHUNK)
      to.write(lengthOf(chunk.length))
      to.write(chunk)
    }
    to.write(lengthOf(0))
  })
}

function lengthOf(count: number): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(count)
  return length
}

function askCommand(bytes: Uint8Array, settings: AntivirusSettings): Promise<string | undefined> {
  const [program = '', ...parameters] = settings.command
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: settings.timeoutMs,
      killSignal: 'SIGKILL',
    })
    let said = ''
    child.on('error', (error) =>
      reject(
        new AntivirusAway(`L’antivirus ${program} ne démarre pas (does not start): ${error.message}`, {
          cause: error,
        }),
      ),
    )
    child.stdout.on('data', (data: Buffer) => {
      if (said.length < LONGEST_ANSWER) said += data.toString('utf8')
    })
    // A scanner that has seen enough closes its input: its answer is what counts.
    child.stdin.on('error', () => undefined)
    child.on('close', (code, signal) => {
      if (code === 0) resolve(undefined)
      else if (code === 1) resolve(nameIn(said, program))
      else {
        const text = `L’antivirus ${program} s’est arrêté sans verdict (ended with ${code ?? signal ?? 'nothing'})`
        // clamdscan ends with 2 when it does not reach its daemon; a scanner that was killed may have been by the file.
        reject(code === null ? new Error(text) : new AntivirusAway(text))
      }
    })
    child.stdin.end(bytes)
  })
}

/** clamdscan writes `stream: Name FOUND`; of another program the first line is taken. */
function nameIn(said: string, program: string): string {
  const first = said.split('\n').find((line) => line.trim() !== '')
  return /: (.+) FOUND$/.exec(first ?? '')?.[1] ?? first?.trim().slice(0, 200) ?? program
}
