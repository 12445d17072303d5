import type { FastifyInstance } from 'fastify'
import type { DeskTools } from './desk-tools.ts'
import { depositorsPages } from './pages/depositors.ts'
import { endpointsPages } from './pages/endpoints.ts'
import { flowPages } from './pages/flow.ts'
import { invoicePages } from './pages/invoice.ts'
import { accountsPages } from './pages/accounts.ts'
import { auditPages } from './pages/audit.ts'
import { activityPages } from './pages/activity.ts'
import { correctPages } from './pages/correct.ts'
import { flowsPages } from './pages/flows.ts'
import { replayFlowPages } from './pages/replay-flow.ts'
import { replaysPages } from './pages/replays.ts'
import { structuresPages } from './pages/structures.ts'
import { todayPages } from './pages/today.ts'

/** THE list of what the console shows, one entry a page or group of pages. */
export const PAGES: readonly ((server: FastifyInstance, tools: DeskTools) => void)[] = [
  todayPages,
  activityPages,
  flowsPages,
  flowPages,
  invoicePages,
  replaysPages,
  replayFlowPages,
  correctPages,
  structuresPages,
  endpointsPages,
  depositorsPages,
  accountsPages,
  auditPages,
]
