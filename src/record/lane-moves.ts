import type { Ledger } from './ledger.ts'
import { claimLane, releaseLane, renewLane, type Timed } from './lanes.ts'
import { markSent } from './outbox.ts'
import { SharedTransactions } from './shared-transactions.ts'
import { markStaged } from './staging.ts'

/** Milliseconds the lanes that are drained at once wait for each other, to share a commit. */
const GATHER_MS = 2

type LaneMoves = Pick<Ledger, 'claimLane' | 'renewLane' | 'releaseLane' | 'markStaged' | 'markSent'>

/**
 * What each drain of each lane says to the record. Only what is staged must outlast a power cut before anything else is
 * done: a document may be named once that is known. The rest is committed lightly:
 * - leases are for services that live; a lease that a power cut undid is asked for, by its term, before anything is
 *   staged under it, and that commit makes it last;
 * - a document whose name was given, and not noted, is staged: its hidden file is gone, which says that it was named.
 */
export function laneMoves({ database, engine }: Timed): LaneMoves {
  const light = new SharedTransactions((work) => engine.lightly(database, work), GATHER_MS)
  const synced = new SharedTransactions((work) => database.transaction().execute(work), GATHER_MS)
  return {
    claimLane: (endpoint, owner, leaseMs) =>
      light.run(endpoint, (transaction) => claimLane({ transaction, engine }, { endpoint, owner }, leaseMs)),
    renewLane: (lease, leaseMs) =>
      light.run(lease.endpoint, (transaction) => renewLane({ transaction, engine }, lease, leaseMs)),
    releaseLane: (lease) => light.run(lease.endpoint, (transaction) => releaseLane(transaction, lease)),
    async markStaged(lease, documents, staging) {
      if (documents.length === 0) return new Set()
      return synced.run(lease.endpoint, (transaction) =>
        markStaged(transaction, { lease, documents }, staging),
      )
    },
    async markSent(endpoint, documents) {
      if (documents.length === 0) return
      // One that was there already was never staged: nothing else would tell, were this commit lost.
      const isTold = documents.some(({ recognised }) => recognised)
      await (isTold ? synced : light).run(endpoint, (transaction) =>
        markSent(transaction, endpoint, documents),
      )
    },
  }
}
