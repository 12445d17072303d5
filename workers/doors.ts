import { mkdirSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { EntryDoor, ExitDoor, RecordMark } from '../src/channels/endpoint.ts'
import { openFolderEntry } from '../src/channels/folder/entry.ts'
import { folderExit } from '../src/channels/folder/exit.ts'
import { openSftpEntry } from '../src/channels/sftp/entry.ts'
import { sftpExit } from '../src/channels/sftp/exit.ts'
import { type LineSettings, SftpLine } from '../src/channels/sftp/line.ts'
import type { SftpServer } from '../src/directory/sftp-server.ts'
import type { DropTokens } from '../src/record/drop-tokens.ts'
import { ownDisk } from '../src/record/own-disk.ts'
import {
  type Depositor,
  depositorEndpoint,
  endpointOf,
  type Settings,
  type SftpDepositor,
} from '../src/settings.ts'
import { backoff } from './backoff.ts'
import { inWords, type Log } from './log.ts'

/** What stands between us and the depositors and recipients. Disposed after what was opened through it. */
export interface Doors extends AsyncDisposable {
  /** To be disposed by who asked for it. `drops`: what is known of the files on its server, when it has one. */
  entryOf(depositor: Depositor, drops: DropTokens): Promise<EntryDoor>
  /** `undefined` when the configuration has no endpoint of this id. */
  exitTo(id: string): ExitDoor | undefined
  /** Endpoints of this machine's doors that cannot be reached: a server that does not answer, a depositor's folder that is away. */
  shut(): Promise<string[]>
}

const RECONNECT = { backoffMs: 1_000, backoffMaxMs: 60_000 }
const LINE: LineSettings = {
  connectMs: 10_000,
  keepaliveMs: 15_000,
  answerMs: 30_000,
  retryMs: (failed) => backoff(failed, RECONNECT),
}

/** `record` marks the files that lie beside their names in recipients' folders. */
export function openDoors(settings: Settings, record: RecordMark, log: Log): Doors {
  const lines = new Map<string, SftpLine>()
  /** Folders of depositors, by their endpoints. */
  const folders = new Map<string, string>()
  const own = ownDisk(settings.record)
  /** One connection an endpoint: a depositor's flows and its reports go over the same. */
  const lineOf = (endpoint: string, server: SftpServer): SftpLine => {
    const line = lines.get(endpoint) ?? new SftpLine(server, LINE)
    lines.set(endpoint, line)
    return line
  }
  return {
    entryOf(depositor, drops) {
      const { application } = depositor
      const onTrouble = (what: string, error: unknown) =>
        log.error({ depositor: application, error: inWords(error) }, what)
      if (depositor.channel === 'folder') {
        makeOwnFolder(settings.data, depositor.in)
        const { in: folder, renames } = depositor
        folders.set(depositorEndpoint(depositor).id, folder)
        const { settleMs, scanMs } = settings.intake
        return openFolderEntry({ folder, depositor: application, settleMs, renames, scanMs, own, onTrouble })
      }
      const line = lineOf(depositorEndpoint(depositor).id, depositor.server)
      return Promise.resolve(openSftpEntry({ ...sftpEntryOf(settings, depositor), line, drops, onTrouble }))
    },
    exitTo(id) {
      const endpoint = endpointOf(settings, id)
      if (endpoint === undefined) return undefined
      if (endpoint.channel === 'sftp') {
        return sftpExit({ line: lineOf(id, endpoint.server), folder: endpoint.folder, record })
      }
      makeOwnFolder(settings.data, endpoint.folder)
      return folderExit(endpoint.folder, record, own)
    },
    async shut() {
      const down = [...lines].filter(([, line]) => line.isDown).map(([endpoint]) => endpoint)
      const found = await Promise.all(
        [...folders].map(async ([id, folder]) => ((await isFolder(folder)) ? [] : [id])),
      )
      return [...down, ...found.flat()]
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...lines.values()].map((line) => line[Symbol.asyncDispose]()))
    },
  }
}

function sftpEntryOf({ data, intake }: Settings, depositor: SftpDepositor) {
  const { application, remoteOut, done, renames, pollMs } = depositor
  return {
    depositor: application,
    remoteOut,
    ...(done === undefined ? {} : { done }),
    renames,
    pollMs,
    settleMs: intake.settleMs,
    staging: join(data, 'sftp', application),
  }
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined) // why it cannot be seen, its door tells in the log
  return found?.isDirectory() === true
}

/** A folder inside the data folder is ours to make; any other may stand for a mount that is away, and is never made. */
function makeOwnFolder(data: string, folder: string): void {
  if (folder.startsWith(join(data, '/'))) mkdirSync(folder, { recursive: true })
}
