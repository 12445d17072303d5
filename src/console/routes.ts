import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { may, type Verb } from './access/permissions.ts'
import type { Markup } from './markup.ts'
import { notAllowed, notFound } from './pages/failures.ts'
import { type Page, page } from './page.ts'
import type { Visit } from './visit.ts'

/** What a page is asked with. Path parameters and query are text as it came; a query given twice counts once. */
export interface Asked {
  params: Readonly<Record<string, string>>
  query: URLSearchParams
  /** A page of another site led here: a link there, or what it loads by itself. */
  isFromElsewhere: boolean
}

/** What a form sent. A name given several times (boxes) has its values in `all`. */
export interface Sent extends Asked {
  form: URLSearchParams
}

/** A part of a page, for htmx. */
export interface Fragment {
  fragment: Markup
}

/** A file to be kept, never shown by the browser as if it were ours. */
export interface Download {
  download: string
  type: string
  bytes: Uint8Array | AsyncIterable<Uint8Array>
}

/** A document shown in a frame that can run nothing and reach nothing. */
export interface Sandboxed {
  sandboxed: string
}

/** Where one is led, a path of ours. */
export interface Redirect {
  to: string
}

export type Answer = Page | Fragment | Download | Sandboxed | Redirect | undefined

/**
 * A page at this path. `undefined` is « not there », which is also what is not for the eyes of this visitor; who may not do
 * `verb` is told so.
 */
export function onGet(
  server: FastifyInstance,
  at: { path: string; verb: Verb },
  make: (visit: Visit, asked: Asked) => Answer | Promise<Answer>,
): void {
  server.get(at.path, async (request, reply) => {
    const visit = request.visit
    if (!may(visit.visitor, at.verb)) return await answer(notAllowed(visit), visit, reply)
    return await answer(await make(visit, askedOf(request)), visit, reply)
  })
}

/** What a form does. It has been checked for its token before this. */
export function onPost(
  server: FastifyInstance,
  at: { path: string; verb: Verb; bodyLimit?: number },
  make: (visit: Visit, sent: Sent) => Answer | Promise<Answer>,
): void {
  const { path, verb, bodyLimit } = at
  server.post(path, bodyLimit === undefined ? {} : { bodyLimit }, async (request, reply) => {
    const visit = request.visit
    if (!may(visit.visitor, verb)) return await answer(notAllowed(visit), visit, reply)
    const sent = { ...askedOf(request), form: formOf(request.body) }
    return await answer(await make(visit, sent), visit, reply)
  })
}

function askedOf(request: FastifyRequest): Asked {
  return {
    params: request.params as Record<string, string>,
    query: new URLSearchParams(request.visit.url.search),
    isFromElsewhere: request.headers['sec-fetch-site'] === 'cross-site',
  }
}

function formOf(body: unknown): URLSearchParams {
  return body instanceof URLSearchParams ? body : new URLSearchParams()
}

async function answer(of: Answer, visit: Visit, reply: FastifyReply): Promise<FastifyReply> {
  if (of === undefined) return await answer(notFound(visit), visit, reply)
  if ('to' in of) return await reply.redirect(of.to, 303)
  reply.header('cache-control', 'no-store')
  if ('fragment' in of) return await reply.type('text/html; charset=utf-8').send(of.fragment.toString())
  if ('sandboxed' in of) return await sandboxed(of, reply)
  if ('download' in of) return await download(of, reply)
  return await reply
    .status(of.status ?? 200)
    .type('text/html; charset=utf-8')
    .send(page(visit, of))
}

/** No script, no form, no address of ours or anybody's: its own style is all it has. */
const SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"

function sandboxed({ sandboxed: text }: Sandboxed, reply: FastifyReply): FastifyReply {
  return reply
    .header('content-security-policy', SANDBOX)
    .header('x-frame-options', 'SAMEORIGIN')
    .type('text/html; charset=utf-8')
    .send(text)
}

/** The name a depositor gave: without what would turn it round, end it, or lead elsewhere. */
function download({ download: given, type, bytes }: Download, reply: FastifyReply): FastifyReply {
  const name = given.replaceAll(/[\p{C}/\\]/gu, '_')
  const plain = name.replaceAll(/[^\w.-]/g, '_')
  return reply
    .header(
      'content-disposition',
      `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`,
    )
    .header('content-security-policy', "sandbox; default-src 'none'")
    .type(type)
    .send(bytes instanceof Uint8Array ? Buffer.from(bytes) : Readable.from(bytes))
}
