import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openLedger } from '../../src/record/open-ledger.ts'
import { archived, integrated, received } from '../record/outcomes.ts'
import { ecluse } from './ecluse.ts'

test('what is done by commands is in the audit log as what the console does is; what changed nothing is not', {
  timeout: 180_000,
}, async () => {
  const data = mkdtempSync(join(tmpdir(), 'ecluse-audit-cli-'))
  const at = ['--data', data]
  {
    await using ledger = await openLedger({ file: join(data, 'ecluse.sqlite') })
    const [receipt] = await ledger.receive([received()])
    await ledger.commit([archived(integrated(receipt?.flow ?? 0, ['clé']))])
  }
  const why = ['--reason', 'bascule de leur plateforme', '--author', 'claire']
  for (const _ of [1, 2]) ecluse('deliveries', 'hold', '--endpoint', 'FIN001', ...why, ...at)
  const replay = ['--force', '--yes', '--no-wait', '--reason', 'pivot perdu chez eux', '--author', 'omar']
  for (const _ of [1, 2]) ecluse('replay', '1', ...replay, ...at)
  const deeds = ecluse('audit', '--json', ...at)
    .stdout.trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(deeds).toMatchObject([
    {
      author: 'omar',
      action: 'replay-asked',
      reason: 'pivot perdu chez eux',
      after: { filter: { flows: [1] }, again: true },
    },
    {
      author: 'claire',
      action: 'lane-held',
      subject: 'application:FIN001',
      before: { held: null, waiting: 1 },
    },
  ])
  expect(ecluse('audit', '--author', 'personne', ...at).status).toBe(4)
  rmSync(data, { recursive: true })
})
