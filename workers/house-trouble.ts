import { AntivirusAway } from '../src/reception/antivirus.ts'
import { ArchiveTrouble } from '../src/record/archive.ts'
import { isRecordTrouble } from '../src/record/record-trouble.ts'

/** A part of our house that can be ill: what waits for it is tried for as long as that takes, and is never at fault. */
export type HousePart = 'database' | 'disk' | 'queue' | 'antivirus'

/** In the words of the log and of a flow's time line. */
export const PART_NAMES = {
  database: 'la base de données (the database)',
  disk: 'le disque ou l’archive (the disk or the archive)',
  queue: 'Redis',
  antivirus: 'l’antivirus (the antivirus)',
} satisfies Record<HousePart, string>

/** What a file system says when it is full, read-only, away or worn out, or when this process has too many files open. */
const DISK: ReadonlySet<string> = new Set([
  'EACCES',
  'EAGAIN',
  'EBUSY',
  'EDQUOT',
  'EHOSTDOWN',
  'EIO',
  'EMFILE',
  'ENFILE',
  'ENODEV',
  'ENOMEM',
  'ENOSPC',
  'ENOTCONN',
  'ENXIO',
  'EPERM',
  'EREMOTEIO',
  'EROFS',
  'ESTALE',
  'ENOENT', // outside of the archive's own words for a missing document: a folder of ours is away
  'ENOTDIR',
])
/** Beside what the record itself takes for trouble: damaged or read-only files, out of memory; PostgreSQL's read-only mode. */
const DATABASE = /^(SQLITE_(CORRUPT|NOTADB|NOMEM|INTERRUPT|NOLFS|PERM)|25006$|XX00[12]$)/
/** ioredis and Redis: no connection, a server that loads, is out of memory or may not write. */
const QUEUE =
  /^(Connection is closed|Stream isn't writeable|Reached the max retries per request|Command timed out|(READONLY|LOADING|OOM|MISCONF|BUSY|MASTERDOWN|CLUSTERDOWN|NOREPLICAS|TRYAGAIN) )/
/** Connections to the database are the only ones a run makes that are refused with a code of the system. */
const NETWORK: ReadonlySet<string> = new Set([
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
])

/**
 * Which part of the house is ill, when this error says so; `undefined` for whatever else: a bug, a document the archive
 * has lost.
 */
export function houseTroubleIn(error: unknown): HousePart | undefined {
  if (!(error instanceof Error)) return undefined
  if (error instanceof ArchiveTrouble) return error.damage === 'unreadable' ? 'disk' : undefined
  if (error instanceof AntivirusAway) return 'antivirus'
  const code = String(Reflect.get(error, 'code'))
  if (QUEUE.test(error.message) || error.name === 'MaxRetriesPerRequestError') return 'queue'
  if (DISK.has(code) && typeof Reflect.get(error, 'syscall') === 'string' && !isOfSocket(error)) return 'disk'
  if (isRecordTrouble(error) || DATABASE.test(code) || NETWORK.has(code)) return 'database'
  return error.cause === undefined ? undefined : houseTroubleIn(error.cause)
}

/** `connect ENOENT /run/postgresql/…` is no file of ours. */
function isOfSocket(error: Error): boolean {
  return Reflect.get(error, 'syscall') === 'connect'
}
