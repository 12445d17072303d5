import type { Outcome } from '../../pipeline/outcome.ts'
import type { Words } from '../words.ts'

type JudgedBy = Outcome['judgedBy']

/** Something that judges otherwise now than when a run was judged. */
export interface JudgedOtherwise {
  what: 'schema' | 'rules' | 'directory'
  /** Its mark when the run was judged, and today. */
  before: string
  today: string
  /** The one of the run was used: only directories are kept. */
  isUsed: boolean
  /** What that means for the explanation. */
  meaning: Words
}

/** What judged a run and what an explanation of it went by, held against each other. */
export function judgedOtherwise(
  then: JudgedBy | undefined,
  now: JudgedBy,
  today: { directory: string },
): JudgedOtherwise[] {
  if (then === undefined) return []
  return [
    ...schemas(then, now),
    ...differing('rules', then.rules, now.rules),
    ...directories(then.directory, now.directory, today.directory),
  ]
}

function schemas(then: JudgedBy, now: JudgedBy): JudgedOtherwise[] {
  return now.schemas.flatMap((each) => {
    const before = then.schemas.find(({ id }) => id === each.id)
    return before === undefined
      ? []
      : differing('schema', `${before.id} ${before.sha256}`, `${each.id} ${each.sha256}`)
  })
}

const MEANINGS = {
  schema: {
    fr: 'le schéma a changé depuis : ce qui est recalculé peut différer de ce qui a été remis',
    en: 'the schema has changed since: what is computed again may differ from what was delivered',
  },
  rules: {
    fr: 'les règles ou leur configuration ont changé depuis : ce qui est recalculé peut différer de ce qui a été remis',
    en: 'the rules or their configuration have changed since: what is computed again may differ from what was delivered',
  },
} as const

function differing(what: 'schema' | 'rules', before: string, today: string): JudgedOtherwise[] {
  return before === today ? [] : [{ what, before, today, isUsed: false, meaning: MEANINGS[what] }]
}

/** `used` is the one the explanation went by. */
function directories(before: string, used: string, today: string): JudgedOtherwise[] {
  if (before === today) return []
  const isUsed = used === before
  const meaning = isUsed
    ? {
        fr: 'l’annuaire a changé depuis : l’explication se fait avec celui d’alors, qui a été gardé',
        en: 'the directory has changed since: the explanation goes by the one of then, which was kept',
      }
    : {
        fr: 'l’annuaire a changé depuis et celui d’alors n’a pas été gardé : les noms et la route peuvent différer',
        en: 'the directory has changed since and the one of then was not kept: names and route may differ',
      }
  return [{ what: 'directory', before, today, isUsed, meaning }]
}
