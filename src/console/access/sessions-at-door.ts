import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Account } from '../../record/account-row.ts'
import type { Access } from './access-ports.ts'
import { hashOf, newToken } from './session-token.ts'

const HOUR_MS = 3_600_000
/** A session that nobody used for so long is over: longer than a meal, shorter than a night. */
const IDLE_MS = 8 * HOUR_MS
/** However busy it is, one logs in once a day. */
const LONGEST_MS = 24 * HOUR_MS
const AGENT_LENGTH = 120

/** Whose session the browser shows, with its token; `undefined` when there is none that is still good. */
export async function sessionOf(
  request: FastifyRequest,
  { desk, cookies, now }: Access,
): Promise<{ account: Account; token: string } | undefined> {
  const token = request.cookies[cookies.session]
  if (token === undefined || token === '') return undefined
  const at = now()
  const idleSince = new Date(at.getTime() - IDLE_MS)
  const account = await desk.sessions.visit({
    tokenHash: hashOf(token),
    at: at.toISOString(),
    idleSince: idleSince.toISOString(),
    isByItself: request.method === 'GET' && request.headers['hx-request'] !== undefined,
  })
  return account && { account, token }
}

/**
 * A session under a token nobody had before, whatever the browser came with; that one is ended. False when the account may
 * not come in any more.
 */
export async function beginSession(
  of: { account: string; password?: string },
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  access: Access,
): Promise<boolean> {
  const { desk, cookies, now } = access
  await endSession(request, access)
  const [token, at] = [newToken(), now()]
  const begun = await desk.sessions.begin({
    ...of,
    tokenHash: hashOf(token),
    at: at.toISOString(),
    expiresAt: new Date(at.getTime() + LONGEST_MS).toISOString(),
    ...agentOf(request),
  })
  if (begun) reply.setCookie(cookies.session, token, cookies.options)
  return begun
}

/** The session of this browser is over, in the record too: its token opens nothing wherever it was copied to. */
export async function endSession(request: FastifyRequest, { desk, cookies }: Access): Promise<boolean> {
  const token = request.cookies[cookies.session]
  return token !== undefined && (await desk.sessions.end(hashOf(token)))
}

function agentOf({ headers }: FastifyRequest): { agent?: string } {
  const agent = headers['user-agent']?.slice(0, AGENT_LENGTH)
  return agent === undefined ? {} : { agent }
}
