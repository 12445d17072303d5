import { sql } from 'kysely'

// What the indexes made for finding leave out: what most flows or invoices have is found without an index, and the rest is
// a small part. Written out, not bound: the engines use such an index only when they see this very condition.

/** What most have; a release may not change it without a migration. */
export const COMMON = { interfaceCode: 'FSO1100A', frame: 'A1', factor: 'none' } as const

/** The flow is at its end, and not as everybody wishes. */
export const isUnwell = sql<boolean>`"state" in ('partially-integrated', 'rejected', 'blocked')`
/** Not the interface of most flows. */
export const isOtherInterface = sql<boolean>`"interface_code" <> 'FSO1100A'`
/** Not the frame of most invoices. */
export const isOtherFrame = sql<boolean>`"frame" <> 'A1'`
/** A factor is named. */
export const hasFactor = sql<boolean>`"factor_status" <> 'none'`
/** The flow's name is no name of a flow. */
export const hasNoIdentifier = sql<boolean>`"flow_identifier" is null`
