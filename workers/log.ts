import { destination, type Logger, pino } from 'pino'

export type Log = Logger

/** JSON lines on standard error. A line says what happened to which flow; never a document, a name of a person, an account. */
export function openLog(level: string, part: string): Log {
  return pino({ level, base: { part } }, destination({ dest: 2, sync: true }))
}

/** What an error says in one line, for the record and the log. */
export function inWords(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
