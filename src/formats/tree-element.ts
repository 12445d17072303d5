import type { XmlDocument, XmlNode, XmlXPath } from 'libxml2-wasm'
import * as libxml2 from 'libxml2-wasm/lib/libxml2.mjs'
import * as libxml2Nodes from 'libxml2-wasm/lib/nodes.mjs'
import { type ElementName, ElementNames, type QualifiedName, qualifiedName } from './element-name.ts'
import { addressOf, FIELD, TreeMemory } from './tree-memory.ts'

const { XmlNodeType } = libxml2

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
  readonly #tree: Tree
  readonly #name: ElementName
  readonly #parent: TreeElement | undefined
  /** Its place among the siblings of its name, from 1; set where siblings are too many to look through. */
  #rank: number | undefined
  #path: string | undefined
  #children: readonly TreeElement[] | undefined
  #byName: Map<QualifiedName, TreeElement[]> | undefined
  #byAddress: Map<number, TreeElement> | undefined

  private constructor(
    address: number,
    tree: Tree,
    of: { name: ElementName; parent: TreeElement | undefined },
  ) {
    this.#address = address
    this.#tree = tree
    this.#name = of.name
    this.#parent = of.parent
  }

  /** The root of a document, which must not be disposed of while its elements are used. */
  static rootOf(document: XmlDocument): TreeElement {
    const address = addressOf(document.root)
    const bare = document.root.name // paths begin at it, whatever its namespace
    const name = { name: qualifiedName('', bare), step: bare }
    const memory = new TreeMemory(address)
    return new TreeElement(address, { memory, names: new ElementNames(memory) }, { name, parent: undefined })
  }

  get content(): string {
    return this.#tree.memory.contentOf(this.#address)
  }

  get line(): number {
    return this.#tree.memory.field(this.#address, FIELD.line)
  }

  get path(): string {
    this.#path ??= `${this.#parent?.path ?? ''}/${this.#step()}`
    return this.#path
  }

  #step(): string {
    const { name, step } = this.#name
    const same = this.#parent?.children(name) ?? []
    return same.length < 2 ? step : `${step}[${this.#rank ?? same.indexOf(this) + 1}]`
  }

  /** Its children of this name, in document order. */
  children(name: QualifiedName): readonly TreeElement[] {
    const all = this.elements()
    if (all.length > FEW) {
      this.#byName ??= TreeElement.#sorted(all)
      return this.#byName.get(name) ?? NONE
    }
    const found = all.filter((each) => each.#name.name === name)
    return found.length === 0 ? NONE : found
  }

  /** By their names, and each told its rank. */
  static #sorted(all: readonly TreeElement[]): Map<QualifiedName, TreeElement[]> {
    const byName = Map.groupBy(all, (each) => each.#name.name)
    for (const same of byName.values()) for (const [index, each] of same.entries()) each.#rank = index + 1
    return byName
  }

  /** All its children, in document order. */
  elements(): readonly TreeElement[] {
    this.#children ??= this.#readChildren()
    return this.#children
  }

  /** Its attribute of this name and no namespace. */
  attribute(name: string): TreeNode | undefined {
    const { memory } = this.#tree
    let at = memory.field(this.#address, FIELD.properties)
    for (; at !== 0; at = memory.field(at, FIELD.next)) {
      if (memory.field(at, FIELD.namespace) !== 0 || memory.text(memory.field(at, FIELD.name)) !== name)
        continue
      return { content: memory.contentOf(at), line: this.line, path: `${this.path}/@${name}` }
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
    const parentAddress = this.#tree.memory.field(address, FIELD.parent)
    if (parentAddress === 0) throw new Error('an XPath found what is not below where it began')
    const parent = parentAddress === this.#address ? this : this.#below(parentAddress)
    parent.#byAddress ??= new Map(parent.elements().map((each) => [each.#address, each]))
    const found = parent.#byAddress.get(address)
    if (found === undefined) throw new Error('an XPath found what is no element')
    return found
  }

  #readChildren(): readonly TreeElement[] {
    const children: TreeElement[] = []
    const { memory, names } = this.#tree
    let at = memory.field(this.#address, FIELD.children)
    for (; at !== 0; at = memory.field(at, FIELD.next)) {
      if (memory.field(at, FIELD.type) !== XmlNodeType.XML_ELEMENT_NODE) continue
      children.push(new TreeElement(at, this.#tree, { name: names.of(at), parent: this }))
    }
    return children
  }
}

/** What all elements of a document share. */
interface Tree {
  memory: TreeMemory
  names: ElementNames
}

/** So many children are looked through faster than they are sorted by their names. */
const FEW = 8

const NONE: readonly TreeElement[] = []

/** Exported by the library, but left out of its types. */
function nodeAt(address: number): XmlNode {
  return (libxml2Nodes as unknown as { createNode(address: number): XmlNode }).createNode(address)
}
