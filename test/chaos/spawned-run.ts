import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { inside, wallsToHave } from './namespaces.ts'

const RUN = join(import.meta.dirname, 'run.ts')

export interface Ran {
  status: number | null
  /** What it printed: its table, what it left out, what is wrong. */
  said: string
}

/** A run in processes of its own, that end with this one. */
export async function spawnRun(...words: string[]): Promise<Ran> {
  const { words: all, env } = inside(wallsToHave(), [process.execPath, RUN, ...words])
  const [file = '', ...rest] = all
  const child = spawn(file, rest, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  }
  const [status] = (await once(child, 'close')) as [number | null]
  return { status, said }
}
