import { afterAll } from 'vitest'
import { PostgresServer } from './postgres-server.ts'

export { noPostgres } from './postgres-server.ts'

let server: Promise<PostgresServer> | undefined

/** The server of this test file, started when first asked for and ended after its last test. */
export function postgresOfThisFile(): Promise<PostgresServer> {
  server ??= PostgresServer.start()
  return server
}

/** An empty database: `openLedger({ url })`, `openDesk({ url })`, DATABASE_URL. */
export async function freshPostgres(): Promise<{ url: string }> {
  const running = await postgresOfThisFile()
  return { url: running.url(await running.freshDatabase()) }
}

afterAll(async () => {
  await (await server)?.[Symbol.asyncDispose]()
}, 60_000)
