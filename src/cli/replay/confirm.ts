import { createInterface } from 'node:readline/promises'
import { isatty } from 'node:tty'

/** Whether there is a person to ask. */
export function isSomebodyThere(): boolean {
  return isatty(0) && isatty(2)
}

/** Asks on the error output; true for a yes in either language, false for anything else and for the end of the input. */
export async function confirmed(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')))
  try {
    const answer = await Promise.race([terminal.question(`${question} [o/N] `), closed])
    return /^\s*(o|oui|y|yes)\s*$/i.test(answer)
  } finally {
    terminal.close()
  }
}
