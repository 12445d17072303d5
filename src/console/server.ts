import { randomUUID } from 'node:crypto'
import helmet from '@fastify/helmet'
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { refusalOf } from './access/refusal.ts'
import { formToken, registerAccess } from './access/register-access.ts'
import { NOBODY } from './access/visitor.ts'
import { assetRoutes } from './assets.ts'
import type { DeskTools } from './desk-tools.ts'
import { languageOf, keepLanguage } from './language.ts'
import { failed, notFound, refused } from './pages/failures.ts'
import { type Page, page } from './page.ts'
import type { Words } from '../support/words.ts'
import { addressOf, type Visit, visitOf } from './visit.ts'
import { PAGES } from './pages.ts'

declare module 'fastify' {
  interface FastifyRequest {
    visit: Visit
  }
  interface FastifyContextConfig {
    /** Anybody may ask for it: no account is needed. */
    isPublic?: boolean
  }
}

/** Bytes of a form; a route that takes a whole deposit says more. */
const FORM_BYTES = 256 * 1024
/** A browser that stops sending is not waited for. */
const REQUEST_MS = 30_000

/** The console, not yet listening. */
export async function openConsole(tools: DeskTools): Promise<FastifyInstance> {
  const server = fastify({
    logger: false,
    bodyLimit: FORM_BYTES,
    requestTimeout: REQUEST_MS,
    genReqId: () => randomUUID(),
    forceCloseConnections: true,
    trustProxy: trusted(tools.settings.console.proxies),
    routerOptions: { maxParamLength: 300 },
  })
  const isSecure = tools.settings.console.publicUrl?.protocol === 'https:'
  await server.register(helmet, { ...SECURITY, strictTransportSecurity: isSecure })
  server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, text, done) =>
    done(null, new URLSearchParams(String(text))),
  )
  assetRoutes(server)
  await registerAccess(server, { desk: tools.desk, ...tools.settings.console })
  server.decorateRequest('visit')
  server.addHook('onRequest', async (request, reply) => {
    request.visit = visitFrom(request, formToken(request, reply))
    keepLanguage(request, reply)
  })
  server.setNotFoundHandler((request, reply) => sendPage(request, reply, notFound(request.visit)))
  server.setErrorHandler((error, request, reply) => sendPage(request, reply, failure(error, request, tools)))
  for (const add of PAGES) add(server, tools)
  return server
}

/** Nobody's word is taken for who asks unless the settings say so. */
function trusted(proxies: readonly string[]): string[] | false {
  return proxies.length > 0 && [...proxies]
}

/** Scripts and styles are our own files, never in the page; nothing is fetched from, sent to or framed by anybody else. */
const SECURITY = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      connectSrc: ["'self'"],
      frameSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  frameguard: { action: 'deny' },
  referrerPolicy: { policy: 'same-origin' },
  originAgentCluster: false,
} as const

function visitFrom(request: FastifyRequest, csrf: string): Visit {
  const visitor = request.visitor ?? NOBODY
  return visitOf({
    visitor,
    address: request.ip,
    language: languageOf(request) ?? visitor.language,
    csrf,
    url: addressOf(request),
    now: new Date().toISOString(),
  })
}

/** What was refused is said; what failed is in the log, and its mark on the page. */
function failure(error: unknown, request: FastifyRequest, { log }: DeskTools): Page {
  request.visit ??= visitFrom(request, '') // it was stopped at the door
  const { visit } = request
  const refusal = refusalOf(error)
  if (refusal !== undefined) return refused(visit, refusal.status, refusal.words)
  const status = statusOf(error)
  if (status < 500) return refused(visit, status, sameInBoth(error))
  log.error({ mark: request.id, path: request.routeOptions.url, error: stackOf(error) }, 'a page failed')
  return failed(visit, request.id)
}

function sendPage(request: FastifyRequest, reply: FastifyReply, of: Page): FastifyReply {
  return reply
    .status(of.status ?? 200)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(page(request.visit, of))
}

function statusOf(error: unknown): number {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined
  return typeof status === 'number' ? status : 500
}

/** What the server itself refuses (a body that is too large) has its words in English only. */
function sameInBoth(error: unknown): Words {
  const text = error instanceof Error ? error.message : String(error)
  return { fr: text, en: text }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
