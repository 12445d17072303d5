import type { FastifyInstance } from 'fastify'
import { openConsole } from '../../../src/console/server.ts'
import { configFolder } from '../../../src/settings.ts'
import { type DeskWorld, deskWorld } from '../../support/desk-world.ts'

const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** The whole console, over a record and an archive that flows are really judged into. */
export interface ConsoleWorld extends AsyncDisposable {
  server: FastifyInstance
  desk: DeskWorld
}

export async function consoleWorld(): Promise<ConsoleWorld> {
  const world = await deskWorld()
  const { settings, desk, archive } = world
  const tools = { settings, config: configFolder(), desk, archive, pipeline: world.pipeline(), log: QUIET }
  const server = await openConsole(tools)
  return {
    server,
    desk: world,
    async [Symbol.asyncDispose]() {
      await server.close()
      await world[Symbol.asyncDispose]()
    },
  }
}
