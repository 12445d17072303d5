import type { XmlNode } from 'libxml2-wasm'
import * as libxml2 from 'libxml2-wasm/lib/libxml2.mjs'

const { XmlNodeSetStruct, XmlNodeType, xmlNodeGetContent } = libxml2

/** Where libxml2 (tree.h, 32 bits) keeps what of a node, in bytes from its address. */
export const FIELD = {
  type: 4,
  name: 8,
  children: 12,
  parent: 20,
  next: 24,
  namespace: 36,
  content: 40,
  properties: 44,
  line: 56,
  /** Of a namespace. */
  href: 8,
} as const

/** Texts as long as most are; the end of a longer one is looked for by the machine and not byte by byte. */
const SHORT = 128

/**
 * The memory of libxml2, in which parsed documents stand. Read in place, because the library's own readers cost several
 * calls a field, and a copy within that memory a text (decision 17).
 */
export class TreeMemory {
  /** A node in it: by any, the library tells where the memory is. */
  readonly #node: number
  #words = new Uint32Array()
  #bytes = Buffer.alloc(0)

  constructor(node: number) {
    this.#node = node
    this.#look()
  }

  /** The address, or the number, in this field of what is at the address. */
  field(address: number, field: number): number {
    const value = this.#words[(address + field) >>> 2]
    if (value !== undefined) return value
    this.#look()
    return this.#words[(address + field) >>> 2] as number
  }

  /** The text that begins at this address. */
  text(address: number): string {
    if (this.#bytes.length === 0) this.#look()
    const bytes = this.#bytes
    const near = address + SHORT
    let end = address
    while (end < near && bytes[end] !== 0) end++
    return bytes.toString('utf8', address, end < near ? end : bytes.indexOf(0, near))
  }

  /** The text of a node and of all below it. */
  contentOf(node: number): string {
    const only = this.field(node, FIELD.children)
    if (only === 0) return ''
    const type = this.field(only, FIELD.type)
    const isText = type === XmlNodeType.XML_TEXT_NODE || type === XmlNodeType.XML_CDATA_SECTION_NODE
    if (!isText || this.field(only, FIELD.next) !== 0) return xmlNodeGetContent(node)
    const text = this.field(only, FIELD.content)
    return text === 0 ? '' : this.text(text)
  }

  /** Memory that has grown is another: the views of what it was are empty then. */
  #look(): void {
    const buffer = XmlNodeSetStruct.nodeTable(this.#node, 0).buffer as ArrayBuffer
    this.#words = new Uint32Array(buffer)
    this.#bytes = Buffer.from(buffer)
  }
}

/** Where a node stands, which the library leaves out of its types. */
export function addressOf(node: XmlNode): number {
  return (node as unknown as { _nodePtr: number })._nodePtr
}
