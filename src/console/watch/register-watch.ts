import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { NAMES, type Part, PARTS, type Readiness } from '../../support/watch/readiness.ts'
import { isFromHere } from '../access/loopback.ts'

/** What is watched, as this process knows it. */
export interface WatchPorts {
  /** The figures as text, and what kind of text it is. */
  metrics: () => Promise<{ text: string; contentType: string }>
  readiness: () => Promise<Readiness>
  /** Whoever shows it may read from elsewhere what is else for this machine alone; absent: nobody may. */
  token?: string
}

/**
 * `/metrics` for Prometheus, `/health/live` and `/health/ready` for whoever starts, stops and routes. From elsewhere,
 * without the token: no metrics, and of the health only whether, not why.
 */
export function registerWatch(server: FastifyInstance, ports: WatchPorts): void {
  server.get('/metrics', async (request, reply) => {
    if (!mayKnow(request, ports.token)) {
      return reply.status(403).header('www-authenticate', 'Bearer').send({ error: 'ECLUSE_METRICS_TOKEN' })
    }
    const { text, contentType } = await ports.metrics()
    return reply.header('content-type', contentType).header('cache-control', 'no-store').send(text)
  })
  server.get('/health/live', (_, reply) => reply.header('cache-control', 'no-store').send({ live: true }))
  server.get('/health/ready', async (request, reply) => {
    const readiness = await ports.readiness()
    const told = mayKnow(request, ports.token) ? inWords(readiness) : { ready: readiness.isReady }
    return reply
      .status(readiness.isReady ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(told)
  })
}

/** French first, English beside it. */
function inWords({ isReady, parts }: Readiness) {
  const entries = PARTS.map((part: Part) => {
    const { state, why } = parts[part]
    return [part, { state, fr: `${NAMES[part].fr} : ${why.fr}`, en: `${NAMES[part].en}: ${why.en}` }]
  })
  return { ready: isReady, parts: Object.fromEntries(entries) as Record<string, unknown> }
}

function mayKnow({ socket, headers }: FastifyRequest, token: string | undefined): boolean {
  const shown = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]
  if (token !== undefined && shown !== undefined) return isSame(shown, token)
  return isFromHere(socket.remoteAddress, headers)
}

/** Compared in a time that tells nothing of where they differ. */
function isSame(one: string, other: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(one), hash(other))
}
