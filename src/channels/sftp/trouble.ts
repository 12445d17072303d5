/** What kind of trouble it is, for those who must decide what to do next. */
export type SftpReason =
  /** The server cannot be reached, or the way to it broke. */
  | 'connection'
  /** It is not the server that is expected. */
  | 'host-key'
  /** It does not let us in. */
  | 'login'
  | 'missing'
  | 'denied'
  /** It cannot do this, now or ever. */
  | 'failed'
  | 'unsupported'

/** A server, the way to it or its answer: nobody's document is at fault. The sentence names the server, never a secret. */
export class SftpTrouble extends Error {
  readonly reason: SftpReason

  constructor(reason: SftpReason, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SftpTrouble'
    this.reason = reason
  }
}

/** The thing asked for is not there. */
export function isMissing(error: unknown): boolean {
  return error instanceof SftpTrouble && error.reason === 'missing'
}

/** The server answered, and it was no. */
export function isRefused(error: unknown): boolean {
  return error instanceof SftpTrouble && (error.reason === 'denied' || error.reason === 'failed')
}

/** Status codes of SFTP version 3 (draft-ietf-secsh-filexfer-02, 7): the reason and how it is said. */
const STATUSES: Readonly<Record<number, readonly [SftpReason, string]>> = {
  2: ['missing', 'n’existe pas'],
  3: ['denied', 'accès refusé par le serveur'],
  4: ['failed', 'refusé par le serveur, sans raison donnée (disque ou quota plein, nom refusé)'],
  5: ['failed', 'le serveur n’a pas compris la demande'],
  6: ['connection', 'liaison coupée'],
  7: ['connection', 'liaison coupée'],
  8: ['unsupported', 'opération que le serveur ne connaît pas'],
}

/** The trouble in a server's answer about `path`. Without a status there was no answer: the connection is lost. */
export function troubleOf(error: Error, path: string): SftpTrouble {
  const code: unknown = Reflect.get(error, 'code')
  const status = typeof code === 'number' ? STATUSES[code] : undefined
  if (status !== undefined) return new SftpTrouble(status[0], `${path} : ${status[1]}`, { cause: error })
  const isUnsupported = error.message.includes('does not support')
  return new SftpTrouble(isUnsupported ? 'unsupported' : 'connection', `${path} : ${error.message}`, {
    cause: error,
  })
}
