import { type Accounts, accountsOn } from './accounts.ts'
import { type AlertDesk, alertsOn } from './alerts.ts'
import { type Audit, auditOn } from './audit.ts'
import { type Corrections, correctionsOn } from './corrections.ts'
import { connect, engineOf, type RecordAt } from './connect.ts'
import type { Engine } from './engine.ts'
import { type Dossiers, dossiersOn } from './dossier.ts'
import { type LaneDesk, laneDeskOn } from './lane-desk.ts'
import { type Rehearsals, rehearsalsOn } from './rehearsals.ts'
import { type ReplayedFlows, replayedFlowsOn } from './replayed-flows.ts'
import { type Replays, replaysOn } from './replays.ts'
import { type Integrity, integrityOn } from './integrity.ts'
import { type Retention, retentionOn } from './retention.ts'
import { type SavedFilters, savedFiltersOn } from './saved-filters.ts'
import { type FlowSearch, searchOn } from './search.ts'
import { type Statistics, statisticsOn } from './statistics.ts'
import { type Sessions, sessionsOn } from './sessions.ts'
import type { Database } from './tables.ts'
import { type TrafficDesk, trafficOn } from './traffic.ts'
import { type WatchDesk, watchOn } from './watch.ts'

/** The questions and verbs of the support desk, as the record knows them. */
export interface Desk extends AsyncDisposable {
  readonly search: FlowSearch
  readonly retention: Retention
  readonly integrity: Integrity
  readonly replays: Replays
  readonly replayed: ReplayedFlows
  readonly corrections: Corrections
  readonly rehearsals: Rehearsals
  readonly dossiers: Dossiers
  readonly lanes: LaneDesk
  readonly statistics: Statistics
  readonly traffic: TrafficDesk
  readonly watch: WatchDesk
  readonly alerts: AlertDesk
  readonly accounts: Accounts
  readonly sessions: Sessions
  readonly audit: Audit
  readonly savedFilters: SavedFilters
}

/** The desk of this record. @throws RecordTooNew when a newer Écluse wrote it. */
export async function openDesk(record: RecordAt): Promise<Desk> {
  return deskOn({ database: await connect(record), engine: engineOf(record) })
}

function deskOn(place: { database: Database; engine: Engine }): Desk {
  const { database } = place
  return {
    search: searchOn(database),
    retention: retentionOn(database),
    integrity: integrityOn(database),
    replays: replaysOn(database),
    replayed: replayedFlowsOn(database),
    corrections: correctionsOn(database),
    rehearsals: rehearsalsOn(database),
    dossiers: dossiersOn(database),
    lanes: laneDeskOn(database),
    statistics: statisticsOn(database),
    traffic: trafficOn(database),
    watch: watchOn(place),
    alerts: alertsOn(database),
    accounts: accountsOn(database),
    sessions: sessionsOn(database),
    audit: auditOn(database),
    savedFilters: savedFiltersOn(database),
    [Symbol.asyncDispose]: () => database.destroy(),
  }
}
