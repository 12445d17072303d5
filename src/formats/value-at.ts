import { type XmlDocument, XmlElement, type XmlNode } from 'libxml2-wasm'
import { source } from './scope.ts'
import { UBL_NAMESPACES } from './ubl/namespaces.ts'

/** What stands at a place of a document. */
export interface ValueAt {
  /** All its text, as it stands, blanks included. */
  raw: string
  /** Absent where the parser keeps none. Of an attribute: its element's. */
  line?: number
}

/**
 * What stands at an XPath as readers write it, with the prefixes people know and main documents' and unknown elements
 * bare, whatever the document's own prefixes are; `undefined` when nothing does.
 */
export function valueAt(document: XmlDocument, xpath: string): ValueAt | undefined {
  const node = document.get(evaluable(xpath), UBL_NAMESPACES)
  if (node === null) return undefined
  const element = elementOf(node)
  const { line } = element === undefined ? {} : source({ line: element.line, path: xpath })
  return { raw: node.content, ...(line === undefined ? {} : { line }) }
}

/** A bare name is one of any namespace: XPath itself would look for it in none. */
function evaluable(xpath: string): string {
  return xpath.replaceAll(/(?<=\/)([^/[\]:@*]+)(?=\/|\[|$)/g, '*[local-name()="$1"]')
}

function elementOf(node: XmlNode): XmlElement | undefined {
  return node instanceof XmlElement ? node : (node.parent ?? undefined)
}
