import type { Directory } from '../../directory/directory.ts'
import { SettingsError, type SettingsProblem } from '../../settings/problem.ts'
import { readSettings, type SettingsSource } from '../../settings.ts'
import { looksOf, type StructuresFile, structuresFile, structuresPath } from './structures-file.ts'

/** The directory as `structures.yaml` has it. */
export interface CurrentDirectory {
  directory: Directory
  /** Of the file it was read from. */
  mark: string
  /** The file of now, when it cannot be read or is wrong: the directory is then the last that was right. */
  problems?: readonly SettingsProblem[]
}

export type LiveSource = Pick<SettingsSource, 'config' | 'data' | 'env'>

/** A directory that follows its file: looked at when it is asked for, read again only when the file is another. */
export class LiveDirectory {
  readonly source: LiveSource
  #looks: string
  #current: CurrentDirectory

  /** `directory`: as it has just been read. @throws the file system's own error when there is no such file. */
  constructor(source: LiveSource, directory: Directory) {
    this.source = source
    const { file, mark } = structuresFile(source)
    this.#looks = looksOf(file)
    this.#current = { directory, mark }
  }

  current(): CurrentDirectory {
    try {
      const before = looksOf(structuresPath(this.source))
      if (before === this.#looks) return this.#current
      const file = structuresFile(this.source)
      this.#looks = before
      return this.#read(file)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      const problems = [{ file: 'structures.yaml', field: '', message: `cannot be read: ${message}` }]
      return { ...this.#current, problems }
    }
  }

  /** It was put in place a moment ago, and need not be read again. */
  took({ directory, mark }: CurrentDirectory): void {
    this.#looks = looksOf(structuresPath(this.source))
    this.#current = { directory, mark }
  }

  #read({ mark }: StructuresFile): CurrentDirectory {
    if (mark === this.#current.mark && this.#current.problems === undefined) return this.#current
    try {
      const { directory } = readSettings(this.source)
      this.#current = { directory, mark }
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error
      this.#current = { ...this.#current, problems: error.problems }
    }
    return this.#current
  }
}
