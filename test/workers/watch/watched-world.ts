import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEcluse } from '../../cli/ecluse.ts'

const SHIPPED = join(import.meta.dirname, '../../../config')

/** A service of its own process, its metrics and health, and all it logged. */
export interface WatchedService {
  data: string
  config: string
  url: string
  log: () => string
  pid: number
  /** Resolves when it ended. */
  stop: () => Promise<void>
  killAll: () => Promise<void>
}

/** A folder for a service: its configuration, as shipped but for `overrides` (YAML), and its data. */
export function watchedFolder(overrides: string): { root: string; data: string; config: string } {
  const root = mkdtempSync(join(tmpdir(), 'ecluse-watched-'))
  const [data, config] = [join(root, 'data'), join(root, 'config')]
  mkdirSync(data)
  cpSync(SHIPPED, config, { recursive: true })
  writeFileSync(join(config, 'ecluse.yaml'), overrides)
  return { root, data, config }
}

/** Starts it, and waits until it tells of itself. */
export async function startWatched(
  { data, config }: { data: string; config: string },
  env: Record<string, string> = {},
): Promise<WatchedService> {
  const port = await freePort()
  Object.assign(process.env, { ECLUSE_WATCH: `127.0.0.1:${port}`, ECLUSE_LOG_LEVEL: 'info', ...env })
  const service = startEcluse(data, { config })
  const url = `http://127.0.0.1:${port}`
  await until(
    () => service.log().includes('metrics and health are told'),
    () => service.log(),
  )
  const ended = async () => {
    await service.ended
  }
  return {
    data,
    config,
    url,
    log: () => service.log(),
    pid: service.pid,
    stop: () => (service.stop(), ended()),
    killAll: () => (service.killAll(), ended()),
  }
}

const PATIENCE_MS = 60_000

/** Waits until it is so; after a minute in vain, fails with what `say` says. */
export async function until(isSo: () => boolean | Promise<boolean>, say: () => string): Promise<void> {
  const end = Date.now() + PATIENCE_MS
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`waited ${PATIENCE_MS} ms in vain:\n${say()}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}

/** The figures of a page of metrics: `name{labels}` and its value. */
export async function metricsOf(url: string): Promise<Map<string, number>> {
  const answer = await fetch(`${url}/metrics`)
  if (!answer.ok) throw new Error(`/metrics answered ${answer.status}`)
  const lines = (await answer.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ')
      return [line.slice(0, at), Number(line.slice(at + 1))]
    }),
  )
}
