import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'

const OWN = join(import.meta.dirname, 'assets')
const fromHere = createRequire(import.meta.url)

interface Asset {
  file: string
  type: string
}

const CSS = 'text/css; charset=utf-8'
const SCRIPT = 'text/javascript; charset=utf-8'

/** All that pages fetch besides themselves, by name. */
const ASSETS = {
  'console.css': { file: join(OWN, 'console.css'), type: CSS },
  'console.js': { file: join(OWN, 'console.js'), type: SCRIPT },
  'statistics.css': { file: join(OWN, 'statistics.css'), type: CSS },
  'correct.js': { file: join(OWN, 'correct.js'), type: SCRIPT },
  'plots.js': { file: join(OWN, 'plots.js'), type: SCRIPT },
  'trace.js': { file: join(OWN, 'trace.js'), type: SCRIPT },
  'icons.svg': { file: join(OWN, 'icons.svg'), type: 'image/svg+xml' },
  'mark.svg': { file: join(OWN, 'mark.svg'), type: 'image/svg+xml' },
  'htmx.js': { file: library('htmx.org', 'dist/htmx.min.js'), type: SCRIPT },
  'uplot.js': { file: library('uplot', 'dist/uPlot.iife.min.js'), type: SCRIPT },
  'uplot.css': { file: library('uplot', 'dist/uPlot.min.css'), type: CSS },
} as const satisfies Record<string, Asset>

export type AssetName = keyof typeof ASSETS

const NAMES = Object.keys(ASSETS) as AssetName[]
/** The mark of its content is in its address, so that a browser may keep it for good. */
const FOR_GOOD = 'public, max-age=31536000, immutable'

const kept = new Map<AssetName, { bytes: Buffer; mark: string }>()

/** Its address, which changes with its content. */
export function assetUrl(name: AssetName): string {
  return `/assets/${read(name).mark}/${name}`
}

/** They hold nothing of anybody's: no account is asked for. */
export function assetRoutes(server: FastifyInstance): void {
  for (const name of NAMES) {
    server.get<{ Params: { mark: string } }>(
      `/assets/:mark/${name}`,
      { config: { isPublic: true } },
      ({ params }, reply) => {
        const { bytes, mark } = read(name)
        // A page of before asks by an old mark: what it gets is not that.
        const keeping = params.mark === mark ? FOR_GOOD : 'no-cache'
        return reply.header('cache-control', keeping).type(ASSETS[name].type).send(bytes)
      },
    )
  }
}

function read(name: AssetName): { bytes: Buffer; mark: string } {
  const known = kept.get(name)
  if (known !== undefined) return known
  const bytes = readFileSync(ASSETS[name].file)
  const found = { bytes, mark: createHash('sha256').update(bytes).digest('hex').slice(0, 12) }
  kept.set(name, found)
  return found
}

function library(name: string, path: string): string {
  return join(fromHere.resolve(`${name}/package.json`), '..', path)
}
