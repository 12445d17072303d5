import { setTimeout } from 'node:timers/promises'
import { PostgresDriver, TransactionBuilder } from 'kysely'
import { mayConnectLater, wasGivenUp } from './record-trouble.ts'
import type { Database, Tables } from './tables.ts'

/** Each means that another transaction got through; so many in a row is not bad luck. */
const TRIES = 8
/** Connections found dead: the server may have been started again, and cut them all. */
const CONNECTIONS = 3
const WAIT_MS = 10

/** Errors after which nobody knows whether the transaction was committed: the answer to that very word was lost. */
const uncertain = new WeakSet<object>()

/**
 * This database, whose transactions are run again from their beginning when it is certain that they came to nothing and
 * was no fault of theirs: the server gave them up for another's sake (deadlock, serialization), or the connection was
 * lost before the commit. What is run in a transaction therefore changes nothing but the database.
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
      const most = wasGivenUp(error) ? TRIES : cameToNothing(error) ? CONNECTIONS : 1
      if (tries >= most) throw error
      await setTimeout(WAIT_MS * tries * (0.5 + Math.random()))
    }
  }
}

function cameToNothing(error: unknown): boolean {
  return mayConnectLater(error) && !(error instanceof Error && uncertain.has(error))
}

type Connection = Parameters<PostgresDriver['rollbackTransaction']>[0]
type Committing = Parameters<PostgresDriver['commitTransaction']>[0]

/** Remembers which errors leave a transaction's fate unknown. */
export class FateDriver extends PostgresDriver {
  readonly #committing = new WeakSet<Committing>()

  override commitTransaction(connection: Committing): Promise<void> {
    this.#committing.add(connection)
    return this.#marking(connection, super.commitTransaction(connection))
  }

  /** After a commit that failed, its error would take the other's place. */
  override rollbackTransaction(connection: Connection): Promise<void> {
    return this.#marking(connection, super.rollbackTransaction(connection))
  }

  async #marking(connection: Committing, done: Promise<void>): Promise<void> {
    try {
      await done
    } catch (error) {
      if (error instanceof Error && this.#committing.has(connection)) uncertain.add(error)
      throw error
    }
  }
}
