import { expect, test } from 'vitest'
import { documentOf, DocumentExpired, expiryWords } from '../../src/support/expired-document.ts'
import { connect } from '../../src/record/connect.ts'
import { deskWorld } from './desk-world.ts'

test('a document that expired is told as expired, with the date and the rule, though its bytes are still there', async () => {
  await using world = await deskWorld()
  const flow = await world.drop({ name: 'FSO1100A_X', bytes: Buffer.from('pas une facture') })
  const sha256 = (await world.ledger.load(flow))?.sha256 ?? ''
  const tools = { retention: world.desk.retention, archive: world.archive }
  expect(Buffer.from(await documentOf({ flow, sha256 }, tools)).toString()).toBe('pas une facture')

  const database = await connect(world.settings.record)
  await database.updateTable('outbox').set({ state: 'sent', sent_at: '2020-01-01T00:00:00.000Z' }).execute()
  await database.destroy()
  const before = new Date(Date.now() + 1_000).toISOString()
  const rule = { name: 'erroredDocumentsDays', days: 1830, states: ['rejected'], before } as const
  expect(await world.desk.retention.expireDocuments(rule, 10)).toBe(1)
  await expect(documentOf({ flow, sha256 }, tools)).rejects.toThrow(DocumentExpired)
  await expect(documentOf({ flow, sha256 }, tools)).rejects.toThrow(
    /flux \d+ ont expiré le \d\d\/\d\d\/\d{4} \(règle retention\.erroredDocumentsDays : 1830 jours\)/,
  )
})

test('a record that expired says so without the age its rule had then', () => {
  const words = expiryWords(7, { what: 'record', at: '2036-01-01T23:30:00.000Z', rule: 'recordsDays' })
  expect(words.fr).toContain('dossier du flux 7 a expiré le 02/01/2036 (règle retention.recordsDays)')
})
