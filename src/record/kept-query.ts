import type { Compilable, CompiledQuery, QueryResult } from 'kysely'
import type { Engine } from './engine.ts'
import type { Queries } from './tables.ts'

/** Shapes of one query that are kept: rows and lists come in several lengths. */
const SHAPES = 64

/**
 * A query of the busiest paths: built and compiled once for each engine and each shape of what it is given (the lengths
 * of its lists, the keys of its rows), then only executed. `build` sees places in place of values: it puts them where
 * values belong, and neither looks at them nor computes with them; a constant in a condition is a literal. `engine` is
 * that of the queries, where `build` wants it.
 */
export function kept<G extends object, Row, E extends [engine?: Engine]>(
  build: (queries: Queries, given: G, ...engine: E) => Compilable<Row>,
): (queries: Queries, given: G, ...engine: E) => Promise<QueryResult<Row>> {
  const ofEngine = new WeakMap<object, Map<string, CompiledQuery<Row>>>()
  return (queries, given, ...engine) => {
    const { adapter } = queries.getExecutor() // one for each database, and for all its transactions
    const shapes = ofEngine.get(adapter) ?? new Map<string, CompiledQuery<Row>>()
    ofEngine.set(adapter, shapes)
    const values: unknown[] = []
    const shape = shapeOf(given, values)
    let compiled = shapes.get(shape)
    if (compiled === undefined) {
      if (shapes.size >= SHAPES) shapes.clear()
      compiled = build(queries, inPlaces(given), ...engine).compile()
      shapes.set(shape, compiled)
    }
    const parameters = compiled.parameters.map((each) => (each instanceof Place ? values[each.index] : each))
    return queries.executeQuery({ ...compiled, parameters })
  }
}

/** Where a value goes, by its number among all that are given. */
export class Place {
  readonly index: number

  constructor(index: number) {
    this.index = index
  }
}

/** What of this decides how the query is written; its values, in order, are added to `values`. */
function shapeOf(given: unknown, values: unknown[]): string {
  if (Array.isArray(given)) {
    const shapes = given.map((each) => shapeOf(each, values))
    const [first = ''] = shapes
    return shapes.every((each) => each === first) ? `${shapes.length}*${first}` : `[${shapes.join()}]`
  }
  if (typeof given !== 'object' || given === null) {
    values.push(given)
    return given === undefined ? '-' : '?'
  }
  let shape = '{'
  for (const [key, value] of Object.entries(given)) shape += `${key}${shapeOf(value, values)}`
  return `${shape}}`
}

/** The same with a place for each value, numbered in the order of `shapeOf`; what is not given stays so. */
function inPlaces<G>(given: G): G {
  let count = 0
  const placed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(placed)
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, placed(each)]))
    }
    const place = new Place(count++)
    return value === undefined ? undefined : place
  }
  return placed(given) as G
}
