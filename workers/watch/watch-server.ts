import { setTimeout } from 'node:timers/promises'
import { fastify } from 'fastify'
import { registerWatch, type WatchPorts } from '../../src/console/watch/register-watch.ts'
import type { Listening } from '../../src/settings/listening.ts'
import { inWords, type Log } from '../log.ts'

/** An address that is taken is tried again after this. */
const AGAIN_MS = 10_000
/** Whoever asks sends next to nothing, at once. */
const REQUEST_MS = 10_000
const BODY_BYTES = 1_024

/** Tells metrics and health at this address, until disposed. An address that is taken is tried again: flows do not wait for it. */
export function openWatchServer(at: Listening, ports: WatchPorts, log: Log): AsyncDisposable {
  const server = fastify({
    logger: false,
    bodyLimit: BODY_BYTES,
    requestTimeout: REQUEST_MS,
    forceCloseConnections: true,
  })
  server.setErrorHandler((error, _, reply) => {
    log.warn({ error: inWords(error) }, 'metrics or health not told')
    return reply.status(500).send({ error: 'voir le journal (see the log)' })
  })
  registerWatch(server, ports)
  const stop = new AbortController()
  const listening = listen(() => server.listen(at), { at, log, stop: stop.signal })
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await listening
      await server.close()
    },
  }
}

async function listen(
  tryOnce: () => Promise<string>,
  { at, log, stop }: { at: Listening; log: Log; stop: AbortSignal },
): Promise<void> {
  while (!stop.aborted) {
    try {
      log.info({ address: await tryOnce() }, 'metrics and health are told')
      return
    } catch (error) {
      log.warn({ ...at, error: inWords(error) }, 'metrics and health cannot be told there')
    }
    await setTimeout(AGAIN_MS, undefined, { signal: stop }).catch(() => undefined) // aborted: seen above
  }
}
