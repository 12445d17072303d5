import type { Words } from '../../support/words.ts'
import { TooManyWait } from './turns.ts'

/** What was asked is not done, for a reason that is said. */
export class AccessRefused extends Error {
  readonly statusCode: number
  readonly words: Words

  constructor(statusCode: number, words: Words) {
    super(`${words.fr} (${words.en})`)
    this.name = 'AccessRefused'
    this.statusCode = statusCode
    this.words = words
  }
}

const STALE: Words = {
  fr: 'Cette page a été ouverte sous une autre session, ou le formulaire ne vient pas d’elle. Rouvrez-la et recommencez ; rien n’a été fait.',
  en: 'This page was opened under another session, or the form is not of it. Open it again and start over; nothing was done.',
}

export const FROM_ELSEWHERE: Words = {
  fr: 'Cette demande vient d’une page d’un autre site : rien n’a été fait.',
  en: 'This request comes from a page of another site: nothing was done.',
}

export const TOO_MANY: Words = {
  fr: 'Trop de demandes. Attendez un peu, puis recommencez.',
  en: 'Too many requests. Wait a little, then start over.',
}

/** What a person is told of an error of the door's, with its HTTP status; `undefined` for any other error. */
export function refusalOf(error: unknown): { status: number; words: Words } | undefined {
  if (error instanceof AccessRefused) return { status: error.statusCode, words: error.words }
  if (error instanceof TooManyWait) return { status: 503, words: TOO_MANY }
  return isStale(error) ? { status: 403, words: STALE } : undefined
}

/** The token of a form is missing, or of another session. */
export function isStale(error: unknown): boolean {
  const code: unknown = error instanceof Error && Reflect.get(error, 'code')
  return code === 'FST_CSRF_MISSING_SECRET' || code === 'FST_CSRF_INVALID_TOKEN'
}
