import { prefixOf } from './schema-name.ts'
import { FIELD, type TreeMemory } from './tree-memory.ts'

declare const qualified: unique symbol

/** Namespace and name in one. */
export type QualifiedName = string & { readonly [qualified]: true }

/** A name of elements, and the step of a path that leads to one. */
export interface ElementName {
  name: QualifiedName
  step: string
}

/** The names that paths of binding tables ask for, by namespace: as many as the tables have. */
const asked = new Map<string, Map<string, ElementName>>()

/** A name to ask for. Documents' names that are the same are this very text, which is compared at a glance. */
export function qualifiedName(namespace: string, local: string): QualifiedName {
  const names = asked.get(namespace) ?? new Map<string, ElementName>()
  asked.set(namespace, names)
  const known = names.get(local) ?? newName(namespace, local)
  names.set(local, known)
  return known.name
}

function newName(namespace: string, local: string): ElementName {
  const prefix = prefixOf(namespace)
  return {
    name: `${namespace} ${local}` as QualifiedName,
    step: prefix === '' ? local : `${prefix}:${local}`,
  }
}

/**
 * The names of a document's elements. libxml2 keeps each of them once, and a namespace where it is declared: by these
 * addresses they are told apart, and each is read the first time only.
 */
export class ElementNames {
  readonly #memory: TreeMemory
  readonly #known = new Map<number, Namespace>()

  constructor(memory: TreeMemory) {
    this.#memory = memory
  }

  of(element: number): ElementName {
    const memory = this.#memory
    const { uri, names } = this.#namespace(memory.field(element, FIELD.namespace))
    const address = memory.field(element, FIELD.name)
    const known = names.get(address)
    if (known !== undefined) return known
    const local = memory.text(address)
    const name = asked.get(uri)?.get(local) ?? newName(uri, local)
    names.set(address, name)
    return name
  }

  #namespace(address: number): Namespace {
    const known = this.#known.get(address)
    if (known !== undefined) return known
    const memory = this.#memory
    const uri = address === 0 ? '' : memory.text(memory.field(address, FIELD.href))
    const namespace = { uri, names: new Map<number, ElementName>() }
    this.#known.set(address, namespace)
    return namespace
  }
}

/** A namespace as the document declares it, and the names in it by their addresses. */
interface Namespace {
  uri: string
  names: Map<number, ElementName>
}
