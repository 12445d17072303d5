import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pivotFields } from '../../src/formats/pivot/fields.ts'
import { valueAt } from '../../src/formats/value-at.ts'
import { parseXml } from '../../src/formats/xml.ts'
import { documentsOf } from '../../src/reception/archive/read-archive.ts'
import { ROWS } from '../../src/support/explain/explained-fields.ts'
import { type Explanation, explain } from '../../src/support/explain.ts'
import { depositBytes, readCases } from '../fixtures/cases.ts'
import { type DeskWorld, deskWorld } from './desk-world.ts'

const cases = readCases().filter(({ name }) => /\/(accepted|remark|partial)-/.test(name))
const explained = new Map<string, Explanation[]>()
let world: DeskWorld

beforeAll(async () => {
  world = await deskWorld()
  for (const of of cases) {
    const dropped = { name: of.deposit, bytes: depositBytes(of), depositor: of.depositor }
    const flow = await world.drop(dropped, { limits: of.limits })
    explained.set(of.name, await explainAll(flow))
  }
}, 300_000)

afterAll(() => world[Symbol.asyncDispose]())

async function explainAll(flow: number): Promise<Explanation[]> {
  const dossier = await world.dossier(flow)
  const sent = dossier.runs.flatMap((run) => run.invoices.filter((each) => each.pivot !== undefined))
  const explanations: Explanation[] = []
  for (const { index } of sent) {
    const { desk, archive, settings } = world
    const tools = {
      dossiers: desk.dossiers,
      archive,
      pipeline: world.pipeline(),
      directory: settings.directory,
    }
    const found = await explain(dossier, { invoice: String(index) }, tools)
    if ('refusal' in found) throw new Error(`flow ${flow}, invoice ${index}: ${found.refusal}`)
    explanations.push(found)
  }
  return explanations
}

describe.each(cases)('$name', (of) => {
  test('every field of its pivot is explained, in the pivot’s order', async () => {
    const explanations = explained.get(of.name) ?? []
    expect(explanations.length).toBeGreaterThan(0)
    for (const each of explanations) {
      const all = [...each.fields, ...each.envelope]
      expect(all.filter(({ rule }) => rule === 'unexplained').map(({ path }) => path)).toEqual([])
      expect(each.fields.map(({ path, value }) => ({ path, value }))).toEqual(await delivered(each))
      expect(each.isSame).toBe(true)
      expect(each.envelope.filter(({ today }) => today !== undefined)).toEqual([])
    }
  })

  test('every XPath it claims leads, in the deposit, to the text and the line it claims', async () => {
    for (const each of explained.get(of.name) ?? []) {
      using document = await documentOf(each)
      const origins = each.fields.flatMap((field) => [...field.origins, ...field.passedOver])
      expect(origins.length).toBeGreaterThan(10)
      for (const { xpath, raw, line } of origins) {
        const found = valueAt(document.value, xpath)
        expect(found?.raw.slice(0, raw.length), xpath).toBe(raw)
        expect(found?.line, xpath).toBe(line)
        expect(document.lines[(line ?? 0) - 1], xpath).toContain(nameOf(xpath))
      }
    }
  })
})

/** The fields of the invoice's part of the archived pivot. */
async function delivered(of: Explanation) {
  const dossier = await world.dossier(of.flow)
  const document = dossier.documents.find(({ name }) => name === of.pivot.name)
  const fields = pivotFields(await world.archive.get(document?.sha256 ?? ''))
  const own = fields.filter(({ invoice }) => invoice === of.pivot.place)
  return own.map(({ path, value }) => ({ path, value }))
}

/** The document of an invoice as it stands in the deposit: parsed, and line by line. */
async function documentOf(of: Explanation) {
  const dossier = await world.dossier(of.flow)
  const bytes = await bytesOf(dossier.flow.sha256, of.invoice)
  const parsed = parseXml(bytes)
  if (!parsed.ok) throw new Error('the deposit does not parse')
  const text = Buffer.from(bytes).toString('utf8')
  return {
    value: parsed.value,
    lines: text.split(/\r\n|\n|\r/),
    [Symbol.dispose]: () => parsed.value.dispose(),
  }
}

async function bytesOf(sha256: string, { index }: Explanation['invoice']): Promise<Uint8Array> {
  const bytes = await world.archive.get(sha256)
  if (bytes[0] !== GZIP) return bytes
  const place = Math.floor(index / 1000)
  const range = { from: place, to: place + 1 }
  for await (const document of documentsOf(world.archive.pieces(sha256), range, world.settings.limits)) {
    if (document.bytes !== undefined) return document.bytes
  }
  throw new Error(`the archive has no document ${place}`)
}

const GZIP = 0x1f

/** The name a reader finds in the line of an element, or of an attribute's element. */
function nameOf(xpath: string): string {
  const element = xpath.split('/').findLast((step) => !step.startsWith('@')) ?? ''
  return element.replaceAll(/^[\w-]+:|\[\d+\]$/g, '')
}
test('every row of the pivot is met by a fixture', () => {
  const explanations = [...explained.values()].flat()
  const paths = explanations.flatMap(({ fields, envelope }) =>
    [...fields, ...envelope].map(({ path }) => path),
  )
  const met = new Set(paths.map((path) => path.replaceAll(/\[\d+\]/g, '[]')))
  expect(Object.keys(ROWS).filter((row) => !met.has(row))).toEqual([])
})
