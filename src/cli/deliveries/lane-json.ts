import type { LaneSight } from '../../record/lane-desk.ts'
import type { LaneDetail } from '../deliveries.ts'

/** The stable form for programs: one object, one line. What is not known is null, never left out; instants are UTC. */
export function laneLine(lane: LaneSight, detail: LaneDetail | undefined): string {
  return JSON.stringify({
    endpoint: lane.endpoint,
    waiting: lane.waiting,
    failing: lane.failing,
    oldestAt: lane.oldestAt ?? null,
    tries: lane.tries,
    nextAt: lane.nextAt ?? null,
    lastError: lane.lastError ?? null,
    held: lane.held ?? null,
    documents: detail === undefined ? null : detail.documents.map(documentJson),
    acts: detail?.acts ?? null,
  })
}

function documentJson(document: LaneDetail['documents'][number]) {
  return {
    flow: document.flow,
    run: document.run,
    kind: document.kind,
    name: document.name,
    size: document.size,
    decidedAt: document.decidedAt ?? null,
    tries: document.tries,
    nextAt: document.nextAt ?? null,
    lastError: document.lastError ?? null,
  }
}
