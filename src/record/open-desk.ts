import { type Corrections, correctionsOn } from './corrections.ts'
import { connect, type RecordAt } from './connect.ts'
import { type Rehearsals, rehearsalsOn } from './rehearsals.ts'
import { type Replays, replaysOn } from './replays.ts'
import type { Database } from './tables.ts'

/** The questions and verbs of the support desk, as the record knows them. */
export interface Desk extends AsyncDisposable {
  readonly replays: Replays
  readonly corrections: Corrections
  readonly rehearsals: Rehearsals
}

/** The desk of this record. @throws RecordTooNew when a newer Écluse wrote it. */
export async function openDesk(record: RecordAt): Promise<Desk> {
  return deskOn(await connect(record))
}

function deskOn(database: Database): Desk {
  return {
    replays: replaysOn(database),
    corrections: correctionsOn(database),
    rehearsals: rehearsalsOn(database),
    [Symbol.asyncDispose]: () => database.destroy(),
  }
}
