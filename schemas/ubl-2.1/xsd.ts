import type { Child, DataType, Facts } from './facts.ts'

const UBL = 'urn:oasis:names:specification:ubl:schema:xsd:'

/** The documents of the folder: the prefix each namespace goes by, and the file that declares it. */
const NAMESPACES = {
  cac: { uri: `${UBL}CommonAggregateComponents-2`, file: 'aggregates.xsd' },
  cbc: { uri: `${UBL}CommonBasicComponents-2`, file: 'basic-elements.xsd' },
  ext: { uri: `${UBL}CommonExtensionComponents-2`, file: 'extensions.xsd' },
  dt: { uri: 'urn:ecluse:ubl-2.1:data-types', file: 'data-types.xsd' },
  inv: { uri: `${UBL}Invoice-2`, file: 'invoice.xsd' },
  cn: { uri: `${UBL}CreditNote-2`, file: 'credit-note.xsd' },
} as const

type Prefix = keyof typeof NAMESPACES

/** The two roots of the tables: aggregates that are documents. */
const ROOTS = { Invoice: 'inv', CreditNote: 'cn' } as const satisfies Record<string, Prefix>

/** The text of each XSD by file name. The same facts give the same bytes. */
export function writeSchemas(facts: Facts): Map<string, string> {
  return new Map([
    ...Object.entries(ROOTS).map(([root, prefix]) => mainDocument(facts, root, prefix)),
    schema('cac', ['cbc', 'ext'], elements(facts, 'cac')),
    schema('cbc', ['dt'], elements(facts, 'cbc')),
    schema('ext', ['cbc', 'dt'], elements(facts, 'ext')),
    schema(
      'dt',
      [],
      [...facts.dataTypes].map(([name, dataType]) => dataTypeText(name, dataType)),
    ),
  ])
}

function mainDocument(facts: Facts, root: string, prefix: Prefix): [string, string] {
  const children = facts.aggregates.get(root)
  if (children === undefined) throw new Error(`aggregates.tsv has no ${root}`)
  return schema(
    prefix,
    ['cac', 'cbc', 'ext'],
    [element(root, `${prefix}:${root}Type`), aggregate(`${root}Type`, children)],
  )
}

/** Declarations of every element of a namespace, then the aggregates they are made of. */
function elements(facts: Facts, prefix: Prefix): string[] {
  const own = [...facts.elements].filter(([name]) => name.startsWith(`${prefix}:`))
  const declared = own.map(([name, type]) => {
    const local = name.slice(prefix.length + 1)
    if (type === 'AnyElement') return anyElement(local)
    return element(local, `${facts.dataTypes.has(type) ? 'dt' : prefix}:${type}`)
  })
  const used = new Set(own.map(([, type]) => type))
  const aggregates = [...facts.aggregates].filter(([name]) => used.has(name))
  return [...declared, ...aggregates.map(([name, children]) => aggregate(name, children))]
}

function schema(prefix: Prefix, imported: Prefix[], declarations: string[]): [string, string] {
  const { uri, file } = NAMESPACES[prefix]
  const xmlns = [prefix, ...imported].map((each) => `\n    xmlns:${each}="${NAMESPACES[each].uri}"`)
  const imports = imported.map(
    (each) => `  <xsd:import namespace="${NAMESPACES[each].uri}" schemaLocation="${NAMESPACES[each].file}"/>`,
  )
  const text = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!-- Written by generate.ts from facts/: change those, not this. -->',
    `<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema"${xmlns.join('')}`,
    `    targetNamespace="${uri}" elementFormDefault="qualified">`,
    ...imports,
    ...declarations,
    '</xsd:schema>',
    '',
  ]
  return [file, text.join('\n')]
}

function element(name: string, type: string): string {
  return `  <xsd:element name="${name}" type="${type}"/>`
}

/** Exactly one element of a namespace other than this one; looked into only where it is declared here. */
function anyElement(name: string): string {
  return [
    `  <xsd:element name="${name}">`,
    '    <xsd:complexType>',
    '      <xsd:sequence>',
    '        <xsd:any namespace="##other" processContents="lax"/>',
    '      </xsd:sequence>',
    '    </xsd:complexType>',
    '  </xsd:element>',
  ].join('\n')
}

function aggregate(name: string, children: Child[]): string {
  return [
    `  <xsd:complexType name="${name}">`,
    '    <xsd:sequence>',
    ...children.map(
      ({ element: ref, min, max }) =>
        `      <xsd:element ref="${ref}"${occurs('minOccurs', min)}${occurs('maxOccurs', max)}/>`,
    ),
    '    </xsd:sequence>',
    '  </xsd:complexType>',
  ].join('\n')
}

/** Nothing for 1, which XSD takes for granted. */
function occurs(name: string, count: string): string {
  return count === '1' ? '' : ` ${name}="${count}"`
}

function dataTypeText(name: string, { base, attributes }: DataType): string {
  return [
    `  <xsd:complexType name="${name}">`,
    '    <xsd:simpleContent>',
    `      <xsd:extension base="${base}">`,
    ...attributes.map(
      (each) =>
        `        <xsd:attribute name="${each.name}" type="${each.type}"${each.required ? ' use="required"' : ''}/>`,
    ),
    '      </xsd:extension>',
    '    </xsd:simpleContent>',
    '  </xsd:complexType>',
  ].join('\n')
}
