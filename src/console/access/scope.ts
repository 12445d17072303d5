import type { FlowFilter } from '../../record/flow-filter.ts'
import type { Visitor } from './visitor.ts'

/**
 * The depositor whose flows are all this visitor sees; `undefined`: it sees everybody's.
 * @throws an error for a depositor's account that names none: it would see everybody's.
 */
export function scopeOf({ account, role, depositor }: Visitor): string | undefined {
  if (role !== 'depositor') return undefined
  if (depositor === undefined) throw new Error(`The account ${account} is a depositor’s and names none.`)
  return depositor
}

/** The same filter, finding nothing that is not for the eyes of this visitor. */
export function scoped(filter: FlowFilter, visitor: Visitor): FlowFilter {
  const depositor = scopeOf(visitor)
  return depositor === undefined ? filter : { ...filter, depositor }
}

/** Whether this flow is for the eyes of this visitor. One that is not must look as one that is not there. */
export function maySeeFlow(visitor: Visitor, flow: { depositor: string }): boolean {
  const depositor = scopeOf(visitor)
  return depositor === undefined || depositor === flow.depositor
}
