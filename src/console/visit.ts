import type { Words } from '../support/words.ts'
import type { Visitor } from './access/visitor.ts'

/** The languages of the console, French first. */
export const LANGUAGES = ['fr', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

/** One request for a page, as far as the page is made from it. */
export interface Visit {
  visitor: Visitor
  language: Language
  /** IP address it came from. */
  address?: string
  /** What a form has to send back as `_csrf`. */
  csrf: string
  /** Path and query that were asked for. */
  url: URL
  /** ISO 8601 UTC: the clock of the whole page. */
  now: string
  /** The text of the language that is read. */
  readonly t: (fr: string, en: string) => string
  readonly say: (words: Words) => string
}

export function visitOf(of: Omit<Visit, 't' | 'say'>): Visit {
  const isFrench = of.language === 'fr'
  return {
    ...of,
    t: (fr, en) => (isFrench ? fr : en),
    say: ({ fr, en }) => (isFrench ? fr : en),
  }
}

/** What was asked for, whoever the host; what is no address is the start. */
export function addressOf({ url }: { url: string }): URL {
  const host = 'http://console'
  const path = `/${url.replace(/^[/\\]+/, '')}`
  return URL.canParse(path, host) ? new URL(path, host) : new URL(host)
}

/** The same address with some of its query changed; `undefined` takes a name out. */
export function changed({ url }: Pick<Visit, 'url'>, query: Record<string, string | undefined>): string {
  const to = new URL(url)
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) to.searchParams.delete(name)
    else to.searchParams.set(name, value)
  }
  return `${to.pathname}${to.search}`
}
