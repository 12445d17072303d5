import { type Document, isMap, isScalar, isSeq, Scalar, type YAMLMap, type YAMLSeq } from 'yaml'
import type { DirectoryChange } from '../../directory/merge.ts'
import type { Demands, Service, Structure } from '../../directory/structure.ts'

/** The file is written in a way that cannot be changed here without losing something: it is to be changed by hand. */
export class NotEditable extends Error {
  /** What is written so. */
  readonly what: string

  constructor(what: string) {
    super(`${what} : à modifier à la main (to be changed by hand).`)
    this.name = 'NotEditable'
    this.what = what
  }
}

/** Makes these changes in `structures.yaml`; all that they do not touch stays as it is written, comments included. */
export function edit(document: Document, changes: readonly DirectoryChange[]): void {
  const list = document.get('structures')
  if (!isSeq(list)) throw new NotEditable('structures n’est pas une liste')
  const bySiret = new Map(list.items.map((item) => [isMap(item) ? item.get('siret') : undefined, item]))
  const removed = new Set<unknown>()
  for (const change of changes) {
    if (change.kind === 'added') {
      list.flow = false
      list.items.push(structureNode(document, change.structure))
      continue
    }
    const item = bySiret.get(change.siret)
    if (!isMap(item)) throw new NotEditable(`la structure ${change.siret}`)
    if (change.kind === 'removed') removed.add(item)
    else EDITS[change.kind](document, item, change as never)
  }
  list.items = list.items.filter((item) => !removed.has(item))
}

type Edited = Exclude<DirectoryChange, { kind: 'added' | 'removed' }>
type Edits = {
  [Kind in Edited['kind']]: (
    document: Document,
    structure: YAMLMap,
    change: Extract<Edited, { kind: Kind }>,
  ) => void
}

const EDITS: Edits = {
  changed(document, structure, { field, to }) {
    const [first, demand] = field.split('.')
    if (demand === undefined) return set(document, structure, field, to)
    if (!structure.has('demands')) structure.set('demands', flow(document.createNode({})))
    set(document, asMap(structure.get('demands'), first), demand, to)
  },
  'service-changed'(document, structure, { code, field, to }) {
    const service = servicesOf(document, structure).items.find(
      (item) => isMap(item) && item.get('code') === code,
    )
    set(document, asMap(service, `le service ${code}`), field, to)
  },
  'service-added'(document, structure, { service }) {
    const services = servicesOf(document, structure)
    services.flow = false
    services.items.push(serviceNode(document, service))
  },
  'service-removed'(document, structure, { service: { code } }) {
    const services = servicesOf(document, structure)
    services.items = services.items.filter((item) => !isMap(item) || item.get('code') !== code)
    services.flow = services.items.length === 0
  },
}

function servicesOf(document: Document, structure: YAMLMap): YAMLSeq {
  if (!structure.has('services')) structure.set('services', document.createNode([]))
  const services = structure.get('services')
  if (!isSeq(services))
    throw new NotEditable(`les services de la structure ${String(structure.get('siret'))}`)
  return services
}

function asMap(node: unknown, what = ''): YAMLMap {
  if (!isMap(node)) throw new NotEditable(what)
  return node
}

/** A value that is there already keeps its quotes and its comment. */
function set(document: Document, map: YAMLMap, key: string, value: string | boolean): void {
  const known = map.get(key, true)
  if (isScalar(known)) known.value = value
  else map.set(key, typeof value === 'string' ? quoted(value) : document.createNode(value))
}

function structureNode(document: Document, structure: Structure): YAMLMap {
  const { siret, name, active, application, demands, services } = structure
  const node = document.createNode({}) as YAMLMap
  node.spaceBefore = true
  node.set('siret', quoted(siret))
  if (name !== undefined) node.set('name', quoted(name))
  if (!active) node.set('active', false)
  node.set('application', quoted(application))
  const wanted = Object.entries(demands).filter(([, isDemanded]) => isDemanded) as [keyof Demands, true][]
  if (wanted.length > 0) node.set('demands', flow(document.createNode(Object.fromEntries(wanted))))
  if (services.length > 0) {
    const list = document.createNode([]) as YAMLSeq
    list.items = services.map((service) => serviceNode(document, service))
    node.set('services', list)
  }
  return node
}

function serviceNode(document: Document, { code, name, active, engagement }: Service): YAMLMap {
  const node = document.createNode({}) as YAMLMap
  node.set('code', quoted(code))
  node.set('name', quoted(name))
  if (!active) node.set('active', false)
  if (engagement) node.set('engagement', true)
  return flow(node)
}

function quoted(text: string): Scalar<string> {
  const scalar = new Scalar(text)
  scalar.type = 'QUOTE_DOUBLE'
  return scalar
}

/** On one line, as these are in the file that comes with Écluse. */
function flow<Node>(node: Node): Node & YAMLMap {
  const map = node as Node & YAMLMap
  map.flow = true
  return map
}
