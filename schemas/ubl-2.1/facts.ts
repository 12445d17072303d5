import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A child of an aggregate, in its place. */
export interface Child {
  /** Prefixed name: cbc:ID, cac:Party, ext:UBLExtensions. */
  element: string
  min: string
  max: string
}

export interface Attribute {
  name: string
  /** Prefixed xsd type. */
  type: string
  required: boolean
}

/** A data type: the xsd type of the text and the attributes beside it. */
export interface DataType {
  base: string
  attributes: Attribute[]
}

/** What UBL 2.1 says of Invoice, CreditNote and all that can stand in them. */
export interface Facts {
  /** Children by aggregate, in document order; `Invoice` and `CreditNote` are the two roots. */
  aggregates: Map<string, Child[]>
  /** Aggregate, data type or `AnyElement`, by prefixed element name. */
  elements: Map<string, string>
  dataTypes: Map<string, DataType>
}

/** The facts in a folder of tables. @throws when a table contradicts another one. */
export function readFacts(folder: string): Facts {
  const facts: Facts = { aggregates: new Map(), elements: new Map(), dataTypes: new Map() }
  for (const [aggregate, element, min, max] of rows(folder, 'aggregates.tsv', 4)) {
    entry(facts.aggregates, aggregate, () => []).push({ element, min, max })
  }
  for (const [element, type] of rows(folder, 'elements.tsv', 2)) facts.elements.set(element, type)
  for (const [name, base, attribute, type, use] of rows(folder, 'datatypes.tsv', 5)) {
    const dataType = entry(facts.dataTypes, name, () => ({ base, attributes: [] }))
    if (attribute !== '') dataType.attributes.push({ name: attribute, type, required: use === 'required' })
  }
  assertWhole(facts)
  return facts
}

function assertWhole({ aggregates, elements, dataTypes }: Facts): void {
  for (const [aggregate, children] of aggregates) {
    for (const { element } of children) {
      if (!elements.has(element)) throw new Error(`${element} in ${aggregate} has no type in elements.tsv`)
    }
  }
  for (const [element, type] of elements) {
    if (aggregates.has(type) || dataTypes.has(type) || type === 'AnyElement') continue
    throw new Error(`${element} is of ${type}, which no table declares`)
  }
}

type Row = [string, string, string, string, string]

/** The rows below the heading, each of exactly `width` cells (the rest of the tuple is empty). */
function rows(folder: string, file: string, width: number): Row[] {
  const lines = readFileSync(join(folder, file), 'utf8').replace(/\n$/, '').split('\n').slice(1)
  return lines.map((line, index) => {
    const cells = line.split('\t')
    if (cells.length !== width)
      throw new Error(`${file}, line ${index + 2}: ${cells.length} cells, not ${width}`)
    return [...cells, '', '', '', ''].slice(0, 5) as Row
  })
}

function entry<Value>(map: Map<string, Value>, key: string, first: () => Value): Value {
  const known = map.get(key) ?? first()
  map.set(key, known)
  return known
}
