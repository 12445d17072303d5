import { expect, test } from 'vitest'
import type { Outcome } from '../../src/pipeline/outcome.ts'
import { openPipeline, type Pipeline } from '../../src/pipeline/pipeline.ts'
import { openFolderArchive } from '../../src/record/folder-archive.ts'
import { GroupCommit } from '../../src/record/group-commit.ts'
import { openLedger } from '../../src/record/open-ledger.ts'
import { Tally } from '../../src/support/watch/tally.ts'
import { runFlow, type RunTools } from '../../workers/flow-run.ts'
import { openLog } from '../../workers/log.ts'
import { RECEIVED_AT, ScratchSettings } from '../fixtures/walk.ts'
import { fixtureText } from '../formats/ubl/documents.ts'

const INVOICE = fixtureText('accepted-account-of-the-supplier')
const NAME = 'FSO1100A_OPE001_OPE001110'

test('an invoice accepted elsewhere while its run was computed is told as a duplicate: the run asks again', async () => {
  using scratch = new ScratchSettings()
  const { settings } = scratch
  await using ledger = await openLedger(settings.record)
  const archive = await openFolderArchive(settings.archive.folder, settings.record)
  using pipeline = openPipeline(settings)
  const flowOf = async (sequence: number, xml: string) => {
    const [sha256 = ''] = await archive.put([Buffer.from(xml)])
    const flowIdentifier = `OPE001110${String(sequence).padStart(16, '0')}`
    const name = `${NAME}${String(sequence).padStart(16, '0')}`
    const [receipt] = await ledger.receive([
      {
        name,
        depositor: 'OPE001',
        sha256,
        size: Buffer.byteLength(xml),
        drop: `drop ${sequence}`,
        receivedAt: RECEIVED_AT,
        flowIdentifier,
      },
    ])
    return { flow: receipt?.flow ?? 0, run: 0 }
  }
  const first = await flowOf(1, INVOICE)
  const second = await flowOf(2, INVOICE.replace('</Invoice>', '\n</Invoice>'))
  const outcomes: Outcome[] = []
  const tools = (run: Pipeline['run']): RunTools => ({
    ledger,
    archive,
    commits: new GroupCommit(ledger, archive),
    pipeline: { ...pipeline, run },
    directory: settings.directory.hash,
    queues: { queueSlices: () => Promise.resolve(), hasten: () => Promise.resolve() },
    wake: () => undefined,
    tally: new Tally(),
    log: openLog('silent', 'test'),
  })
  const judged = await runFlow(
    second,
    tools(async (deposit, ask) => {
      const outcome = await pipeline.run(deposit, ask)
      outcomes.push(outcome)
      if (outcomes.length === 1)
        await runFlow(
          first,
          tools((of, by) => pipeline.run(of, by)),
        ) // another worker is faster
      return outcome
    }),
  )
  expect(judged).toBe('done')
  expect(outcomes.map(({ state }) => state)).toEqual(['integrated', 'rejected'])
  expect((await ledger.load(first.flow))?.state).toBe('integrated')
  expect((await ledger.load(second.flow))?.state).toBe('rejected')
})
