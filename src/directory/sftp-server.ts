import type { Secret } from './secret.ts'

/** An SFTP server of a depositor or a recipient, and how it and we know each other. */
export interface SftpServer {
  /** Name or address. */
  host: string
  port: number
  user: string
  login: SftpLogin
  hostKeys: PinnedHostKeys
}

/** At least a key or a password; both for a server that demands both. */
export interface SftpLogin {
  key?: Secret
  /** Of the key. */
  passphrase?: Secret
  password?: Secret
}

/** The only host keys taken for the server's: those a known_hosts file has for it (absolute path), or these fingerprints. */
export type PinnedHostKeys = { knownHosts: string } | { fingerprints: readonly string[] }

/** `user@host:port`, for logs and messages. */
export function addressOf({ user, host, port }: Pick<SftpServer, 'user' | 'host' | 'port'>): string {
  return `${user}@${host}:${port}`
}
