/** The record cannot be opened, for a reason whoever starts Écluse can mend. Says no password. */
export class NoRecord extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'NoRecord'
  }
}

/** The server gave the transaction up for another's sake: serialization failure, deadlock. */
const GIVEN_UP: ReadonlySet<string> = new Set(['40001', '40P01'])

export function wasGivenUp(error: unknown): boolean {
  return GIVEN_UP.has(codeOf(error))
}

/** No connection, a server that starts or stops, too many connections: errors after which nothing was begun. */
const NOT_NOW: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '53300', // too_many_connections
])

/** A connection could not be made now, and may be in a moment. */
export function mayConnectLater(error: unknown): boolean {
  return NOT_NOW.has(codeOf(error)) || isCutOff(error)
}

/**
 * The database is away, full or not well: trouble of the house, no fault of what was asked. PostgreSQL's classes of
 * errors: 08 connection, 53 resources, 57 operator, 58 system; 25P03: a transaction that stood still too long.
 */
const TROUBLE_CLASSES: readonly string[] = ['08', '53', '57', '58']
const SQLITE_TROUBLE = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN|READONLY|PROTOCOL)/

export function isRecordTrouble(error: unknown): boolean {
  const code = codeOf(error)
  if (mayConnectLater(error) || wasGivenUp(error) || code === '25P03') return true
  if (SQLITE_TROUBLE.test(code)) return true
  return /^[0-9A-Z]{5}$/.test(code) && TROUBLE_CLASSES.includes(code.slice(0, 2))
}

/** What the driver says without a code when a connection ends under a query, or cannot be had in time. */
function isCutOff(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^(Connection terminated|timeout exceeded when trying to connect|Client (has encountered a connection error|was closed))/.test(
      error.message,
    )
  )
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error && Reflect.get(error, 'code')
  return typeof code === 'string' ? code : ''
}
