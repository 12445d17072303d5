/** What is wrong with a document: not there, other bytes than its hash says, or the disk would not give it. */
export type ArchiveDamage = 'missing' | 'altered' | 'unreadable'

/** A document the archive must have and has not, or no longer has as it was: trouble for support, never a fault of a deposit. */
export class ArchiveTrouble extends Error {
  readonly damage: ArchiveDamage

  constructor(message: string, options: ErrorOptions & { damage: ArchiveDamage }) {
    super(message, options)
    this.name = 'ArchiveTrouble'
    this.damage = options.damage
  }
}

/** A document as the archive lists it, unread. */
export interface StoredDocument {
  sha256: string
  /** Bytes. */
  size: number
}

/** Documents kept by the SHA-256 of their bytes (hex): written once, never changed. */
export interface Archive {
  /** Their hashes, in their order, once all of them would survive a power cut. Known documents cost nothing more. */
  put(many: readonly Uint8Array[]): Promise<string[]>
  /** A document too large for memory, read piece by piece; kept as `put` does. */
  putStream(pieces: AsyncIterable<Uint8Array>): Promise<{ sha256: string; size: number }>
  /** The document, checked against its hash. @throws ArchiveTrouble when it is missing or altered. */
  get(sha256: string): Promise<Uint8Array>
  /** The document piece by piece, checked at its end. @throws ArchiveTrouble, at the latest after the last piece. */
  pieces(sha256: string): AsyncIterable<Uint8Array>
  /** Its first bytes, at most this many, unchecked: enough to tell what it is. */
  head(sha256: string, length: number): Promise<Uint8Array>
  has(sha256: string): Promise<boolean>

  /** What is in its place, group after group; all in one group have the same first byte. */
  list(): AsyncIterable<StoredDocument[]>
  /**
   * Nobody wants them any more, as far as one can tell: out of their places, still got by their hashes. A `put` of the
   * same bytes from now on writes them anew; one that found them there a moment ago loses nothing before `remove`.
   */
  setAside(hashes: readonly string[]): Promise<void>
  /** Those that were set aside are in their places again. */
  restore(hashes: readonly string[]): Promise<void>
  /** What was set aside under these hashes is gone, for good; what was put since stays. */
  remove(hashes: readonly string[]): Promise<void>
}
