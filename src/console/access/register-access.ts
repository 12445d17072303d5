import cookie from '@fastify/cookie'
import csrf from '@fastify/csrf-protection'
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Access, AccessPorts } from './access-ports.ts'
import { cookiesOf } from './cookies.ts'
import { doorOf } from './door.ts'
import { loginRoutes } from './login-routes.ts'
import { passwordsOf } from './passwords.ts'
import { providerRoutes } from './provider-routes.ts'
import { AccessRefused, TOO_MANY } from './refusal.ts'
import { isSafe } from './same-origin.ts'
import type { Visitor } from './visitor.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks. A route that is not `isPublic` is reached by no `nobody`. */
    visitor: Visitor
    /** Empty while there is no session. */
    sessionToken: string
  }
  interface FastifyContextConfig {
    /** What is public and has a form all the same. */
    hasForm?: boolean
  }
}

/** Requests a minute of one address: what thirty people with live pages make, behind one address of their office. */
const REQUESTS = { max: 3_000, timeWindow: '1 minute' } as const

/**
 * From here on every route of the server that is not `isPublic` needs a visitor, and every request that may change something
 * the token of a form of ours. To be called before routes are added, and before hooks that read `request.visitor`.
 */
export async function registerAccess(server: FastifyInstance, ports: AccessPorts): Promise<void> {
  const access = accessOf(ports)
  server.decorateRequest('visitor')
  server.decorateRequest('sessionToken', '')
  await server.register(cookie)
  await registerCsrf(server, access)
  await server.register(rateLimit, {
    ...REQUESTS,
    global: false,
    errorResponseBuilder: () => new AccessRefused(429, TOO_MANY),
    addHeadersOnExceeding: SILENT,
    addHeaders: { ...SILENT, 'retry-after': true },
  })
  server.addHook('onRequest', server.rateLimit())
  server.addHook('onRequest', doorOf(access))
  server.addHook('preValidation', (request, reply, done) => {
    if (isSafe(request)) done()
    else server.csrfProtection(request, reply, done)
  })
  loginRoutes(server, access)
  const { oidc, publicUrl } = access
  if (oidc !== undefined && publicUrl !== undefined)
    providerRoutes(server, { access, settings: oidc, publicUrl })
}

const SILENT = { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false }

function accessOf({ desk, publicUrl, oidc, passwords, now }: AccessPorts): Access {
  return {
    desk,
    publicUrl,
    oidc,
    passwords: passwords ?? passwordsOf(),
    now: now ?? (() => new Date()),
    cookies: cookiesOf({ https: publicUrl?.protocol === 'https:' }),
  }
}

/**
 * A form's token is made of a secret of the browser's and of its session, so that one put there by somebody else (a cookie set
 * by a neighbouring site) is worth nothing. The session's token is secret enough: the key adds nothing, and being always the
 * same leaves pages valid that were open when the console was started again.
 */
async function registerCsrf(server: FastifyInstance, { cookies }: Access): Promise<void> {
  await server.register(csrf, {
    cookieKey: cookies.csrf,
    cookieOpts: cookies.options,
    csrfOpts: { userInfo: true, hmacKey: 'ecluse' },
    getUserInfo: sessionSaid,
    getToken: ({ body, headers }) => {
      const sent = body instanceof URLSearchParams ? body.get('_csrf') : null
      const token = sent ?? headers['x-csrf-token']
      return typeof token === 'string' ? token : undefined
    },
  })
}

function sessionSaid({ sessionToken }: FastifyRequest): string {
  return sessionToken === '' ? 'no session' : sessionToken
}

/**
 * What a form of the page that answers this request has to send back as `_csrf`, or a script as `x-csrf-token`. Empty for what
 * anybody may have and keep: it must come without a cookie.
 */
export function formToken(request: FastifyRequest, reply: FastifyReply): string {
  const { isPublic = false, hasForm = !isPublic } = request.routeOptions.config
  if (!hasForm) return ''
  return reply.generateCsrf({ userInfo: sessionSaid(request) })
}
