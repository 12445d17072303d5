import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Access } from './access-ports.ts'
import { isFromHere, NO_ACCOUNT_YET } from './loopback.ts'
import { AccessRefused, FROM_ELSEWHERE } from './refusal.ts'
import { isFromElsewhere, isSafe } from './same-origin.ts'
import { sessionOf } from './sessions-at-door.ts'
import { LOCAL, NOBODY, visitorOf } from './visitor.ts'

/** Who comes in to what, before anything else is done. */
export function doorOf(access: Access) {
  const hasAccounts = remembering(() => access.desk.accounts.any())
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    if (!isSafe(request) && isFromElsewhere(request, access.publicUrl)) {
      throw new AccessRefused(403, FROM_ELSEWHERE)
    }
    await recognise(request, { access, hasAccounts })
    const { isPublic = false } = request.routeOptions.config
    if (isPublic || request.visitor.role !== 'nobody') return undefined
    if (!(await hasAccounts())) throw new AccessRefused(403, NO_ACCOUNT_YET)
    return sendToLogin(request, reply)
  }
}

async function recognise(
  request: FastifyRequest,
  { access, hasAccounts }: { access: Access; hasAccounts: () => Promise<boolean> },
): Promise<void> {
  const session = await sessionOf(request, access)
  request.visitor = NOBODY
  request.sessionToken = ''
  if (session !== undefined) {
    request.visitor = visitorOf(session.account)
    request.sessionToken = session.token
  } else if (isAtMachine(request, access) && !(await hasAccounts())) {
    request.visitor = LOCAL
  }
}

/** A console that is said to be reached otherwise, or a request as only proxies make them, is not at the machine. */
function isAtMachine({ raw, socket, headers }: FastifyRequest, { publicUrl }: Access): boolean {
  return publicUrl === undefined && raw.httpVersion !== '1.0' && isFromHere(socket.remoteAddress, headers)
}

/** htmx follows a redirection by itself and would put the login page into a corner of this one. */
async function sendToLogin(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const isPage = request.method === 'GET'
  const isPart = request.headers['hx-request'] !== undefined
  const next = isPart ? pathOf(request.headers['hx-current-url']) : isPage ? request.url : '/'
  const login = next === '/' ? '/login' : `/login?next=${encodeURIComponent(next)}`
  reply.header('cache-control', 'no-store')
  if (isPart) return await reply.status(401).header('hx-redirect', login).send()
  return await reply.redirect(login, 303)
}

function pathOf(address: string | string[] | undefined): string {
  if (typeof address !== 'string' || !URL.canParse(address)) return '/'
  const { pathname, search } = new URL(address)
  return `${pathname}${search}`
}

/** Accounts are never removed: once there is one, that is known. */
function remembering(any: () => Promise<boolean>): () => Promise<boolean> {
  let isKnown = false
  return async () => {
    if (!isKnown) isKnown = await any()
    return isKnown
  }
}
