import { e1Invoice } from '../load/e1-invoice.ts'
import { archiveOf, e1, type LoadFlow, type Mix } from '../load/mix.ts'
import { RECIPIENTS, SUPPLIERS } from '../load/parties.ts'
import { pdfOfSize } from '../load/pdf-of-size.ts'
import { seeded } from '../load/random.ts'
import { sumOf } from '../live/processes.ts'
import { Scene } from '../live/scene.ts'

/** A single flow, dropped while nothing else is under way. */
export interface LargeFigure {
  what: string
  bytes: number
  invoices: number
  /** From its rename to its last pivot and its report. */
  seconds: number
  /** Megabytes each kind of process had at most in its life, the workers' being the largest's. */
  workerPeakMb: number
  mainPeakMb: number
  coreMs: number
}

export interface LargeSettings {
  mix: Mix
  workers: number
  under?: string
}

const LINES = 10_000
const IN_ARCHIVE = 500
/** Nine files of 9.9 MB: 119 MB as base64, one below what an invoice may have. */
const FILES = 9
const FILE_BYTES = 9_900_000

/** Each in a service of its own, so that its memory is its own. */
export async function large(settings: LargeSettings): Promise<LargeFigure[]> {
  const flows: [string, () => Promise<LoadFlow> | LoadFlow][] = [
    [`a flow of ${IN_ARCHIVE} invoices`, ofManyInvoices],
    [`an invoice of ${LINES.toLocaleString('en')} lines`, ofManyLines],
    ['an invoice of 119 MB', ofManyMegabytes],
  ]
  const figures: LargeFigure[] = []
  for (const [what, make] of flows) figures.push(await alone(what, await make(), settings))
  return figures
}

async function alone(what: string, flow: LoadFlow, settings: LargeSettings): Promise<LargeFigure> {
  await using scene = await Scene.open({ ...settings, everyMs: 5 })
  const { usages, seconds, bytes, invoices } = await scene.rush([scene.depositor.write(flow)])
  return {
    what,
    bytes,
    invoices,
    seconds,
    workerPeakMb: Math.max(0, ...usages.filter(({ kind }) => kind === 'worker').map(({ peakMb }) => peakMb)),
    mainPeakMb: sumOf(usages, 'main', ({ peakMb }) => peakMb),
    coreMs: usages.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
  }
}

const NAME = 'FSO1100A_OPE001_OPE0011100'
const LARGE_SEQUENCE = 800_000_000

function ofManyInvoices(): LoadFlow {
  const made = Array.from({ length: IN_ARCHIVE }, (_, place) => e1(`G-${place + 1}`, [], seeded(place)))
  const documents = made.map(({ bytes }) => ({ bytes, schema: 'ubl-invoice-2.1' as const }))
  return {
    name: `${NAME}${String(LARGE_SEQUENCE).padStart(15, '0')}`,
    kind: 'archive',
    bytes: archiveOf(documents),
    documents,
    invoices: IN_ARCHIVE,
    pivots: new Set(made.flatMap(({ application }) => application ?? [])).size,
  }
}

function ofManyLines(): LoadFlow {
  return single(LARGE_SEQUENCE + 1, { number: 'G-LIGNES', lines: LINES, attachments: [] })
}

async function ofManyMegabytes(): Promise<LoadFlow> {
  const bytes = await pdfOfSize(FILE_BYTES, ['PLAN'])
  const attachments = Array.from({ length: FILES }, (_, index) => ({
    name: `plan-${index + 1}.pdf`,
    mimeType: 'application/pdf',
    bytes,
  }))
  return single(LARGE_SEQUENCE + 2, { number: 'G-FICHIERS', lines: 6, attachments })
}

function single(
  sequence: number,
  of: Pick<Parameters<typeof e1Invoice>[0], 'number' | 'lines' | 'attachments'>,
): LoadFlow {
  const [supplier, recipient] = [SUPPLIERS[0], RECIPIENTS[0]]
  if (supplier === undefined || recipient === undefined) throw new Error('nobody to invoice')
  const text = e1Invoice({ ...of, supplier, recipient, isFactored: true }, seeded(sequence))
  return {
    name: `${NAME}${String(sequence).padStart(15, '0')}`,
    kind: 'e1',
    bytes: Buffer.from(text),
    documents: [],
    invoices: 1,
    pivots: 1,
  }
}
