import * as libxml2 from 'libxml2-wasm/lib/libxml2.mjs'
import { prefixOf } from './schema-name.ts'

const { XmlNamedNodeStruct, XmlNodeType, XmlNsStruct } = libxml2

/**
 * The XPath of the element at this address of libxml2's memory, with the prefixes people know for its namespaces
 * whatever the document's own are, and a number where siblings share the name. The tree is walked by address: the
 * library's own nodes know no sibling beyond a processing instruction. The cost grows with the number of siblings, so
 * ask only for the paths that are shown.
 */
export function pathAt(node: number): string {
  const steps: string[] = []
  for (let at = node; isElement(at); at = XmlNamedNodeStruct.parent(at)) {
    const prefix = prefixOf(namespaceOf(at))
    steps.push(`/${prefix === '' ? '' : `${prefix}:`}${XmlNamedNodeStruct.name_(at)}${rank(at)}`)
  }
  return steps.toReversed().join('')
}

function rank(element: number): string {
  const before = twins(element, XmlNamedNodeStruct.prev)
  return before > 0 || twins(element, XmlNamedNodeStruct.next) > 0 ? `[${before + 1}]` : ''
}

function twins(element: number, step: (node: number) => number): number {
  const name = XmlNamedNodeStruct.name_(element)
  const namespace = namespaceOf(element)
  let count = 0
  for (let at = step(element); at !== 0; at = step(at)) {
    if (isElement(at) && XmlNamedNodeStruct.name_(at) === name && namespaceOf(at) === namespace) count++
  }
  return count
}

function isElement(node: number): boolean {
  return node !== 0 && XmlNamedNodeStruct.type(node) === XmlNodeType.XML_ELEMENT_NODE
}

function namespaceOf(element: number): string {
  const namespace = XmlNamedNodeStruct.namespace(element)
  return namespace === 0 ? '' : XmlNsStruct.href(namespace)
}
