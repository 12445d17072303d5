import { setTimeout } from 'node:timers/promises'
import { TransactionBuilder } from 'kysely'
import { wasGivenUp } from './record-trouble.ts'
import type { Database, Tables } from './tables.ts'

/** Each means that another transaction got through; so many in a row is not bad luck. */
const TRIES = 8
const WAIT_MS = 10

/**
 * This database, whose transactions are run again from their beginning when the server gave them up for another's sake
 * (deadlock, serialization). What is run in a transaction therefore changes nothing but the database.
 */
export function retryingTransactions(database: Database): Database {
  const begin = database.transaction.bind(database)
  database.transaction = () => {
    const builder = begin()
    const execute: TransactionBuilder<Tables>['execute'] = (work) =>
      again(() => TransactionBuilder.prototype.execute.call(builder, work) as ReturnType<typeof work>)
    return Object.assign(builder, { execute })
  }
  return database
}

async function again<T>(execute: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await execute()
    } catch (error) {
      if (tries >= TRIES || !wasGivenUp(error)) throw error
      await setTimeout(WAIT_MS * tries * (0.5 + Math.random()))
    }
  }
}
