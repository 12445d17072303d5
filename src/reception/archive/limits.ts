/** How much an archive may hold; each limit is the largest value still allowed. */
export interface ArchiveLimits {
  /** Documents in one flow. */
  invoices: number
  /** Entries of any kind: documents, folders, what an archiver leaves. */
  entries: number
  /** Bytes of one document. */
  invoiceBytes: number
  /** Bytes of the whole once inflated. */
  inflatedBytes: number
  /** Inflated bytes for one byte of the archive. */
  expansion: number
  /** Characters of a file name in it. */
  nameLength: number
}
