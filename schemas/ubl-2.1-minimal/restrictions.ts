import { readFileSync } from 'node:fs'
import type { Facts } from '../ubl-2.1/facts.ts'

/** The facts of UBL 2.1 with the counts of a table of restrictions. @throws when a row widens UBL, or names what it has not. */
export function restricted(facts: Facts, file: string): Facts {
  const aggregates = new Map([...facts.aggregates].map(([name, children]) => [name, [...children]]))
  const rows = readFileSync(file, 'utf8').replace(/\n$/, '').split('\n').slice(1)
  for (const row of rows) {
    const [aggregate = '', element = '', min = '', max = ''] = row.split('\t')
    const children = aggregates.get(aggregate) ?? []
    const at = children.findIndex((child) => child.element === element)
    const own = children[at]
    if (own === undefined) throw new Error(`UBL 2.1 has no ${element} in ${aggregate}`)
    if (Number(min) < Number(own.min) || mostOf(max) > mostOf(own.max))
      throw new Error(`${element} in ${aggregate} would be wider than in UBL 2.1`)
    children[at] = { element, min, max }
  }
  return { ...facts, aggregates }
}

function mostOf(max: string): number {
  return max === 'unbounded' ? Number.POSITIVE_INFINITY : Number(max)
}
