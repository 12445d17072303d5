import { shortName } from './schema-name.ts'
import { type Clause, type Subject, WORDINGS } from './schema-wording.ts'

/**
 * What one of libxml2's schema messages says, for the operator whose document it is about: a clause that can follow a
 * colon. A message of a kind we do not know is given as it is in both languages.
 */
export function schemaSentence(message: string): Clause {
  const match = /^Element '([^']+)'(?:, attribute '([^']+)')?: (.*)$/s.exec(message.trim())
  if (match === null) return { fr: message, en: message }
  const [, element = '', attribute, said = ''] = match
  const subject: Subject = {
    element: shortName(element),
    ...(attribute === undefined ? {} : { attribute: shortName(attribute) }),
  }
  for (const wording of WORDINGS) {
    const parts = wording.match.exec(said)
    if (parts !== null) return wording.write(subject, parts.slice(1))
  }
  return { fr: message, en: message }
}
