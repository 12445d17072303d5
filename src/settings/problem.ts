/** One thing wrong with the configuration. */
export interface SettingsProblem {
  /** Path of the file, or `environment`. */
  file: string
  /** From 1; absent for the environment and for a file that cannot be read. */
  line?: number
  /** Path of the field, `structures[2].siret`; empty when the file as a whole is meant. */
  field: string
  /** What is wrong and what was wanted, in plain words. */
  message: string
}

/** The configuration cannot be used. Carries every problem found; nothing was started. */
export class SettingsError extends Error {
  readonly problems: readonly SettingsProblem[]

  constructor(problems: readonly SettingsProblem[]) {
    super(['The configuration cannot be used:', ...problems.map(sentence)].join('\n'))
    this.name = 'SettingsError'
    this.problems = problems
  }
}

function sentence({ file, line, field, message }: SettingsProblem): string {
  const where = line === undefined ? file : `${file}:${line}`
  return field === '' ? `  ${where}: ${message}` : `  ${where}: ${field} ${message}`
}
