import type { FastifyInstance } from 'fastify'
import type { DeskTools } from '../../src/console/desk-tools.ts'
import { openConsole } from '../../src/console/server.ts'
import { type DeskWorld, deskWorld } from '../support/desk-world.ts'
import { flowName } from '../walk-world.ts'
import { unescaped } from './replay-world.ts'

/** The console's pages over a record that flows were really judged into. */
export interface FlowWorld extends AsyncDisposable {
  desk: DeskWorld
  server: FastifyInstance
  /** What went wrong in the console itself. */
  failures: object[]
  /** Judges a flow of these bytes, under a name of its own or this one. */
  drop(bytes: string | Uint8Array, name?: string): Promise<number>
  /** A page, as whoever sits at the machine sees it: as it was sent, its escapes undone, and what a person reads of it. */
  get(
    path: string,
  ): Promise<{ status: number; body: string; plain: string; said: string; headers: Record<string, unknown> }>
}

export async function flowWorld(): Promise<FlowWorld> {
  const desk = await deskWorld()
  const failures: object[] = []
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: (what: object) => void failures.push(what),
  }
  const tools: DeskTools = { ...desk, config: 'config', pipeline: desk.pipeline(), log }
  const server = await openConsole(tools)
  let dropped = 0
  return {
    desk,
    server,
    failures,
    drop(bytes, name) {
      dropped += 1
      return desk.drop({ name: name ?? flowName(dropped), bytes: Buffer.from(bytes) })
    },
    async get(path) {
      const headers = { host: '127.0.0.1' }
      const reply = await server.inject({ url: path, remoteAddress: '127.0.0.1', headers })
      const { body, statusCode } = reply
      return { status: statusCode, body, plain: unescaped(body), said: text(body), headers: reply.headers }
    },
    async [Symbol.asyncDispose]() {
      await server.close()
      await desk[Symbol.asyncDispose]()
    },
  }
}

/** What a person reads, the part beside its labels a blank apart. */
function text(body: string): string {
  const main = /<main[\s\S]*<\/main>/.exec(body)?.[0] ?? body
  return unescaped(
    main.replaceAll(/<\/?(?:a|span|code|mark|strong)\b[^>]*>/g, '').replaceAll(/<[^>]+>/g, ' '),
  ).replaceAll(/\s+/g, ' ')
}

/** The piece of a list a mark names. */
export function item(body: string, id: string): string {
  const begin = body.indexOf(`<li id="${id}"`)
  return begin === -1 ? '' : body.slice(begin, body.indexOf('</li>', begin))
}
