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

/** A document on its way to an endpoint. */
export interface Letter {
  /** Its own at this endpoint, and the same at each try. */
  id: number
  /** The file's name there. */
  name: string
}

export interface Parcel extends Letter {
  bytes: Uint8Array
}

/** Written beside its name, or settled: an equal file that lies there already counts as delivered. */
export type Staged = 'staged' | 'already-there' | DocumentTrouble

/** `gone`: nothing lies beside the name any more, since it was given that name before, or was taken away. */
export type Released = 'put' | 'gone' | DocumentTrouble

/**
 * Where documents go out, in two steps, so that what a killed process had delivered is told from what it had not even
 * when the recipient has taken it away: written beside their names, then, once that is on record, named.
 * Every method throws when nothing can be delivered there now (folder missing, disk full).
 */
export interface ExitDoor {
  /** Names the place that is there now: another one that stands in for it later has another name. */
  place(): Promise<string>
  /**
   * Writes documents beside their names, over what an earlier try of the same `id` left; one result each, in their order.
   * Those staged are whole and would survive a power cut, and no recipient sees them.
   */
  stage(parcels: readonly Parcel[]): Promise<Staged[]>
  /**
   * Gives documents staged in this place their names, in their order; one result each. Those put are visible and would
   * survive a power cut. When it throws, some may have been put: they are `gone` when released again.
   */
  release(place: string, staged: readonly Letter[]): Promise<Released[]>
}

/** The hidden name a document is written under first: the same at each try, and no other owner's. */
export function besideName(owner: string, { id }: Letter): string {
  return `.ecluse-${owner}-${id}.part`
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
