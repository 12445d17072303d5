import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fastify, type FastifyInstance, type InjectOptions } from 'fastify'
import type { AccessPorts } from '../../../src/console/access/access-ports.ts'
import { passwordsOf } from '../../../src/console/access/passwords.ts'
import { refusalOf } from '../../../src/console/access/refusal.ts'
import { formToken, registerAccess } from '../../../src/console/access/register-access.ts'
import { html } from '../../../src/console/markup.ts'
import { onGet, onPost } from '../../../src/console/routes.ts'
import { visitOf } from '../../../src/console/visit.ts'
import type { Actor } from '../../../src/record/audit.ts'
import { type Desk, openDesk } from '../../../src/record/open-desk.ts'
import type { AccountRole } from '../../../src/settings/account-roles.ts'

/** A password of everybody's here. */
export const PASSWORD = 'quatre pommes vertes'
/** As little work as scrypt allows: these tests are not about how long it takes. */
export const QUICK = passwordsOf({ ln: 4, r: 8, p: 1 })
export const FOUNDER: Actor = { author: 'fondatrice', role: 'command' }
/** Nobody of this network is at the machine itself. */
export const FAR = '192.0.2.10'

/** A server with the door, two pages and a form behind it, over an empty record of its own. */
export interface AccessWorld extends AsyncDisposable {
  server: FastifyInstance
  desk: Desk
  /** Sessions are held against it; it stands still until it is moved. */
  clock: { now: Date }
  /** What the form behind the door was sent, and by whom. */
  done: string[]
}

export async function accessWorld(ports: Partial<AccessPorts> = {}): Promise<AccessWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'ecluse-access-'))
  const desk = await openDesk({ file: join(folder, 'ecluse.sqlite') })
  const clock = { now: new Date('2026-11-23T08:00:00.000Z') }
  const done: string[] = []
  const server = await serverOf({ desk, passwords: QUICK, now: () => clock.now, ...ports }, done)
  return {
    server,
    desk,
    clock,
    done,
    async [Symbol.asyncDispose]() {
      await server.close()
      await desk[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true })
    },
  }
}

async function serverOf(ports: AccessPorts, done: string[]): Promise<FastifyInstance> {
  const server = fastify()
  server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, text, done) =>
    done(null, new URLSearchParams(String(text))),
  )
  await registerAccess(server, ports)
  server.decorateRequest('visit')
  server.addHook('onRequest', async (request, reply) => {
    request.visit = visitOf({
      visitor: request.visitor,
      language: request.visitor.language,
      csrf: formToken(request, reply),
      url: new URL(request.url, 'http://console'),
      now: new Date().toISOString(),
    })
  })
  server.setErrorHandler((error, _, reply) => {
    const refusal = refusalOf(error)
    return reply.status(refusal?.status ?? 500).send(refusal?.words.fr ?? String(error))
  })
  onGet(server, { path: '/', verb: 'see-flows' }, ({ visitor, csrf }) => ({
    fragment: html`${visitor.account}:${visitor.role} <input name="_csrf" value="${csrf}">`,
  }))
  onPost(server, { path: '/do', verb: 'replay' }, ({ visitor }, { form }) => {
    done.push(`${visitor.account} ${form.get('what') ?? ''}`)
    return { to: '/' }
  })
  return server
}

export async function addAccount(desk: Desk, name: string, role: AccountRole): Promise<void> {
  const depositor = role === 'depositor' ? { depositor: 'OPE001' } : {}
  await desk.accounts.add({ name, role, ...depositor, password: await QUICK.hash(PASSWORD) }, FOUNDER)
}

/** One browser: it keeps the cookies it is given, and sends what browsers send. */
export class Browser {
  readonly cookies = new Map<string, string>()
  readonly #server: FastifyInstance
  readonly #address: string

  constructor(server: FastifyInstance, address = FAR) {
    this.#server = server
    this.#address = address
  }

  async ask(options: InjectOptions) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const reply = await this.#server.inject({
      remoteAddress: this.#address,
      ...options,
      headers: { host: 'console.test', ...(cookie === '' ? {} : { cookie }), ...options.headers },
    })
    for (const { name, value } of reply.cookies) {
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return reply
  }

  get(url: string, headers: Record<string, string> = {}) {
    return this.ask({ method: 'GET', url, headers })
  }

  post(url: string, form: Record<string, string>, headers: Record<string, string> = {}) {
    return this.ask({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: new URLSearchParams(form).toString(),
    })
  }

  /** The token of the form of this page. */
  async token(url = '/'): Promise<string> {
    const { body } = await this.get(url)
    const found = /name="_csrf" value="([^"]*)"/.exec(body)?.[1]
    if (found === undefined) throw new Error(`no form at ${url}: ${body}`)
    return found.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
  }

  async logIn(name: string, password = PASSWORD, next = '/') {
    const _csrf = await this.token('/login')
    return await this.post('/login', { _csrf, name, password, next })
  }

  /** Sends the form behind the door. */
  async act(what: string, token?: string) {
    return await this.post('/do', { what, _csrf: token ?? (await this.token()) })
  }
}
