import type { FastifyReply, FastifyRequest } from 'fastify'
import { addressOf, type Language, LANGUAGES } from './visit.ts'

const COOKIE = 'ecluse-lang'
const YEAR_S = 365 * 24 * 3600

/** What `?lang=` asks for, else what was asked for before; `undefined`: nothing was. */
export function languageOf(request: FastifyRequest): Language | undefined {
  return asked(request) ?? kept(request)
}

/** A language that was asked for stays. */
export function keepLanguage(request: FastifyRequest, reply: FastifyReply): void {
  const language = asked(request)
  if (language !== undefined)
    reply.header('set-cookie', `${COOKIE}=${language}; Path=/; Max-Age=${YEAR_S}; SameSite=Lax`)
}

function asked(request: FastifyRequest): Language | undefined {
  return known(addressOf(request).searchParams.get('lang'))
}

function kept({ headers }: FastifyRequest): Language | undefined {
  const cookies = headers.cookie ?? '' // none was sent
  return known(new RegExp(`(?:^|;\\s*)${COOKIE}=(\\w+)`).exec(cookies)?.[1])
}

function known(name: string | null | undefined): Language | undefined {
  return LANGUAGES.find((each) => each === name)
}
