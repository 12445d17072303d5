import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { judgingBy } from '../../src/console/judging.ts'
import { openConsole } from '../../src/console/server.ts'
import type { Settings } from '../../src/settings.ts'
import { LiveDirectory } from '../../src/support/directory/live-directory.ts'
import { type DeskWorld, deskWorld } from '../support/desk-world.ts'
import { addAccount, Browser } from './access/access-world.ts'

const SHIPPED = join(import.meta.dirname, '../../config')
const QUIET = { info: () => undefined, warn: () => undefined, error: (what: object) => console.error(what) }

/** The console over a configuration of its own, whose directory it may change. */
export interface StructuresWorld extends AsyncDisposable {
  desk: DeskWorld
  config: string
  /** What `structures.yaml` says now. */
  yaml(): string
  live: LiveDirectory
  server: FastifyInstance
  /** Whoever sits at the machine, until there is an account. */
  here: Browser
  as(role: 'reader' | 'support' | 'administrator' | 'depositor'): Promise<Browser>
}

class AtTheMachine extends Browser {
  override ask(options: InjectOptions) {
    return super.ask({ ...options, headers: { host: '127.0.0.1', ...options.headers } })
  }
}

export async function structuresWorld(
  over: (settings: Settings) => Partial<Settings> = () => ({}),
): Promise<StructuresWorld> {
  const desk = await deskWorld()
  const config = mkdtempSync(join(tmpdir(), 'ecluse-structures-'))
  for (const file of ['depositors.yaml', 'structures.yaml']) cpSync(join(SHIPPED, file), join(config, file))
  const own = { ...desk.settings, ...over(desk.settings) }
  const live = new LiveDirectory({ config, data: own.data, env: {} }, own.directory)
  const judging = judgingBy(live, own)
  const { settings, pipeline } = judging
  const server = await openConsole({
    settings,
    pipeline,
    config,
    live,
    desk: desk.desk,
    archive: desk.archive,
    log: QUIET,
  })
  return {
    desk,
    config,
    yaml: () => readFileSync(join(config, 'structures.yaml'), 'utf8'),
    live,
    server,
    here: new AtTheMachine(server, '127.0.0.1'),
    async as(role) {
      await addAccount(desk.desk, `compte-${role}`, role)
      const browser = new Browser(server)
      await browser.logIn(`compte-${role}`)
      return browser
    },
    async [Symbol.asyncDispose]() {
      await server.close()
      judging[Symbol.dispose]()
      await desk[Symbol.asyncDispose]()
      rmSync(config, { recursive: true })
    },
  }
}

/** The fields of the first form of a page that posts there, as a browser would send them. */
export function fieldsOf(body: string, action: string): Record<string, string> {
  const form = body.split('<form').find((each) => each.includes(`action="${action}"`))
  if (form === undefined) throw new Error(`no form to ${action} in ${body}`)
  const fields: Record<string, string> = {}
  for (const [tag] of form.split('</form>')[0]?.matchAll(/<input[^>]*>/g) ?? []) {
    const [name, value = ''] = [attribute(tag, 'name'), attribute(tag, 'value')]
    if (name === undefined) continue
    if (tag.includes('type="checkbox"') && !tag.includes(' checked')) continue
    fields[name] = value
  }
  for (const [, name = '', options = ''] of form.matchAll(/<select name="([^"]*)"[^>]*>(.*?)<\/select>/gs)) {
    fields[name] = /value="([^"]*)" selected/.exec(options)?.[1] ?? ''
  }
  return fields
}

function attribute(tag: string, name: string): string | undefined {
  const found = new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1]
  return found?.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
}
