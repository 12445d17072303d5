import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { accountName } from '../../record/account-row.ts'
import { page } from '../page.ts'
import type { Access } from './access-ports.ts'
import { actorOf } from './actor.ts'
import { localPath } from './local-path.ts'
import { type LoginPage, loginPage, OPENED_ANEW, WRONG } from './login-page.ts'
import { isStale, TOO_MANY } from './refusal.ts'
import { beginSession, endSession } from './sessions-at-door.ts'

/** Tries in a quarter of an hour: of one account from anywhere, and of one address at any account. */
const TRIES = { account: 20, address: 60, timeWindow: 15 * 60_000 } as const
/** What is held against a hash: longer is no password of ours. */
const LONGEST = 1_024

export function loginRoutes(server: FastifyInstance, access: Access): void {
  const open = { config: { isPublic: true, hasForm: true } }
  const isTooOften = tooOften(server)
  server.get('/login', open, async (request, reply) => {
    const { searchParams } = request.visit.url
    const next = localPath(searchParams.get('next'))
    if (request.visitor.role !== 'nobody') return await reply.redirect(next, 303)
    const said = searchParams.has('stale') ? { said: OPENED_ANEW } : {}
    return await show(request, reply, { next, ...said, hasProvider: access.oidc !== undefined })
  })
  server.post('/login', { ...open, errorHandler: startOver }, async (request, reply) => {
    const { name, next, password } = typed(request)
    const again = { next, name, hasProvider: access.oidc !== undefined }
    if (await isTooOften(request)) {
      reply.header('retry-after', String(TRIES.timeWindow / 1_000))
      return await show(request, reply, { ...again, status: 429, said: TOO_MANY })
    }
    if (await logIn({ name, password }, { request, reply }, access)) return await reply.redirect(next, 303)
    return await show(request, reply, { ...again, status: 401, said: WRONG })
  })
  server.post('/logout', open, async (request, reply) => {
    if (await endSession(request, access)) {
      const deed = { action: 'logged-out', kind: 'account', subject: request.visitor.account } as const
      await access.desk.audit.note(actorOf(request), deed)
    }
    return await reply.clearCookie(access.cookies.session, access.cookies.options).redirect('/login', 303)
  })
}

/** Whoever left the page open through another login sees it anew; anything else is the server's to tell. */
function startOver(error: unknown, _: FastifyRequest, reply: FastifyReply): void {
  if (!isStale(error)) throw error
  void reply.redirect('/login?stale', 303)
}

function typed({ body }: FastifyRequest): { name: string; password: string; next: string } {
  const form = body instanceof URLSearchParams ? body : new URLSearchParams()
  const text = (name: string) => form.get(name)?.slice(0, LONGEST + 1) ?? '' // not sent: nothing was typed
  return { name: text('name'), password: text('password'), next: localPath(form.get('next')) }
}

async function show(request: FastifyRequest, reply: FastifyReply, of: LoginPage): Promise<FastifyReply> {
  const made = loginPage(request.visit, of)
  return await reply
    .status(made.status ?? 200)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(page(request.visit, made))
}

/** True: a session has begun. An account there is none of takes as long to refuse as a wrong password. */
async function logIn(
  { name, password }: { name: string; password: string },
  at: { request: FastifyRequest; reply: FastifyReply },
  access: Access,
): Promise<boolean> {
  const { desk, passwords } = access
  const account = accountName(name)
  const hash = account === undefined ? undefined : await desk.accounts.passwordOf(account)
  const isRight = password.length <= LONGEST && (await passwords.matches(password, hash))
  const actor = { ...actorOf(at.request), author: account ?? '?' }
  const deed = { kind: 'account', subject: actor.author } as const
  if (!isRight || account === undefined || hash === undefined) {
    await desk.audit.note({ ...actor, role: 'nobody' }, { action: 'login-refused', ...deed })
    return false
  }
  if (!(await beginSession({ account, password: hash }, at, access))) return false
  if (passwords.isDated(hash)) await desk.accounts.rehash(account, hash, await passwords.hash(password))
  const role = (await desk.accounts.find(account))?.role ?? 'nobody'
  await desk.audit.note({ ...actor, role }, { action: 'logged-in', ...deed })
  return true
}

/** Every try counts, also those that come all at once. */
function tooOften(server: FastifyInstance): (request: FastifyRequest) => Promise<boolean> {
  const { timeWindow } = TRIES
  const byAddress = server.createRateLimit({ max: TRIES.address, timeWindow })
  const byAccount = server.createRateLimit({
    max: TRIES.account,
    timeWindow,
    keyGenerator: (request) => accountName(typed(request).name) ?? '?',
  })
  return async (request) => {
    const [address, account] = [await byAddress(request), await byAccount(request)]
    return [address, account].some((each) => !each.isAllowed && each.isExceeded)
  }
}
