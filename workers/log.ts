import { destination, type Logger, pino } from 'pino'
import { nameless } from './nameless.ts'

export type Log = Logger

const OUT = 2
/** Characters of lines that are written in one go, and how long one waits for others, in ms. */
const TOGETHER = 8_192
const WAIT_MS = 100
/** From this level on a line is written at once: the process may not live much longer. */
const URGENT = pino.levels.values['warn'] as number

/**
 * JSON lines on standard error. A line says what happened to which flow; never a document, the name of a person or of a
 * depositor's file, an account: not even where an error would say it.
 */
export function openLog(level: string, part: string): Log {
  return pino({ level, ...lines(part) }, destination({ dest: OUT, sync: true }))
}

/**
 * The same for a process that says a line for each room of each flow: they are written some at a time, which saves a
 * third of what they cost. Once in a process: what it still holds is written when the process ends.
 */
export function openBusyLog(level: string, part: string): Log {
  const out = destination({ dest: OUT, sync: true, minLength: TOGETHER })
  out.on('error', () => undefined) // as below; else a full disk under the log would be an error of whatever is logged
  const unlessGone = (write: () => void) => () => {
    try {
      write()
    } catch {
      // whoever read the log is gone: there is nobody to tell
    }
  }
  const flush = unlessGone(() => out.flushSync()) // synced, which stands still for a disk
  setInterval(
    unlessGone(() => out.flush()),
    WAIT_MS,
  ).unref()
  process.once('exit', flush)
  const hooks = {
    logMethod(this: Log, said: Parameters<Log['info']>, write: Log['info'], level: number) {
      write.apply(this, said)
      if (level >= URGENT) flush()
    },
  }
  return pino({ level, hooks, ...lines(part) }, out)
}

function lines(part: string) {
  return { base: { part }, formatters: { log: withoutNames } }
}

function withoutNames(said: Record<string, unknown>): Record<string, unknown> {
  const { error } = said
  return typeof error === 'string' ? { ...said, error: nameless(error) } : said
}

/** What an error says in one line, for the record and the log. */
export function inWords(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
