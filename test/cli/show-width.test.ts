import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { explanationText } from '../../src/cli/explain/text.ts'
import { flowText } from '../../src/cli/show/text.ts'
import { explain } from '../../src/support/explain.ts'
import { flowView } from '../../src/support/show.ts'
import { tarGz } from '../reception/tar.ts'
import { type DeskWorld, deskWorld } from '../support/desk-world.ts'
import { fixtureBytes, flowName } from '../walk-world.ts'

const FACTORED = 'accepted-factored-invoice-notice-in-payment-terms'
const MANY = 'rejected-EXT-02-EXT-03-EXT-04-EXT-09-EXT-16-FAC-03-RTE-04-all-faults-at-once'

let world: DeskWorld
const was = { isTTY: process.stdout.isTTY, columns: process.stdout.columns }

beforeAll(async () => {
  world = await deskWorld()
}, 60_000)

afterAll(async () => {
  Object.assign(process.stdout, was)
  await world[Symbol.asyncDispose]()
})

/** The lines as they are seen in a terminal of so many columns, without their colours. */
function seen(columns: number, text: () => string): string[] {
  Object.assign(process.stdout, { isTTY: true, columns })
  const lines = stripVTControlCharacters(text()).split('\n')
  Object.assign(process.stdout, was)
  return lines
}

async function flows(): Promise<number[]> {
  const numbered = (n: number) => fixtureBytes(FACTORED).toString().replaceAll('FA-2026-0412', `LOT-${n}`)
  const files = Array.from({ length: 20 }, (_, n) => ({ name: `facture-${n}.xml`, content: numbered(n) }))
  const blocked = await world.receive({ name: flowName(1), bytes: Buffer.from('x') })
  await world.ledger.block({ flow: blocked, run: 0 }, 'Error: EIO: i/o error, read')
  return [
    blocked,
    await world.drop({ name: flowName(2), bytes: fixtureBytes(FACTORED) }),
    await world.drop({ name: flowName(3), bytes: fixtureBytes(MANY) }),
    await world.drop({ name: flowName(4), bytes: await tarGz(files) }),
  ]
}

test('nothing that is shown is wider than the terminal, nor than 120 columns', async () => {
  const { archive, desk, settings } = world
  const tools = {
    archive,
    dossiers: desk.dossiers,
    pipeline: world.pipeline(),
    directory: settings.directory,
  }
  for (const flow of await flows()) {
    const dossier = await world.dossier(flow)
    const view = flowView(dossier)
    const found = await explain(dossier, {}, tools)
    for (const [columns, widest] of [
      [80, 80],
      [100, 100],
      [200, 120],
    ] as const) {
      const shown = view === undefined ? [] : seen(columns, () => flowText(view))
      const explained = 'refusal' in found ? [] : seen(columns, () => explanationText(found, {}))
      expect([...shown, ...explained].filter((line) => line.length > widest)).toEqual([])
      expect([...shown, ...explained].filter((line) => line !== line.trimEnd())).toEqual([])
    }
  }
})

test('an archive has a line for each invoice, those that went wrong told in full', async () => {
  const dossier = await world.dossier(4)
  const view = flowView(dossier)
  const lines = view === undefined ? [] : seen(80, () => flowText(view))
  expect(lines.filter((line) => /^ {2}✓ {2}LOT-\d+ +4552\.80 EUR {2}\S/.test(line))).toHaveLength(20)
})
