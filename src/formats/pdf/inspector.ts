import { Worker } from 'node:worker_threads'
import type { ThreadQuestion } from './inspect-thread.ts'
import type { PdfLimits, PdfReport } from './report.ts'

/** Looks at PDFs nobody trusts. */
export interface PdfInspector {
  /** What a PDF is. One that takes more time or memory than the limits is said to be too heavy. */
  inspect(bytes: Uint8Array, wantsText: boolean): Promise<PdfReport>
  [Symbol.dispose](): void
}

/** How often a thread at work is looked at. */
const LOOK_MS = 50

/**
 * An inspector with a thread of its own, started with the first PDF. No library can be trusted to come back from every
 * file, or to keep within memory: the thread's computing time and memory are watched, and past the limits it is ended
 * and the next PDF gets a new one. Time is the processor's, not the clock's: a busy machine makes no PDF too heavy.
 */
export function openPdfInspector(limits: PdfLimits): PdfInspector {
  const thread = new InspectThread(limits)
  let turn: Promise<unknown> = Promise.resolve()
  return {
    inspect(bytes, wantsText) {
      const asked = turn.then(() => thread.ask({ bytes, limits, wantsText }))
      turn = asked.catch(() => undefined) // the one who asked is told; the next one has its turn
      return asked
    },
    [Symbol.dispose]: () => thread.end(),
  }
}

class InspectThread {
  readonly #limits: PdfLimits
  #worker: Worker | undefined

  constructor(limits: PdfLimits) {
    this.#limits = limits
  }

  end(): void {
    void this.#worker?.terminate()
    this.#worker = undefined
  }

  /** @throws when the thread ends for a reason of ours. */
  async ask(question: ThreadQuestion): Promise<PdfReport> {
    const worker = (this.#worker ??= this.#start())
    worker.ref()
    const watch = new Watch(worker, this.#limits)
    try {
      const answer = await Promise.race([answerOf(worker, question), watch.exceeded])
      if (answer.isTooHeavy) this.end()
      return answer.report
    } catch (error) {
      this.end()
      throw error
    } finally {
      watch.stop()
      worker.unref()
    }
  }

  #start(): Worker {
    const megabytes = Math.ceil(this.#limits.memoryBytes / (1024 * 1024))
    return new Worker(new URL('./inspect-thread.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: megabytes },
      execArgv: [],
      env: {},
    })
  }
}

interface Answer {
  report: PdfReport
  isTooHeavy: boolean
}

function answerOf(worker: Worker, question: ThreadQuestion): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const settle = (then: () => void) => {
      worker.off('message', told)
      worker.off('error', failed)
      worker.off('exit', exited)
      then()
    }
    const told = (report: PdfReport) => settle(() => resolve({ report, isTooHeavy: false }))
    const failed = (error: Error & { code?: string }) =>
      settle(() => (error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? resolve(tooHeavy('memory')) : reject(error)))
    const exited = (code: number) =>
      settle(() => reject(new Error(`Le contrôle des PDF s’est arrêté (the PDF thread ended with ${code})`)))
    worker.on('message', told)
    worker.on('error', failed)
    worker.on('exit', exited)
    worker.postMessage(question, [])
  })
}

const TOO_HEAVY = {
  time: { fr: 'sa lecture demande trop de calcul', en: 'reading it takes too much computing' },
  memory: { fr: 'sa lecture demande trop de mémoire', en: 'reading it takes too much memory' },
}

function tooHeavy(what: keyof typeof TOO_HEAVY): Answer {
  const findings = [{ problem: 'too-heavy' as const, what: TOO_HEAVY[what] }]
  return { report: { findings }, isTooHeavy: true }
}

/** Looks at a thread at work until it is told to stop. */
class Watch {
  readonly exceeded: Promise<Answer>
  readonly #worker: Worker
  readonly #limits: PdfLimits
  readonly #timer: NodeJS.Timeout
  #tell: (answer: Answer) => void = () => undefined
  #begun: number | undefined
  #isLooking = false

  constructor(worker: Worker, limits: PdfLimits) {
    this.#worker = worker
    this.#limits = limits
    this.exceeded = new Promise((resolve) => {
      this.#tell = resolve
    })
    this.#timer = setInterval(() => void this.#look(), LOOK_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    try {
      const { user, system } = await this.#worker.cpuUsage()
      const seconds = (user + system) / 1_000_000
      this.#begun ??= seconds
      if (seconds - this.#begun > this.#limits.seconds) this.#tell(tooHeavy('time'))
      const heap = await this.#worker.getHeapStatistics()
      if (heap.used_heap_size + heap.external_memory > this.#limits.memoryBytes)
        this.#tell(tooHeavy('memory'))
    } catch {
      // The thread ended meanwhile: whoever asked it is told by its end.
    } finally {
      this.#isLooking = false
    }
  }
}
