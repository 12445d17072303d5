import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sftpExit } from '../src/channels/sftp/exit.ts'
import { SftpLine } from '../src/channels/sftp/line.ts'
import { noSshd, Sshd } from '../test/channels/sshd.ts'
import { putDown } from '../test/channels/put-down.ts'

/**
 * A thousand deliveries of 50 KB, by Écluse's way out and by OpenSSH's own client, to the same server on loopback, the
 * same files, in turns. Écluse writes beside, syncs, looks at the size and renames; `sftp -b` is shown as it is mostly
 * used, `put`, and doing the same: `put -f` beside, then rename.
 */
const DOCUMENTS = 1_000
const BYTES = 50_000
const ROUNDS = 3
/** What one batch of a lane holds: deliveries.batch. */
const BATCH = 100
const OPTIONS = '-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR'

async function measure(): Promise<void> {
  const reason = noSshd()
  if (reason !== undefined) throw new Error(reason)
  await using sshd = await Sshd.start()
  const documents = Array.from({ length: DOCUMENTS }, (_, index) => ({
    name: `FEN0036A_${String(index).padStart(4, '0')}`,
    bytes: randomBytes(BYTES),
  }))
  const source = join(sshd.root, 'documents')
  mkdirSync(source)
  for (const { name, bytes } of documents) writeFileSync(join(source, name), bytes)
  const names = documents.map(({ name }) => name)

  const ways: Record<string, (folder: string) => Promise<void> | void> = {
    Écluse: (folder) => ecluse(sshd, folder, documents),
    'sftp -b, put': (folder) =>
      sftp(
        sshd,
        folder,
        names.map((name) => `put ${join(source, name)} ${name}`),
      ),
    'sftp -b, put -f beside, rename': (folder) =>
      sftp(
        sshd,
        folder,
        names.flatMap((name) => [`put -f ${join(source, name)} .${name}`, `rename .${name} ${name}`]),
      ),
  }
  const rates = new Map<string, number[]>()
  for (let round = 0; round < ROUNDS; round++) {
    for (const [way, deliver] of Object.entries(ways)) {
      const folder = sshd.freshFolder()
      const begun = performance.now()
      await deliver(folder)
      const rate = DOCUMENTS / ((performance.now() - begun) / 1000)
      if (readdirSync(folder).length !== DOCUMENTS) throw new Error(`${way} delivered something else`)
      rates.set(way, [...(rates.get(way) ?? []), rate])
    }
  }
  print(rates)
}

async function ecluse(
  sshd: Sshd,
  folder: string,
  documents: readonly { name: string; bytes: Uint8Array }[],
): Promise<void> {
  await using line = new SftpLine(sshd.server(), {
    connectMs: 10_000,
    keepaliveMs: 15_000,
    answerMs: 30_000,
    retryMs: () => 1_000,
  })
  const exit = sftpExit({ line, folder: sshd.remote(folder), record: 'bench' })
  for (let from = 0; from < documents.length; from += BATCH) {
    const results = await putDown(exit, documents.slice(from, from + BATCH))
    if (results.some((result) => result !== 'put')) throw new Error('a document was not put')
  }
}

function sftp(sshd: Sshd, folder: string, commands: readonly string[]): void {
  const batch = join(sshd.root, 'batch')
  writeFileSync(batch, [`cd ${sshd.remote(folder)}`, ...commands, ''].join('\n'))
  const words = `-q -b ${batch} -i ${sshd.keyFile} -P ${sshd.port} ${OPTIONS} ${sshd.user}@127.0.0.1`
  execFileSync('/usr/bin/sftp', words.split(' '), { stdio: ['ignore', 'ignore', 'inherit'] })
}

function print(rates: ReadonlyMap<string, readonly number[]>): void {
  const median = (all: readonly number[]) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0
  const ours = median(rates.get('Écluse') ?? [])
  process.stdout.write(
    `${DOCUMENTS} documents of ${BYTES} bytes, documents a second, median of ${ROUNDS} rounds\n`,
  )
  for (const [way, all] of rates) {
    const rounds = all.map((rate) => rate.toFixed(0)).join(', ')
    const ratio = (ours / median(all)).toFixed(2)
    process.stdout.write(
      `${way.padEnd(32)} ${median(all).toFixed(0).padStart(6)}   (${rounds})   Écluse ×${ratio}\n`,
    )
  }
}

if (import.meta.main) await measure()
