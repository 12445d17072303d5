import type { XmlNode } from 'libxml2-wasm'
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
  return stepsTo(node, 0, rank)
}

/**
 * The XPaths of elements found below `within`, whose own path is known: nothing above it is looked at, and siblings are
 * counted once, however many of them are asked for.
 */
export function pathsBelow(nodes: readonly XmlNode[], within: XmlNode, prefix: string): string[] {
  const top = addressOf(within)
  const known = new Map<number, Map<number, string>>()
  const rankOf = (element: number): string => {
    const parent = XmlNamedNodeStruct.parent(element)
    const ranks = known.get(parent) ?? ranksBelow(parent)
    known.set(parent, ranks)
    return ranks.get(element) ?? ''
  }
  return nodes.map((node) => `${prefix}${stepsTo(addressOf(node), top, rankOf)}`)
}

function addressOf(node: XmlNode): number {
  return (node as unknown as { _nodePtr: number })._nodePtr
}

/** From below `top` (0: the whole document) down to the element. */
function stepsTo(node: number, top: number, rankOf: (element: number) => string): string {
  const steps: string[] = []
  for (let at = node; at !== top && isElement(at); at = XmlNamedNodeStruct.parent(at)) {
    const prefix = prefixOf(namespaceOf(at))
    steps.push(`/${prefix === '' ? '' : `${prefix}:`}${XmlNamedNodeStruct.name_(at)}${rankOf(at)}`)
  }
  return steps.toReversed().join('')
}

/** The number of each child that shares its name with another. */
function ranksBelow(parent: number): Map<number, string> {
  const byName = new Map<string, number[]>()
  for (let at = XmlNamedNodeStruct.children(parent); at !== 0; at = XmlNamedNodeStruct.next(at)) {
    if (!isElement(at)) continue
    const name = `${namespaceOf(at)} ${XmlNamedNodeStruct.name_(at)}`
    const twins = byName.get(name)
    if (twins === undefined) byName.set(name, [at])
    else twins.push(at)
  }
  const several = [...byName.values()].filter((each) => each.length > 1)
  return new Map(several.flatMap((each) => each.map((at, index) => [at, `[${index + 1}]`] as const)))
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
