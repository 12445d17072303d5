/** A finished file found at a depositor's door. */
export interface FoundFile {
  /** As dropped; what is not valid UTF-8 in it is shown as U+FFFD. */
  name: string
  size: number
  /**
   * This drop and no other: the same each time this file is seen, also after a restart; another once a file is dropped
   * again, even under the same name with the same bytes and date.
   */
  drop: string
}

/** Where a depositor's files come in. Each found file is offered once until it is taken away or given back. */
export interface EntryDoor extends AsyncDisposable {
  /** The next finished files, oldest first, at most `limit`: waits for one when there is none; `[]` once closed. */
  next(limit: number): Promise<FoundFile[]>
  /**
   * All of it; `undefined` when it is gone, when it is no longer the file that was found (it is offered again when
   * finished), or when reading it is refused (it is offered again when that changes, and the trouble is told once).
   */
  read(file: FoundFile): Promise<Uint8Array | undefined>
  /** It piece by piece, for what memory should not hold. Throws when it is no longer the file that was found. */
  pieces(file: FoundFile): AsyncIterable<Uint8Array>
  /** It is safe elsewhere: away with it. When it cannot be removed it is not offered again, and the trouble is told once. */
  takeAway(file: FoundFile): Promise<void>
  /** It could not be taken now: it is offered again later. */
  giveBack(file: FoundFile): void
  /** Looks now, instead of when the next look is due. */
  look(): Promise<void>
  /** Files found and not yet taken away, those that are still growing included. */
  waiting(): number
}

/** A document to put down at an endpoint. */
export interface Parcel {
  /** The file's name there. */
  name: string
  bytes: Uint8Array
}

/** What became of a parcel: an equal one that lay there already counts as delivered. */
export type Put = 'put' | 'already-there' | DocumentTrouble

/** Where documents go out. */
export interface ExitDoor {
  /**
   * One result a parcel, in their order. Those delivered are whole, visible under their name, and would survive a power
   * cut. @throws when nothing can be delivered there now (folder missing, disk full).
   */
  put(parcels: readonly Parcel[]): Promise<Put[]>
}

/** Trouble of this one document, that its endpoint does not share: the others go on. */
export class DocumentTrouble extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'DocumentTrouble'
  }
}

/** What a door tells those who look after it; it goes on all the same. */
export type OnTrouble = (what: string, error: unknown) => void
