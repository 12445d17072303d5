import type { FastifyRequest } from 'fastify'

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** The request changes nothing. */
export function isSafe({ method }: Pick<FastifyRequest, 'method'>): boolean {
  return SAFE.has(method)
}

/**
 * Whether the browser says that a page of another site sends this. What browsers say is a second belt, beside the token of
 * the form: a program that says nothing is not refused here.
 */
export function isFromElsewhere(request: FastifyRequest, publicUrl: URL | undefined): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true
  if (origin === undefined) return false
  return !URL.canParse(origin) || new URL(origin).origin !== ownOrigin(request, publicUrl)
}

function ownOrigin({ headers }: FastifyRequest, publicUrl: URL | undefined): string {
  return publicUrl?.origin ?? `http://${headers.host}`
}
