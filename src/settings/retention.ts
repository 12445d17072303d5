import type { SettingsProblem } from './problem.ts'
import type { YamlFile } from './yaml-file.ts'

/** Ages in days; `never`: it is kept for good. */
export interface RetentionSettings {
  everyMinutes: number
  goodDocumentsDays: number | 'never'
  erroredDocumentsDays: number | 'never'
  recordsDays: number | 'never'
}

type Ages = Omit<RetentionSettings, 'everyMinutes'>
/** A file that has, or may have, these settings. */
type AgesFile = Partial<Pick<YamlFile<unknown>, 'problem'>> & {
  value: { retention?: Partial<Ages> } | undefined
}

/** Each is kept at least as long as the one before it. */
const ORDER = ['goodDocumentsDays', 'erroredDocumentsDays', 'recordsDays'] as const satisfies (keyof Ages)[]

/**
 * Whoever errs needs its documents longer than whoever does not, and a record that went before its documents would leave
 * some that nobody knows of. Told at the field that says the shorter age, in the file that says it last.
 */
export function retentionProblems(base: AgesFile, overrides: AgesFile): SettingsProblem[] {
  const ages = { ...base.value?.retention, ...overrides.value?.retention }
  return ORDER.slice(1).flatMap((name, index) => {
    const least = ORDER[index] as (typeof ORDER)[number]
    const [age, atLeast] = [ages[name], ages[least]]
    if (age === undefined || atLeast === undefined || inDays(age) >= inDays(atLeast)) return []
    const said = [overrides, base].flatMap((file) =>
      [name, least]
        .filter((each) => file.value?.retention?.[each] !== undefined)
        .map((field) => ({ file, field })),
    )[0]
    if (said?.file.problem === undefined) return []
    const message = `makes ${name} ${age} and ${least} ${atLeast}; wanted ${name} no shorter than ${least}`
    return [said.file.problem(['retention', said.field], message)]
  })
}

function inDays(age: number | 'never'): number {
  return age === 'never' ? Number.POSITIVE_INFINITY : age
}
