import { spawn } from 'node:child_process'

export interface NoticeCommand {
  /** A program and its parameters, read by no shell. */
  command: readonly string[]
  timeoutMs: number
}

/** Characters kept of what the program complained of. */
const SAID = 300

/** Gives a program a text of JSON on its standard input; resolves once it ended with 0. @throws when it did not. */
export function giveTo({ command, timeoutMs }: NoticeCommand, json: string): Promise<void> {
  const [program = '', ...parameters] = command
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      stdio: ['pipe', 'ignore', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (piece: string) => {
      said = (said + piece).slice(-SAID)
    })
    child.stdin.on('error', () => undefined) // it need not read all: how it ends is what counts
    child.once('error', (cause) =>
      reject(new Error(`${program} ne démarre pas (does not start): ${cause.message}`, { cause })),
    )
    child.once('exit', (code, signal) => {
      if (code === 0) return resolve()
      reject(
        new Error(`${program} s’est arrêté avec ${code ?? signal} (ended with) ${said.trim()}`.trimEnd()),
      )
    })
    child.stdin.end(json)
  })
}
