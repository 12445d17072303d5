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
  readonly #document: Known
  readonly #parent: TreeElement | undefined
  readonly #step: string
  #path: string | undefined
  #children: Children | undefined

  private constructor(of: { address: number; parent: TreeElement | undefined; step: string }, known: Known) {
    this.#address = of.address
    this.#parent = of.parent
    this.#step = of.step
    this.#document = known
  }

  /** The root of a document, which must not be disposed of while its elements are used. */
  static rootOf(document: XmlDocument): TreeElement {
    const address = addressOf(document.root)
    return new TreeElement(
      { address, parent: undefined, step: document.root.name },
      { namespaces: new Map() },
    )
  }

  get content(): string {
    return xmlNodeGetContent(this.#address)
  }

  get line(): number {
    return XmlNodeStruct.line(this.#address)
  }

  get path(): string {
    this.#path ??= `${this.#parent?.path ?? ''}/${this.#step}`
    return this.#path
  }

  /** Its children of this name, in document order. */
  children(namespace: string, name: string): readonly TreeElement[] {
    this.#children ??= this.#readChildren()
    return this.#children.byName.get(`${namespace} ${name}`) ?? NONE
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
    parent.#children ??= parent.#readChildren()
    const found = parent.#children.byAddress.get(address)
    if (found === undefined) throw new Error('an XPath found what is no element')
    return found
  }

  #readChildren(): Children {
    const named: { key: string; prefix: string; name: string; address: number }[] = []
    const counts = new Map<string, number>()
    for (let at = XmlNamedNodeStruct.children(this.#address); at !== 0; at = XmlNamedNodeStruct.next(at)) {
      if (XmlNamedNodeStruct.type(at) !== XmlNodeType.XML_ELEMENT_NODE) continue
      const { href, prefix } = this.#namespaceOf(at)
      const name = XmlNamedNodeStruct.name_(at)
      const key = `${href} ${name}`
      named.push({ key, prefix, name, address: at })
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    const byName = new Map<string, TreeElement[]>()
    const byAddress = new Map<number, TreeElement>()
    for (const { key, prefix, name, address } of named) {
      const same = byName.get(key) ?? []
      const rank = (counts.get(key) ?? 1) > 1 ? `[${same.length + 1}]` : ''
      const step = `${prefix}${name}${rank}`
      const child = new TreeElement({ address, parent: this, step }, this.#document)
      same.push(child)
      if (same.length === 1) byName.set(key, same)
      byAddress.set(address, child)
    }
    return { byName, byAddress }
  }

  /** Namespaces are few and shared: each is read once a document. */
  #namespaceOf(element: number): Namespace {
    const address = XmlNamedNodeStruct.namespace(element)
    if (address === 0) return NO_NAMESPACE
    const { namespaces } = this.#document
    const known = namespaces.get(address)
    if (known !== undefined) return known
    const href = XmlNsStruct.href(address)
    const prefix = prefixOf(href)
    const namespace = { href, prefix: prefix === '' ? '' : `${prefix}:` }
    namespaces.set(address, namespace)
    return namespace
  }
}

interface Children {
  byName: Map<string, TreeElement[]>
  byAddress: Map<number, TreeElement>
}

interface Namespace {
  href: string
  /** As it is written in paths, with its colon. */
  prefix: string
}

interface Known {
  /** By their address. */
  namespaces: Map<number, Namespace>
}

const NONE: readonly TreeElement[] = []
const NO_NAMESPACE: Namespace = { href: '', prefix: '' }

/** Exported by the library, but left out of its types, as the address itself is. */
function nodeAt(address: number): XmlNode {
  return (libxml2Nodes as unknown as { createNode(address: number): XmlNode }).createNode(address)
}

function addressOf(node: XmlNode): number {
  return (node as unknown as { _nodePtr: number })._nodePtr
}
