import type { Pipeline } from '../pipeline/pipeline.ts'
import type { Archive } from '../record/archive.ts'
import type { Desk } from '../record/open-desk.ts'
import type { Settings } from '../settings.ts'
import type { LiveDirectory } from '../support/directory/live-directory.ts'

/** What the pages are made of. */
export interface DeskTools {
  settings: Settings
  /** Folder the configuration was read from. */
  config: string
  desk: Desk
  archive: Archive
  /** What judges flows, for trials and explanations. Nothing it makes is recorded. */
  pipeline: Pipeline
  log: ConsoleLog
  /** The directory as its file has it now, of which `settings` and `pipeline` then are too. */
  live?: LiveDirectory
}

export interface ConsoleLog {
  info(what: object, text: string): void
  warn(what: object, text: string): void
  error(what: object, text: string): void
}
