import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { SettingsError, type SettingsProblem } from '../../settings/problem.ts'
import { type StructuresEdit, writeBeside } from './structures-file.ts'
import { NotEditable } from './yaml-edit.ts'

export interface ThreadOrder {
  of: StructuresEdit
  beside: string
}

export type ThreadAnswer =
  | { mark: string }
  | { problems: readonly SettingsProblem[] }
  | { notEditable: string }

/** Bytes of a directory that is read and written in some tenths of a second; a thread takes as long to start. */
const SMALL = 200_000

/** `writeBeside`, a large file in a thread of its own: it takes seconds, and nobody else's page waits for that. */
export function writeAside(of: StructuresEdit, beside: string): Promise<string> {
  return of.before.bytes.length < SMALL ? writeBeside(of, beside) : writeInThread(of, beside)
}

/** @throws SettingsError, NotEditable, as `writeBeside`. */
export async function writeInThread(of: StructuresEdit, beside: string): Promise<string> {
  const worker = new Worker(new URL('./edit-thread.ts', import.meta.url))
  try {
    const answered = once(worker, 'message')
    worker.postMessage({ of, beside } satisfies ThreadOrder, [])
    const [answer] = (await answered) as [ThreadAnswer]
    if ('mark' in answer) return answer.mark
    throw 'problems' in answer ? new SettingsError(answer.problems) : new NotEditable(answer.notEditable)
  } finally {
    await worker.terminate()
  }
}
