import { isatty } from 'node:tty'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

/** Nobody gave a password. */
export class NoPassword extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'NoPassword'
  }
}

/**
 * A password, from the first line of the input or asked for twice on the terminal, which shows nothing of it.
 * @throws NoPassword when there is nobody to ask, or the two differ.
 */
export async function askPassword({ stdin }: { stdin: boolean }): Promise<string> {
  if (stdin) return await firstLine()
  if (!isatty(0) || !isatty(2)) {
    throw new NoPassword(
      'Personne à qui demander le mot de passe : donnez-le sur l’entrée avec --password-stdin (nobody to ask).',
    )
  }
  const password = await unseen('Mot de passe (password) : ')
  if ((await unseen('Encore une fois (once more) : ')) === password) return password
  throw new NoPassword('Les deux diffèrent : rien n’a été fait (they differ: nothing was done).')
}

async function firstLine(): Promise<string> {
  const lines = createInterface({ input: process.stdin })
  for await (const line of lines) return line
  throw new NoPassword('L’entrée est vide : aucun mot de passe (the input is empty).')
}

/** The terminal is told the question; what is typed goes nowhere but here. */
async function unseen(question: string): Promise<string> {
  process.stderr.write(question)
  const silent = new Writable({ write: (_, __, done) => done() })
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true })
  const left = new Promise<never>((_, reject) => {
    terminal.once('SIGINT', () => reject(new NoPassword('Abandonné (given up).')))
  })
  try {
    return await Promise.race([terminal.question(''), left])
  } finally {
    terminal.close()
    process.stderr.write('\n')
  }
}
