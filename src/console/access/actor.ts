import type { FastifyRequest } from 'fastify'
import type { Actor } from '../../record/audit.ts'

/** Who the audit log says did it. */
export function actorOf({ visitor, ip }: FastifyRequest): Actor {
  return { author: visitor.account, role: visitor.role, address: ip }
}
