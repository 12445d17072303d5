import type { FastifyInstance, InjectOptions } from 'fastify'
import type { DeskTools } from '../../src/console/desk-tools.ts'
import { openConsole } from '../../src/console/server.ts'
import type { Pipeline } from '../../src/pipeline/pipeline.ts'
import { directoryOf } from '../../src/directory/directory.ts'
import type { Siret } from '../../src/invoice/identifier.ts'
import { APPLICATIONS, structure } from '../directory/world.ts'
import { type DeskWorld, deskWorld, type Under } from '../support/desk-world.ts'
import { fixtureBytes, flowName } from '../walk-world.ts'
import { addAccount, Browser } from './access/access-world.ts'
import type { AccountRole } from '../../src/settings/account-roles.ts'

export const UNKNOWN = fixtureBytes('rejected-RTE-01-unknown-recipient')
/** The SIRET no structure has, and one that has one. */
export const MISSING = '29990001900017'
export const KNOWN = '29900001800018'

/** The console over a record that flows were really judged into. */
export interface ConsoleWorld extends DeskWorld {
  server: FastifyInstance
  /** What the console judges with from now on; else as the flows were. */
  judgesAs(under: Under): void
  /** Each run of the console’s pipeline waits for this first. */
  hold: Promise<void>
  /** Whoever sits at the machine, until there is an account. */
  here: Browser
  /** Somebody with an account of this role, logged in. */
  as(role: AccountRole): Promise<Browser>
}

/** Reached under an address of the machine itself. */
class AtTheMachine extends Browser {
  override ask(options: InjectOptions) {
    return super.ask({ ...options, headers: { host: '127.0.0.1', ...options.headers } })
  }
}

export async function consoleWorld(): Promise<ConsoleWorld> {
  const world = await deskWorld()
  let judging = world.pipeline()
  const self = { ...world, hold: Promise.resolve() } as ConsoleWorld
  const pipeline: Pick<Pipeline, 'run'> = {
    async run(deposit, ask, options) {
      await self.hold
      return judging.run(deposit, ask, options)
    },
  }
  const log = { info: () => undefined, warn: () => undefined, error: (what: object) => console.error(what) }
  const { settings, desk, archive } = world
  const tools = { settings, config: 'config', desk, archive, pipeline, log } as unknown as DeskTools
  const server = await openConsole(tools)
  self.server = server
  self.judgesAs = (under) => {
    judging = world.pipeline(under)
  }
  self.here = new AtTheMachine(server, '127.0.0.1')
  self.as = async (role) => {
    const name = `compte-${role}`
    await addAccount(desk, name, role)
    const browser = new Browser(server)
    await browser.logIn(name)
    return browser
  }
  self[Symbol.asyncDispose] = async () => {
    await server.close()
    await world[Symbol.asyncDispose]()
  }
  return self
}

/** The flow no structure is known for, with a number of its own. */
export function numbered(n: number): Buffer {
  return Buffer.from(UNKNOWN.toString().replace('MB-2026-55871', `MB-${n}`))
}

/** So many rejected flows, from the first number on. */
export async function dropRejected(world: DeskWorld, count: number): Promise<number[]> {
  const flows: number[] = []
  for (let n = 1; n <= count; n++) flows.push(await world.drop({ name: flowName(n), bytes: numbered(n) }))
  return flows
}

/** A directory in which the structure that was missing is there. */
export const WITH_MISSING: Under = {
  directory: directoryOf(APPLICATIONS, [
    structure({}),
    { ...structure({}), siret: MISSING as Siret, name: 'Commune retrouvée' },
  ]),
}

/** Where a redirection leads. */
export function location(reply: { headers: Record<string, unknown> }): string {
  const to = reply.headers['location']
  if (typeof to !== 'string') throw new Error('no redirection')
  return to
}

/** The text of a piece of HTML, escapes undone. */
export function unescaped(text: string): string {
  return text
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll(/&(lt|gt|amp|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '')
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** What the page says, without its tags. */
export function said(body: string): string {
  return unescaped(body.replaceAll(/<[^>]+>/g, '')).replaceAll(/\s+/g, ' ')
}
