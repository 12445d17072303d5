import { connect, type RecordAt } from './connect.ts'
import type { Database } from './tables.ts'

/** The questions and verbs of the support desk, as the record knows them. */
export interface Desk extends AsyncDisposable {}

/** The desk of this record. @throws RecordTooNew when a newer Écluse wrote it. */
export async function openDesk(record: RecordAt): Promise<Desk> {
  return deskOn(await connect(record))
}

function deskOn(database: Database): Desk {
  return {
    [Symbol.asyncDispose]: () => database.destroy(),
  }
}
