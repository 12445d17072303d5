import { figure } from '../../../support/words.ts'
import type { Visit } from '../../visit.ts'

/** A number with its thousands apart, as the language that is read writes it. */
export function numberText({ language }: Pick<Visit, 'language'>, number: number): string {
  return language === 'fr' ? figure(number) : number.toLocaleString('en')
}

/** `12 flux`, `1 flow`. */
export function flowsText(visit: Pick<Visit, 'language'>, number: number): string {
  const word = visit.language === 'fr' ? 'flux' : number === 1 ? 'flow' : 'flows'
  return `${numberText(visit, number)} ${word}`
}
