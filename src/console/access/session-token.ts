import { createHash, randomBytes } from 'node:crypto'

const BYTES = 32

/** What a browser has of its session: 256 random bits, known to nobody else. */
export function newToken(): string {
  return randomBytes(BYTES).toString('base64url')
}

/** What the record has of it: a token of so many bits needs no slow hash. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
