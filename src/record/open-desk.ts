import { type Corrections, correctionsOn } from './corrections.ts'
import { connect, type RecordAt } from './connect.ts'
import { type Dossiers, dossiersOn } from './dossier.ts'
import { type LaneDesk, laneDeskOn } from './lane-desk.ts'
import { type Rehearsals, rehearsalsOn } from './rehearsals.ts'
import { type Replays, replaysOn } from './replays.ts'
import { type Integrity, integrityOn } from './integrity.ts'
import { type Retention, retentionOn } from './retention.ts'
import { type FlowSearch, searchOn } from './search.ts'
import type { Database } from './tables.ts'

/** The questions and verbs of the support desk, as the record knows them. */
export interface Desk extends AsyncDisposable {
  readonly search: FlowSearch
  readonly retention: Retention
  readonly integrity: Integrity
  readonly replays: Replays
  readonly corrections: Corrections
  readonly rehearsals: Rehearsals
  readonly dossiers: Dossiers
  readonly lanes: LaneDesk
}

/** The desk of this record. @throws RecordTooNew when a newer Écluse wrote it. */
export async function openDesk(record: RecordAt): Promise<Desk> {
  return deskOn(await connect(record))
}

function deskOn(database: Database): Desk {
  return {
    search: searchOn(database),
    retention: retentionOn(database),
    integrity: integrityOn(database),
    replays: replaysOn(database),
    corrections: correctionsOn(database),
    rehearsals: rehearsalsOn(database),
    dossiers: dossiersOn(database),
    lanes: laneDeskOn(database),
    [Symbol.asyncDispose]: () => database.destroy(),
  }
}
