import type { CookieSerializeOptions } from '@fastify/cookie'

/** The names and ways of the console's cookies. */
export interface Cookies {
  /** The session's token. */
  session: string
  /** What the tokens of forms are made from. */
  csrf: string
  /** A login that is at its provider. */
  provider: string
  options: CookieSerializeOptions & { path: '/' }
}

/**
 * Over https a name that browsers take from this very host alone (`__Host-`). Lax, not strict: a link to a flow in a
 * message opens for who is logged in; nothing is changed by opening one.
 */
export function cookiesOf({ https }: { https: boolean }): Cookies {
  const name = (text: string) => (https ? `__Host-${text}` : text)
  return {
    session: name('ecluse'),
    csrf: name('ecluse-csrf'),
    provider: name('ecluse-provider'),
    options: { path: '/', httpOnly: true, sameSite: 'lax', secure: https },
  }
}
