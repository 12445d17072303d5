import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import Sqlite from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import type { RecordAt } from '../../src/record/connect.ts'
import { openDesk } from '../../src/record/open-desk.ts'
import { freshPostgres, noPostgres } from '../postgres-world.ts'
import { keepsAccountPromises } from './account-promises.ts'
import { onBothEngines } from './both-engines.ts'

onBothEngines(keepsAccountPromises)

const CHANGES = ["update audit set author = 'nobody'", 'delete from audit'] as const

async function recordWithDeed(at: RecordAt): Promise<void> {
  await using desk = await openDesk(at)
  const deed = { action: 'lane-held', kind: 'lane', subject: 'application:FIN001' } as const
  await desk.audit.note({ author: 'claire', role: 'support' }, deed)
}

describe('the engine itself refuses to change or remove what the audit log holds', () => {
  test.each(CHANGES)('on SQLite: %s', async (statement) => {
    const folder = mkdtempSync(join(tmpdir(), 'ecluse-audit-'))
    const file = join(folder, 'ecluse.sqlite')
    await recordWithDeed({ file })
    const database = new Sqlite(file)
    expect(() => database.exec(statement)).toThrow('audit only grows')
    database.close()
    rmSync(folder, { recursive: true })
  })

  test.skipIf(noPostgres() !== undefined).each([...CHANGES, 'truncate audit'])(
    'on PostgreSQL: %s',
    async (statement) => {
      const at = await freshPostgres()
      await recordWithDeed(at)
      const client = new Client({ connectionString: at.url })
      await client.connect()
      await expect(client.query(statement)).rejects.toThrow('audit only grows')
      await client.end()
    },
  )
})
