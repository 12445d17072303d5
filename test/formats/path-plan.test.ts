import { type XmlDocument, XmlXPath } from 'libxml2-wasm'
import { expect, test } from 'vitest'
import { nodesAt } from '../../src/formats/path-plan.ts'
import { TreeElement } from '../../src/formats/tree-element.ts'
import { GROUPS, HEAD } from '../../src/formats/ubl/bindings.ts'
import { UBL_NAMESPACES } from '../../src/formats/ubl/namespaces.ts'
import { parseXml } from '../../src/formats/xml.ts'
import { depositBytes, readCases } from '../fixtures/cases.ts'

const HEAD_PATHS = Object.values(HEAD).flatMap(({ paths }) => [...paths])
const CASES = readCases().filter((each) => each.name.startsWith('ubl/'))

function documentOf(xml: string | Uint8Array): XmlDocument | undefined {
  const parsed = parseXml(typeof xml === 'string' ? Buffer.from(xml) : xml)
  return parsed.ok ? parsed.value : undefined
}

/** Every document of the fixtures that can be parsed. */
function* documents(): Generator<{ name: string; document: XmlDocument }> {
  for (const of of CASES) {
    const document = documentOf(depositBytes(of))
    if (document === undefined) continue
    yield { name: of.name, document }
    document.dispose()
  }
}

function asked(from: XmlDocument['root'], path: string): string[] {
  return from.find(XmlXPath.compile(path, UBL_NAMESPACES)).map((node) => node.content)
}

test('every path of the head leads where XPath leads, in each fixture', () => {
  let found = 0
  for (const { name, document } of documents()) {
    const root = TreeElement.rootOf(document)
    for (const path of HEAD_PATHS) {
      const walked = nodesAt(root, path).map((node) => node.content)
      found += walked.length
      expect(walked, `${name} ${path}`).toEqual(asked(document.root, path))
    }
  }
  expect(found).toBeGreaterThan(1_000)
})

test('every path of a group’s part leads where XPath leads from each element of the group', () => {
  let found = 0
  for (const { name, document } of documents()) {
    const root = TreeElement.rootOf(document)
    for (const { path, parts } of Object.values(GROUPS)) {
      const elements = nodesAt(root, path) as TreeElement[]
      const nodes = document.root.find(XmlXPath.compile(path, UBL_NAMESPACES)) as XmlDocument['root'][]
      expect(elements.length, `${name} ${path}`).toBe(nodes.length)
      for (const [index, element] of elements.entries()) {
        for (const part of Object.values(parts)) {
          const walked = nodesAt(element, part).map((node) => node.content)
          found += walked.length
          expect(walked, `${name} ${element.path} ${part}`).toEqual(asked(nodes[index] as never, part))
        }
      }
    }
  }
  expect(found).toBeGreaterThan(1_000)
})

test('the path a node gives leads back to it alone', () => {
  for (const { name, document } of documents()) {
    const root = TreeElement.rootOf(document)
    for (const path of HEAD_PATHS) {
      for (const node of nodesAt(root, path)) {
        const own = node.path.split('/').slice(2).map(asNamed).join('/')
        expect(asked(document.root, own), `${name} ${node.path}`).toEqual([node.content])
      }
    }
  }
})

/** The prefix of UBL's own elements is empty in the paths people read; extensions may be of any namespace. */
function asNamed(step: string): string {
  if (step.includes(':')) return step
  const [, local = '', rank = ''] = /^([^[]+)(.*)$/.exec(step) ?? []
  return `*[local-name()="${local}"]${rank}`
}

test.each([
  ['a child with a text', 'b[c="1"]/d', ['x', 'z', 'zz']],
  ['a child with a text no one has', 'b[c="3"]/d', []],
  ['elements with an attribute', 'b/*[@e]', ['2', 'z']],
])('a path that asks for %s leads where XPath leads', (_, path, found) => {
  const document = documentOf(
    '<a><b><c>1</c><d>x</d></b><b><c e="">2</c><d>y</d></b><b><c>0</c><c>1</c><d e="1">z</d><d>zz</d></b></a>',
  )
  if (document === undefined) throw new Error('the document of the test is no XML')
  expect(nodesAt(TreeElement.rootOf(document), path).map((node) => node.content)).toEqual(found)
  expect(asked(document.root, path)).toEqual(found)
  document.dispose()
})

test('where two alternatives of a path are both there, they come in the order of the document', () => {
  const document = documentOf('<a><c>1</c><b>2</b><c>3</c></a>')
  if (document === undefined) throw new Error('the document of the test is no XML')
  const root = TreeElement.rootOf(document)
  expect(nodesAt(root, 'b | c').map((node) => [node.content, node.path])).toEqual([
    ['1', '/a/c[1]'],
    ['2', '/a/b'],
    ['3', '/a/c[2]'],
  ])
  document.dispose()
})
