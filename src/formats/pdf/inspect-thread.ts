import { parentPort } from 'node:worker_threads'
import { inspectPdf, type PdfQuestion } from './inspect.ts'

/** What a thread is asked: one PDF at a time. */
export interface ThreadQuestion extends PdfQuestion {
  bytes: Uint8Array
}

// The library tells the console of each thing it passes over: a deposit would write in our log.
for (const channel of ['log', 'warn', 'error'] as const) console[channel] = () => undefined

parentPort?.on('message', ({ bytes, ...question }: ThreadQuestion) => {
  // A rejection is a bug of ours: unhandled, it ends the thread, and whoever asked is told by its error.
  void inspectPdf(bytes, question).then((report) => parentPort?.postMessage(report, []))
})
