import type { XmlDocument, XmlNode, XmlXPath } from 'libxml2-wasm'
import * as libxml2 from 'libxml2-wasm/lib/libxml2.mjs'
import * as libxml2Nodes from 'libxml2-wasm/lib/nodes.mjs'
import { prefixOf } from './schema-name.ts'

const { XmlNamedNodeStruct, XmlNodeStruct, XmlNodeType, XmlNsStruct, xmlNodeGetContent } = libxml2

/** What paths end at: an element, or an attribute of one. */
export interface TreeNode {
  /** The text of it and of all below it. */
  readonly content: string
  readonly line: number
  /** Its own XPath, with the prefixes people know, and a number where siblings share the name. */
  readonly path: string
}

/**
 * An element of a parsed document. Its children are read out of libxml2's memory once, when they are first asked for,
 * and kept by their names: sixty paths of a head then cost less than four evaluated as XPath.
 */
export class TreeElement implements TreeNode {
  readonly #address: number
  readonly #names: Names
  readonly #name: KnownName
  readonly #parent: TreeElement | undefined
  /** Its place among the siblings of its name, from 1. */
  readonly #rank: number
  #path: string | undefined
  #children: Children | undefined
  #byAddress: Map<number, TreeElement> | undefined

  private constructor(
    of: { address: number; name: KnownName; parent: TreeElement | undefined; rank: number },
    names: Names,
  ) {
    this.#address = of.address
    this.#name = of.name
    this.#parent = of.parent
    this.#rank = of.rank
    this.#names = names
  }

  /** The root of a document, which must not be disposed of while its elements are used. */
  static rootOf(document: XmlDocument): TreeElement {
    const address = addressOf(document.root)
    const bare = document.root.name // paths begin at it, whatever its namespace
    const name = { name: qualifiedName('', bare), step: bare }
    return new TreeElement({ address, name, parent: undefined, rank: 1 }, new Names())
  }

  get content(): string {
    return xmlNodeGetContent(this.#address)
  }

  get line(): number {
    return XmlNodeStruct.line(this.#address)
  }

  get path(): string {
    this.#path ??= `${this.#parent?.path ?? ''}/${this.#step()}`
    return this.#path
  }

  #step(): string {
    const { name, step } = this.#name
    const same = this.#parent?.children(name).length ?? 1
    return same === 1 ? step : `${step}[${this.#rank}]`
  }

  /** Its children of this name, in document order. */
  children(name: QualifiedName): readonly TreeElement[] {
    this.#children ??= this.#readChildren()
    return this.#children.byName.get(name) ?? NONE
  }

  /** All its children, in document order. */
  elements(): readonly TreeElement[] {
    this.#children ??= this.#readChildren()
    return this.#children.all
  }

  /** Its attribute of this name and no namespace. */
  attribute(name: string): TreeNode | undefined {
    for (let at = XmlNodeStruct.properties(this.#address); at !== 0; at = XmlNamedNodeStruct.next(at)) {
      if (XmlNamedNodeStruct.namespace(at) !== 0 || XmlNamedNodeStruct.name_(at) !== name) continue
      return { content: xmlNodeGetContent(at), line: this.line, path: `${this.path}/@${name}` }
    }
    return undefined
  }

  /** What an XPath finds from here; all of it must be elements below this one. */
  find(xpath: XmlXPath): TreeElement[] {
    return nodeAt(this.#address)
      .find(xpath)
      .map((node) => this.#below(addressOf(node)))
  }

  #below(address: number): TreeElement {
    const parentAddress = XmlNamedNodeStruct.parent(address)
    if (parentAddress === 0) throw new Error('an XPath found what is not below where it began')
    const parent = parentAddress === this.#address ? this : this.#below(parentAddress)
    parent.#byAddress ??= new Map(parent.elements().map((each) => [each.#address, each]))
    const found = parent.#byAddress.get(address)
    if (found === undefined) throw new Error('an XPath found what is no element')
    return found
  }

  #readChildren(): Children {
    const byName = new Map<QualifiedName, TreeElement[]>()
    const all: TreeElement[] = []
    for (let at = XmlNamedNodeStruct.children(this.#address); at !== 0; at = XmlNamedNodeStruct.next(at)) {
      if (XmlNamedNodeStruct.type(at) !== XmlNodeType.XML_ELEMENT_NODE) continue
      const name = this.#names.of(at)
      const same = byName.get(name.name) ?? []
      if (same.length === 0) byName.set(name.name, same)
      const child = new TreeElement({ address: at, name, parent: this, rank: same.length + 1 }, this.#names)
      same.push(child)
      all.push(child)
    }
    return { byName, all }
  }
}

declare const qualified: unique symbol

/** Namespace and name in one. */
export type QualifiedName = string & { readonly [qualified]: true }

export function qualifiedName(namespace: string, name: string): QualifiedName {
  return `${namespace} ${name}` as QualifiedName
}

interface Children {
  byName: Map<QualifiedName, TreeElement[]>
  all: TreeElement[]
}

/** A name of elements of a document, and the step of a path that leads to one. */
interface KnownName {
  name: QualifiedName
  step: string
}

/**
 * The names of a document's elements. libxml2 keeps each of them once, and a namespace where it is declared: by these
 * addresses they are told apart, and each is read the first time only.
 */
class Names {
  readonly #known = new Map<number, Map<number, KnownName>>()

  of(element: number): KnownName {
    const namespace = XmlNamedNodeStruct.namespace(element)
    const names = this.#known.get(namespace) ?? new Map<number, KnownName>()
    if (names.size === 0) this.#known.set(namespace, names)
    const at = nameAddressOf(element)
    const known = names.get(at) ?? readName(element, namespace)
    names.set(at, known)
    return known
  }
}

function readName(element: number, namespace: number): KnownName {
  const name = XmlNamedNodeStruct.name_(element)
  if (namespace === 0) return { name: qualifiedName('', name), step: name }
  const href = XmlNsStruct.href(namespace)
  const prefix = prefixOf(href)
  return { name: qualifiedName(href, name), step: prefix === '' ? name : `${prefix}:${name}` }
}

const NONE: readonly TreeElement[] = []

/** Exported by the library, but left out of its types, as the address itself is. */
function nodeAt(address: number): XmlNode {
  return (libxml2Nodes as unknown as { createNode(address: number): XmlNode }).createNode(address)
}

function addressOf(node: XmlNode): number {
  return (node as unknown as { _nodePtr: number })._nodePtr
}

/** The library reads the name itself, of which an element has the address at its eighth byte; this reads any address. */
function nameAddressOf(element: number): number {
  return XmlNsStruct.next(element + 8)
}
