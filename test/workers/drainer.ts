import { setTimeout } from 'node:timers/promises'
import type { ExitDoor } from '../../src/channels/endpoint.ts'
import { folderExit } from '../../src/channels/folder/exit.ts'
import { sftpExit } from '../../src/channels/sftp/exit.ts'
import { SftpLine } from '../../src/channels/sftp/line.ts'
import { Secret } from '../../src/directory/secret.ts'
import { openFolderArchive } from '../../src/record/folder-archive.ts'
import { openLedger } from '../../src/record/open-ledger.ts'
import type { RecordAt } from '../../src/record/connect.ts'
import { Tally } from '../../src/support/watch/tally.ts'
import { drainingLanes } from '../../workers/deliveries.ts'
import { HouseLog } from '../../workers/house-log.ts'
import { openLog } from '../../workers/log.ts'

/** What a drainer is told: a service of its own, as far as deliveries go. */
export interface DrainerOrders {
  record: RecordAt
  archive: string
  owner: string
  leaseMs: number
  lane: string
  /** A folder of this machine, or one of a server. */
  to: { folder: string } | { folder: string; port: number; user: string; key: string; fingerprint: string }
}

/** A process that does nothing but drain one lane, until it is killed. */
async function main(orders: DrainerOrders): Promise<never> {
  const { owner, leaseMs, lane } = orders
  const log = openLog('silent', owner)
  const exit = exitTo(orders.to)
  const drain = drainingLanes({
    ledger: await openLedger(orders.record),
    archive: await openFolderArchive(orders.archive),
    exitOf: () => exit,
    owner,
    leaseMs,
    stop: new AbortController().signal,
    settings: { backoffMs: 5, backoffMaxMs: 50, batch: 3 },
    wakeAt: () => undefined,
    house: new HouseLog(log),
    tally: new Tally(),
    log,
  })
  process.send?.('ready')
  for (;;) {
    const next = await drain(lane)
    await setTimeout(Math.max(2, Math.min(50, (next ?? 0) - Date.now())))
  }
}

function exitTo(to: DrainerOrders['to']): ExitDoor {
  if (!('port' in to)) return folderExit(to.folder, 'registre')
  const server = {
    host: '127.0.0.1',
    port: to.port,
    user: to.user,
    login: { key: Secret.inFile(to.key) },
    hostKeys: { fingerprints: [to.fingerprint] },
  }
  const line = new SftpLine(server, {
    connectMs: 5_000,
    keepaliveMs: 5_000,
    answerMs: 5_000,
    retryMs: () => 10,
  })
  return sftpExit({ line, folder: to.folder, record: 'registre' })
}

if (import.meta.main) await main(JSON.parse(process.argv[2] ?? '{}') as DrainerOrders)
