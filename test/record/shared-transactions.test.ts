import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { SharedTransactions, type Transact } from '../../src/record/shared-transactions.ts'

/** Counts what is committed; each work gets no database, it has none to ask. */
class Counting {
  begun = 0
  committed = 0
  readonly transact: Transact = async (work) => {
    this.begun += 1
    const result = await work(undefined as never)
    await this.commit()
    this.committed += 1
    return result
  }
  commit = (): Promise<void> => Promise.resolve()
}

test('what is asked for at once shares a transaction, in the order of its keys', async () => {
  const counting = new Counting()
  const shared = new SharedTransactions(counting.transact, 1)
  const order: string[] = []
  const results = await Promise.all(
    ['c', 'a', 'b'].map((key) =>
      shared.run(key, () => {
        order.push(key)
        return Promise.resolve(key)
      }),
    ),
  )
  expect(results).toEqual(['c', 'a', 'b'])
  expect(order).toEqual(['a', 'b', 'c'])
  expect(counting).toMatchObject({ begun: 1, committed: 1 })
})

test('a work that throws is its own trouble: the others are done without it', async () => {
  const counting = new Counting()
  const shared = new SharedTransactions(counting.transact, 1)
  const settled = await Promise.allSettled([
    shared.run('a', () => Promise.resolve(1)),
    shared.run('b', () => Promise.reject(new Error('non'))),
    shared.run('c', () => Promise.resolve(3)),
  ])
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(counting.committed).toBe(2)
})

test('a commit that fails is everybody’s trouble, and is not tried again: what became of it is not known', async () => {
  const counting = new Counting()
  counting.commit = () => Promise.reject(new Error('perdu'))
  const shared = new SharedTransactions(counting.transact, 1)
  const settled = await Promise.allSettled([
    shared.run('a', () => Promise.resolve(1)),
    shared.run('b', () => Promise.resolve(2)),
  ])
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(counting).toMatchObject({ begun: 1, committed: 0 })
})

test('after a shared transaction more time is left for others to share the next; after a lone one none', async () => {
  const counting = new Counting()
  const shared = new SharedTransactions(counting.transact, 100)
  const ask = (key: string) => shared.run(key, () => Promise.resolve(key))
  const oneAfterTheOther = async () => {
    const before = counting.committed
    const first = ask('a')
    await setTimeout(200)
    await Promise.all([first, ask('b')])
    return counting.committed - before
  }
  expect(await oneAfterTheOther()).toBe(2)
  await Promise.all([ask('a'), ask('b')])
  expect(await oneAfterTheOther()).toBe(1)
})
