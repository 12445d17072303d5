import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connect } from '../../src/record/connect.ts'
import { openDesk } from '../../src/record/open-desk.ts'
import { openLedger } from '../../src/record/open-ledger.ts'
import { openLog } from '../../workers/log.ts'
import { keepStatistics } from '../../workers/statistics.ts'
import { received } from '../record/outcomes.ts'

test('flows are counted behind the service, by one machine at a time; who stops lets another', async () => {
  await using open = new AsyncDisposableStack()
  const folder = mkdtempSync(join(tmpdir(), 'ecluse-keep-statistics-'))
  open.defer(() => rmSync(folder, { recursive: true }))
  const record = { file: join(folder, 'ecluse.sqlite') }
  const ledger = open.use(await openLedger(record))
  const { statistics, search } = open.use(await openDesk(record))
  const database = open.use(await connect(record))
  const blocks = async () => (await database.selectFrom('tallied_blocks').select('block').execute()).length
  const { duties } = ledger
  const log = openLog('silent', 'test')
  const start = (owner: string) => keepStatistics({ statistics, search, duties, owner, log, everyMs: 20 })

  await ledger.receive(Array.from({ length: 1_100 }, () => received()))
  await duties.take(['statistics'], { owner: 'busy' }, 60_000)
  {
    await using _idle = start('one')
    await new Promise((done) => setTimeout(done, 200))
    expect(await blocks()).toBe(0)
    await duties.leave(['statistics'], 'busy')
    await expect.poll(blocks, { timeout: 10_000 }).toBe(2)
  }
  expect(await duties.take(['statistics'], { owner: 'other' }, 60_000)).toEqual(new Set(['statistics']))
})
