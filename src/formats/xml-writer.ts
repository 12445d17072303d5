/**
 * An element's content: text, or members in the order they are written. `@name` is an attribute, an array repeats the
 * element, `undefined` leaves it out, an empty text writes it empty.
 */
export type XmlContent = string | XmlMembers | readonly XmlContent[] | undefined
export interface XmlMembers {
  readonly [name: string]: XmlContent
}

/** The document as UTF-8 text with its declaration, two blanks a level, deterministic. */
export function writeXml(members: XmlMembers): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${writeElements(members, '')}`
}

/** The elements among the members, a line each at least, every line behind this margin. */
export function writeElements(members: XmlMembers, margin: string): string {
  let written = ''
  for (const name in members) {
    if (!name.startsWith('@')) written += element(name, members[name], margin)
  }
  return written
}

function element(name: string, content: XmlContent, margin: string): string {
  if (content === undefined) return ''
  if (typeof content === 'string') {
    return content === '' ? `${margin}<${name}/>\n` : `${margin}<${name}>${escaped(content)}</${name}>\n`
  }
  if (isRepeated(content)) return content.map((each) => element(name, each, margin)).join('')
  const begin = `${margin}<${name}${attributes(content)}`
  const within = writeElements(content, `${margin}  `)
  return within === '' ? `${begin}/>\n` : `${begin}>\n${within}${margin}</${name}>\n`
}

/** Arrays that may not be changed are no arrays to the compiler's own test. */
function isRepeated(content: XmlMembers | readonly XmlContent[]): content is readonly XmlContent[] {
  return Array.isArray(content)
}

function attributes(members: XmlMembers): string {
  let written = ''
  for (const name in members) {
    const value = members[name]
    if (name.startsWith('@') && typeof value === 'string') written += ` ${name.slice(1)}="${escaped(value)}"`
  }
  return written
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&apos;',
  '"': '&quot;',
}
/** What no XML document may hold, escaped or not: a file's name may hold it, and our own documents must still be XML. */
const UNWRITABLE = /(?![\t\n\r\u007f-\u009f])[\p{Cc}\ufffe\uffff]/gu

function escaped(text: string): string {
  if (PLAIN.test(text)) return text
  return text
    .toWellFormed()
    .replaceAll(UNWRITABLE, '\ufffd')
    .replaceAll(/[&<>'"]/g, (character) => ENTITIES[character] as string)
}

/** What most texts are made of: nothing of it is to be escaped, nothing is unwritable. */
const PLAIN = /^[ !#-%(-;=?-~\u00a0-\ud7ff\ue000-\ufffd]*$/
