import { expect, test } from 'vitest'
import { DutyLost } from '../../src/record/duties.ts'
import type { LedgerUnderTest } from './ledger-promises.ts'
import { received } from './outcomes.ts'

const LONG = 60_000
const OVER = -1

/** What one machine at a time does, whatever engine is under the record. */
export function keepsDutyPromises(make: () => LedgerUnderTest): void {
  taking(make)
  underDuty(make)
}

function taking(make: () => LedgerUnderTest): void {
  test('a duty is one machine’s at a time, and its own to take again', async () => {
    await using ledger = await make().open()
    const { duties } = ledger
    expect(await duties.take(['a', 'b'], { owner: 'one' }, LONG)).toEqual(new Set(['a', 'b']))
    expect(await duties.take(['b', 'c'], { owner: 'two' }, LONG)).toEqual(new Set(['c']))
    expect(await duties.take(['a', 'b'], { owner: 'one' }, LONG)).toEqual(new Set(['a', 'b']))
  })

  test('of many that want a duty at once one gets it', async () => {
    const record = make()
    await using ledger = await record.open()
    const owners = Array.from({ length: 12 }, (_, index) => `machine ${index}`)
    const taken = await Promise.all(owners.map((owner) => ledger.duties.take(['a'], { owner }, LONG)))
    expect(taken.filter((mine) => mine.has('a'))).toHaveLength(1)
  })

  test('a duty whose time ran out, or that was given up, is another’s to take', async () => {
    await using ledger = await make().open()
    const { duties } = ledger
    await duties.take(['a', 'b'], { owner: 'one' }, OVER)
    expect(await duties.take(['a'], { owner: 'two' }, LONG)).toEqual(new Set(['a']))
    await duties.take(['b'], { owner: 'one' }, LONG)
    await duties.leave(['b'], 'two')
    expect(await duties.take(['b'], { owner: 'two' }, LONG)).toEqual(new Set())
    await duties.leave(['b'], 'one')
    expect(await duties.take(['b'], { owner: 'two' }, LONG)).toEqual(new Set(['b']))
  })

  test('who has a duty, what it says of itself and whether its time ran out, all can see', async () => {
    await using ledger = await make().open()
    const { duties } = ledger
    await duties.take(['machine:1'], { owner: '1', note: 'flows' }, LONG)
    await duties.take(['machine:2'], { owner: '2' }, OVER)
    await duties.take(['machines'], { owner: '3' }, LONG)
    expect(await duties.holders('machine:')).toEqual([
      { name: 'machine:1', owner: '1', note: 'flows', isOver: false },
      { name: 'machine:2', owner: '2', isOver: true },
    ])
  })

  test('only a duty whose time ran out can be cleared, by one', async () => {
    await using ledger = await make().open()
    const { duties } = ledger
    await duties.take(['a'], { owner: 'one' }, LONG)
    expect(await duties.clear({ name: 'a', owner: 'one' })).toBe(false)
    await duties.take(['a'], { owner: 'one' }, OVER)
    const clears = await Promise.all([1, 2, 3].map(() => duties.clear({ name: 'a', owner: 'one' })))
    expect(clears.filter(Boolean)).toHaveLength(1)
    expect(await duties.holders('a')).toEqual([])
  })
}

function underDuty(make: () => LedgerUnderTest): void {
  const duty = { name: 'intake:OPE001', owner: 'one' }

  test('flows are received under a duty only as long as it is its holder’s', async () => {
    await using ledger = await make().open()
    await ledger.duties.take([duty.name], duty, OVER)
    expect(await ledger.receive([received()], duty)).toHaveLength(1)
    await ledger.duties.take([duty.name], { owner: 'two' }, LONG)
    await expect(ledger.receive([received()], duty)).rejects.toThrow(DutyLost)
    expect(await ledger.countPendingFlows()).toBe(1)
  })

  test('drops are known to whoever takes a depositor over, and kept only by it', async () => {
    await using ledger = await make().open()
    await ledger.duties.take([duty.name], duty, OVER)
    const mine = ledger.dropTokens('OPE001', duty)
    await mine.save(
      new Map([
        ['a', { looks: '1', token: 'x' }],
        ['b', { looks: '2', token: 'y' }],
      ]),
    )
    await mine.save(
      new Map([
        ['a', { looks: '3', token: 'z' }],
        ['b', undefined],
      ]),
    )
    const second = { ...duty, owner: 'two' }
    await ledger.duties.take([duty.name], second, LONG)
    await expect(mine.save(new Map([['a', undefined]]))).rejects.toThrow(DutyLost)
    expect(await ledger.dropTokens('OPE001', second).load()).toEqual(
      new Map([['a', { looks: '3', token: 'z' }]]),
    )
    expect(await ledger.dropTokens('DEM002').load()).toEqual(new Map())
  })
}
