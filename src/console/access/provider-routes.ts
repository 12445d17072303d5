import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { OidcSettings } from '../../settings/oidc.ts'
import type { Words } from '../../support/words.ts'
import { page } from '../page.ts'
import type { Access } from './access-ports.ts'
import { localPath } from './local-path.ts'
import { loginPage, OPENED_ANEW } from './login-page.ts'
import { type AtProvider, type Provider, ProviderTrouble, providerOf } from './provider.ts'
import { accountOfProvider } from './provider-account.ts'
import { beginSession } from './sessions-at-door.ts'

/** Seconds a person may take at the provider. */
const AWAY_S = 15 * 60

const SILENT: Words = {
  fr: 'L’annuaire de l’organisation n’a pas répondu, ou sa réponse ne tient pas. Recommencez, ou entrez par un mot de passe.',
  en: 'The organisation’s provider did not answer, or its answer does not hold. Start over, or use a password.',
}

/** What the door needs once a provider is configured. */
export interface ProviderAccess {
  access: Access
  settings: OidcSettings
  publicUrl: URL
}

export function providerRoutes(server: FastifyInstance, of: ProviderAccess): void {
  const { cookies } = of.access
  const provider = providerOf(of.settings, of.publicUrl)
  const open = { config: { isPublic: true, hasForm: true } }
  server.get('/login/provider', open, async (request, reply) => {
    const next = localPath(request.visit.url.searchParams.get('next'))
    const begun = await unlessSilent(provider.begin(next))
    if (begun === undefined) return await refuse(SILENT, { request, reply })
    return await reply
      .setCookie(cookies.provider, written(begun.remembered), { ...cookies.options, maxAge: AWAY_S })
      .redirect(begun.to.href, 303)
  })
  server.get('/login/provider/back', open, async (request, reply) => {
    const remembered = read(request.cookies[cookies.provider])
    reply.clearCookie(cookies.provider, cookies.options)
    if (remembered === undefined) return await refuse(OPENED_ANEW, { request, reply })
    const said = await comeIn(provider, remembered, { ...of, request, reply })
    return said === undefined
      ? await reply.redirect(localPath(remembered.next), 303)
      : await refuse(said, { request, reply })
  })
}

interface ComingBack extends ProviderAccess {
  request: FastifyRequest
  reply: FastifyReply
}

/** Why nobody came in; `undefined`: a session has begun. */
async function comeIn(
  provider: Provider,
  remembered: AtProvider,
  { access, settings, publicUrl, request, reply }: ComingBack,
): Promise<Words | undefined> {
  const { accounts, audit } = access.desk
  const claims = await unlessSilent(provider.finish(new URL(request.url, publicUrl), remembered))
  if (claims === undefined) return SILENT
  const address = request.ip
  const account = await accountOfProvider(claims, { settings, accounts, address })
  if ('refused' in account) {
    const deed = {
      action: 'login-refused',
      kind: 'account',
      subject: '?',
      after: { subject: claims.sub },
    } as const
    await audit.note({ author: 'provider', role: 'nobody', address }, deed)
    return account.refused
  }
  const { name, role } = account
  if (!(await beginSession({ account: name }, { request, reply }, access))) return SILENT
  await audit.note({ author: name, role, address }, { action: 'logged-in', kind: 'account', subject: name })
  return undefined
}

async function refuse(
  said: Words,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): Promise<FastifyReply> {
  const made = loginPage(request.visit, { next: '/', status: 403, said, hasProvider: true })
  return await reply
    .status(403)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(page(request.visit, made))
}

async function unlessSilent<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof ProviderTrouble) return undefined
    throw error
  }
}

const shape = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), next: z.string() })

/** The browser keeps it for us; changed there, it fits no answer of the provider. */
function written(remembered: AtProvider): string {
  return Buffer.from(JSON.stringify(remembered)).toString('base64url')
}

function read(cookie: string | undefined): AtProvider | undefined {
  try {
    const found = shape.safeParse(JSON.parse(Buffer.from(cookie ?? '', 'base64url').toString()))
    return found.success ? found.data : undefined
  } catch {
    return undefined // no cookie, or none of ours
  }
}
