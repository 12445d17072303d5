import { expect, test } from 'vitest'
import type { RecordAt } from '../../src/record/connect.ts'
import { SearchRecord } from './search-record.ts'

const [ONE, TWO, NOBODY] = ['29900001800018', '29900002600011', '29900003400015'] as const
const ASKED = { week: '2026-11-16T00:00:00.000Z', month: '2026-10-24T00:00:00.000Z', atMost: 100 }

/** What is told of who flows are for, whatever engine is under it; `make` gives a place for a new record. */
export function keepsTrafficPromises(make: () => Promise<RecordAt>): void {
  const on = (receivedAt: string) => ({ receivedAt })

  test('traffic of a recipient counts its flows, once each, by when they came and how they ended', async () => {
    await using record = new SearchRecord(await make())
    await record.flow([{ recipient: ONE }], {}, on('2026-01-05T08:00:00.000Z'))
    await record.flow([{ recipient: ONE }], {}, on('2026-11-02T08:00:00.000Z'))
    await record.flow(
      [{ recipient: ONE }, { recipient: ONE }, { recipient: TWO }],
      {},
      on('2026-11-20T08:00:00.000Z'),
    )
    const last = await record.flow(
      [{ recipient: ONE }],
      { state: 'rejected' },
      on('2026-11-22T08:00:00.000Z'),
    )
    const old = await record.flow([{ recipient: TWO }], {}, on('2026-11-21T08:00:00.000Z'))
    const desk = await record.desk()
    const found = await desk.traffic.ofRecipients({ ...ASKED, recipients: [ONE, TWO, NOBODY] })
    expect(found.get(ONE)).toEqual({
      week: 2,
      month: 3,
      rejected: 1,
      isMore: false,
      last: { flow: last, at: '2026-11-22T08:00:00.000Z' },
    })
    expect(found.get(TWO)).toMatchObject({ week: 2, month: 2, rejected: 0, last: { flow: old } })
    expect(found.get(NOBODY)).toEqual({ week: 0, month: 0, rejected: 0, isMore: false })
  })

  test('a recipient nothing came for lately still has its last flow', async () => {
    await using record = new SearchRecord(await make())
    const flow = await record.flow([{ recipient: ONE }], {}, on('2025-03-01T08:00:00.000Z'))
    const desk = await record.desk()
    const found = await desk.traffic.ofRecipients({ ...ASKED, recipients: [ONE] })
    expect(found.get(ONE)).toEqual({
      week: 0,
      month: 0,
      rejected: 0,
      isMore: false,
      last: { flow, at: '2025-03-01T08:00:00.000Z' },
    })
  })

  test('of a busy recipient no more is counted than was asked for', async () => {
    await using record = new SearchRecord(await make())
    for (let n = 0; n < 5; n++) await record.flow([{ recipient: ONE }], {}, on('2026-11-20T08:00:00.000Z'))
    const desk = await record.desk()
    const found = await desk.traffic.ofRecipients({ ...ASKED, atMost: 3, recipients: [ONE] })
    expect(found.get(ONE)).toMatchObject({ month: 3, isMore: true })
  })
}
