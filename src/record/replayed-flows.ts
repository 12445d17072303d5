import type { Database, FlowState } from './tables.ts'

/** A flow whose run of a replay ended so. */
export interface ReplayedFlow {
  flow: number
  name: string
  run: number
  /** What that run came to. */
  state: FlowState
  /** What the flow is now: a later run may have come to something else. */
  now: FlowState
  /** Codes of its faults and remarks now. */
  codes: string[]
}

/** What became of the flows of a replay. */
export interface ReplayedFlows {
  /** Those whose run ended in one of these states, by their numbers, from the one after `after` on. */
  of(
    replay: string,
    which: { states: readonly FlowState[]; after: number; limit: number },
  ): Promise<ReplayedFlow[]>
}

export function replayedFlowsOn(database: Database): ReplayedFlows {
  return {
    async of(replay, { states, after, limit }) {
      const rows = await database
        .selectFrom('runs')
        .innerJoin('flows', 'flows.number', 'runs.flow')
        .select(['runs.flow', 'runs.run', 'runs.state', 'flows.name', 'flows.state as now'])
        .where('runs.replay', '=', replay)
        .where('runs.flow', '>', after)
        .where('runs.ended_at', 'is not', null)
        .where((is) => {
          const isOne = is('runs.state', 'in', [...states])
          return states.includes('blocked') ? is.or([isOne, is('runs.state', 'is', null)]) : isOne
        })
        .orderBy('runs.flow')
        .limit(limit)
        .execute()
      const codes = await codesOf(
        database,
        rows.map(({ flow }) => flow),
      )
      return rows.map(({ state, ...row }) => ({
        ...row,
        state: state ?? 'blocked',
        codes: codes.get(row.flow) ?? [],
      }))
    },
  }
}

async function codesOf(database: Database, flows: readonly number[]): Promise<Map<number, string[]>> {
  if (flows.length === 0) return new Map()
  const rows = await database
    .selectFrom('flow_faults')
    .select(['flow', 'code'])
    .where('flow', 'in', [...flows])
    .orderBy('code')
    .execute()
  return new Map(
    [...Map.groupBy(rows, ({ flow }) => flow)].map(([flow, all]) => [flow, all.map(({ code }) => code)]),
  )
}
