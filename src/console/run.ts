import { setTimeout } from 'node:timers/promises'
import { openFolderArchive } from '../record/folder-archive.ts'
import { openDesk } from '../record/open-desk.ts'
import { configFolder, type Settings } from '../settings.ts'
import type { Listening } from '../settings/listening.ts'
import { LiveDirectory } from '../support/directory/live-directory.ts'
import { mayListen, NO_ACCOUNT_YET } from './access/loopback.ts'
import type { ConsoleLog } from './desk-tools.ts'
import { judgingBy } from './judging.ts'
import { openConsole } from './server.ts'

const AGAIN_MS = 10_000

/** A console that listens; disposed, it ends what it answers and closes. */
export interface RunningConsole extends AsyncDisposable {
  /** Where it is reached, once it listens. */
  address: Promise<string>
}

/**
 * Opens the record and the archive as support uses them, and answers on the address of the settings. An address that is
 * taken is tried again every ten seconds, and told once in the log: nobody's invoices wait for a page.
 * @throws RecordTooNew
 */
export async function runConsole(
  settings: Settings,
  at: Listening,
  { config, log }: { config?: string; log: ConsoleLog },
): Promise<RunningConsole> {
  await using opened = new AsyncDisposableStack()
  const desk = opened.use(await openDesk(settings.record))
  const archive = await openFolderArchive(settings.archive.folder)
  const folder = configFolder(config === undefined ? {} : { config })
  const live = new LiveDirectory({ config: folder, data: settings.data }, settings.directory)
  const { settings: now, pipeline } = opened.use(judgingBy(live, settings))
  const server = await openConsole({ settings: now, config: folder, desk, archive, pipeline, log, live })
  opened.defer(() => server.close())
  const stop = new AbortController()
  opened.defer(() => stop.abort())
  const tryOnce = async () => {
    if (await mayListen(at.host, desk.accounts)) return server.listen(at)
    throw new Error(`${NO_ACCOUNT_YET.fr} (${NO_ACCOUNT_YET.en})`)
  }
  const listening = listen(tryOnce, { at, log, stop: stop.signal })
  const open = opened.move()
  return { address: listening, [Symbol.asyncDispose]: () => open.disposeAsync() }
}

async function listen(
  tryOnce: () => Promise<string>,
  { at, log, stop }: { at: Listening; log: ConsoleLog; stop: AbortSignal },
): Promise<string> {
  let told = ''
  for (;;) {
    try {
      const address = await tryOnce()
      log.info({ address }, 'console listens')
      return address
    } catch (error) {
      if (stop.aborted) throw error
      const why = error instanceof Error ? error.message : String(error)
      // Told once, not at every try: an account may be made next week.
      if (why !== told) log.error({ ...at, error: why }, 'console cannot listen')
      told = why
    }
    await setTimeout(AGAIN_MS, undefined, { signal: stop })
  }
}
