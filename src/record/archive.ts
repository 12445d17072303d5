/** A document the archive must have and has not, or no longer has as it was: trouble for support, never a fault of a deposit. */
export class ArchiveTrouble extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ArchiveTrouble'
  }
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
}
