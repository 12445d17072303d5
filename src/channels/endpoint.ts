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
export interface Letter extends Beside {
  /** The file's name there. */
  name: string
}

/** What a document lies under before it has its name. */
export interface Beside {
  /** The document's own, in this record. */
  id: number
  /** Of one try to write it: no two tries share a hidden name, whoever makes them. */
  mark: string
}

export interface Parcel extends Letter {
  bytes: Uint8Array
}

/** Written beside its name, or settled: an equal file that lies there already counts as delivered. */
export type Staged = 'staged' | 'already-there' | DocumentTrouble

/**
 * `gone`: nothing lies beside the name any more, since it was given that name before, or was taken away.
 * `elsewhere`: nothing does, but this is not the place it was written in. After trouble it still lies there.
 */
export type Released = 'put' | 'gone' | 'elsewhere' | DocumentTrouble

/**
 * Where documents go out, in two steps, so that what a killed process had delivered is told from what it had not even
 * when the recipient has taken it away: written beside their names, then, once that is on record, named. A hidden name is
 * written once, so that of all who try to give it its final name, however late, one succeeds.
 * Every method throws when nothing can be delivered there now (folder missing, disk full).
 */
export interface ExitDoor {
  /** Names the place that is there now: another one that stands in for it later has another name. */
  place(): Promise<string>
  /**
   * Writes documents beside their names; one result each, in their order. Those staged are whole and would survive a
   * power cut, and no recipient sees them.
   */
  stage(parcels: readonly Parcel[]): Promise<Staged[]>
  /**
   * Gives documents staged in this place their names, in their order; one result each. Those put are visible and would
   * survive a power cut. When it throws, some may have been put: they are `gone` when released again.
   */
  release(place: string, staged: readonly Letter[]): Promise<Released[]>
  /** What lies there beside its name, of this record. */
  beside(): Promise<Beside[]>
  /** They lie there no more. What is not there any more is no trouble. */
  discard(hidden: readonly Beside[]): Promise<void>
  /** Support asks for a try: a place that failed a moment ago is not left in peace first. */
  tryNow(): void
}

/** Marks the hidden names of one record: others may deliver into the same folder. */
export type RecordMark = string

/** The hidden name of one try to write a document. */
export function besideName(record: RecordMark, { id, mark }: Beside): string {
  return `.ecluse-${record}-${id}-${mark}.part`
}

/** What a hidden name says; `undefined` for any other name, another record's among them. */
export function besideOf(record: RecordMark, name: string): Beside | undefined {
  const [, of, id, mark] = /^\.ecluse-([^-]+)-(\d{1,15})-([^-.]+)\.part$/.exec(name) ?? []
  return of === record && mark !== undefined ? { id: Number(id), mark } : undefined
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
