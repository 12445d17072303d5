import { XMLBuilder } from 'fast-xml-parser'

/**
 * An element's content: text, or members in the order they are written. `@name` is an attribute, an array repeats the
 * element, `undefined` leaves it out, an empty text writes it empty.
 */
export type XmlContent = string | XmlMembers | readonly XmlContent[] | undefined
export interface XmlMembers {
  readonly [name: string]: XmlContent
}

let builder: XMLBuilder | undefined

/** The document as UTF-8 text with its declaration, two blanks a level, deterministic. */
export function writeXml(members: XmlMembers): string {
  builder ??= new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    format: true,
    indentBy: '  ',
    suppressEmptyNode: true,
  })
  return builder.build({ '?xml': { '@version': '1.0', '@encoding': 'UTF-8' }, ...defined(members) })
}

/** The builder writes `undefined` as an empty element: what is not there must not be. */
function defined(members: XmlMembers): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const [name, content] of Object.entries(members)) {
    if (content !== undefined) kept[name] = cleaned(content)
  }
  return kept
}

/** What no XML document may hold, escaped or not: a file's name may hold it, and our own documents must still be XML. */
const UNWRITABLE = /(?![\t\n\r\u007f-\u009f])[\p{Cc}\ufffe\uffff]/gu

function writable(text: string): string {
  return text.toWellFormed().replaceAll(UNWRITABLE, '\ufffd')
}

function cleaned(content: Exclude<XmlContent, undefined>): unknown {
  if (typeof content === 'string') return writable(content)
  if (Array.isArray(content)) return content.map((each) => cleaned(each as Exclude<XmlContent, undefined>))
  return defined(content as XmlMembers)
}
