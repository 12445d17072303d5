import { readUbl } from '../../../src/formats/ubl/reader.ts'
import { parseXml } from '../../../src/formats/xml.ts'
import type { Draft } from '../../../src/invoice/draft.ts'
import { depositBytes, readCases } from '../../fixtures/cases.ts'

/** The deposit of a fixture, as text: tests change one thing in it. */
export function fixtureText(name: string): string {
  const of = readCases().find((each) => each.name === `ubl/${name}`)
  if (of === undefined) throw new Error(`there is no fixture ${name}`)
  return depositBytes(of).toString('utf8')
}

/** @throws unless `from` is in the document exactly once. */
export function changed(xml: string, from: string, to: string): string {
  const parts = xml.split(from)
  if (parts.length !== 2) throw new Error(`${from} is there ${parts.length - 1} times`)
  return parts.join(to)
}

/** What a UBL document says. */
export function read(xml: string): Draft {
  const parsed = parseXml(Buffer.from(xml))
  if (!parsed.ok) throw new Error(`no XML: ${JSON.stringify(parsed.faults)}`)
  using document = parsed.value
  return readUbl(document)
}
