import type { XmlElement } from 'libxml2-wasm'
import { XmlNodeSetStruct } from 'libxml2-wasm/lib/libxml2.mjs'
import { expect, test } from 'vitest'
import { addressOf, FIELD, TreeMemory } from '../../src/formats/tree-memory.ts'
import { parseXml } from '../../src/formats/xml.ts'

function parsed(text: string) {
  const document = parseXml(Buffer.from(text))
  if (!document.ok) throw new Error('no XML')
  return document.value
}

test.each([
  '<a/>',
  '<a></a>',
  '<a>texte</a>',
  '<a>  « é € 𝄞 » &amp; &lt;b&gt; &#8364;</a>',
  '<a><![CDATA[<b>é</b>]]></a>',
  '<a>avant <![CDATA[dedans]]> après</a>',
  '<a>avant <!-- rien --> après</a>',
  '<a><!-- rien --></a>',
  '<a><?p i?>texte</a>',
  '<a>un <b>deux <c>trois</c></b> quatre</a>',
  `<a>${'é'.repeat(63)}</a>`,
  `<a>${'x'.repeat(127)}</a>`,
  `<a>${'x'.repeat(128)}</a>`,
  `<a>${'base64=='.repeat(100_000)}</a>`,
])('the text of %.60s is the one libxml2 tells', (text) => {
  using document = parsed(text)
  const { root } = document
  expect(new TreeMemory(addressOf(root)).contentOf(addressOf(root))).toBe(root.content)
})

test('the text of an attribute is the one libxml2 tells', () => {
  using document = parsed('<a b="é &amp; &#10; €" c=""/>')
  const memory = new TreeMemory(addressOf(document.root))
  for (const attribute of document.root.attrs)
    expect(memory.contentOf(addressOf(attribute))).toBe(attribute.content)
})

test('a line is the one libxml2 tells', () => {
  using document = parsed(`<a>${'\n'.repeat(70_000)}<b/></a>`)
  const memory = new TreeMemory(addressOf(document.root))
  const b = document.get('b') as XmlElement
  expect(memory.field(addressOf(document.root), FIELD.line)).toBe(document.root.line)
  expect(memory.field(addressOf(b), FIELD.line)).toBe(b.line)
})

test('a document is read on when the memory it stands in has grown', () => {
  using document = parsed('<a>texte</a>')
  const memory = new TreeMemory(addressOf(document.root))
  const before = libxml2Bytes(document.root)
  using large = parsed(`<a>${'x'.repeat(64 * 1024 * 1024)}</a>`)
  expect(libxml2Bytes(large.root)).toBeGreaterThan(before)
  expect(memory.contentOf(addressOf(document.root))).toBe('texte')
  expect(memory.field(addressOf(document.root), FIELD.line)).toBe(1)
})

function libxml2Bytes(node: XmlElement): number {
  return XmlNodeSetStruct.nodeTable(addressOf(node), 0).buffer.byteLength
}
