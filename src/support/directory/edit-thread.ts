import { parentPort } from 'node:worker_threads'
import { SettingsError } from '../../settings/problem.ts'
import { writeBeside } from './structures-file.ts'
import type { ThreadAnswer, ThreadOrder } from './write-in-thread.ts'
import { NotEditable } from './yaml-edit.ts'

async function answerOf({ of, beside }: ThreadOrder): Promise<ThreadAnswer> {
  try {
    return { mark: await writeBeside(of, beside) }
  } catch (error) {
    if (error instanceof SettingsError) return { problems: error.problems }
    if (error instanceof NotEditable) return { notEditable: error.what }
    throw error
  }
}

parentPort?.once('message', (order: ThreadOrder) => {
  // A rejection is trouble: unhandled, it ends the thread, and whoever asked is told by its error.
  void answerOf(order).then((answer) => parentPort?.postMessage(answer, []))
})
