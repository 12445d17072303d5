import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { XmlDocument } from 'libxml2-wasm'
import { readUbl } from '../../formats/ubl/reader.ts'
import { endpointOf, type Settings } from '../../settings.ts'
import type { DemoCase } from './cases.ts'

/** What arrived for a case, read from the folders alone, as its depositor and its recipient would. */
export interface Delivered {
  case: DemoCase
  isAccepted: boolean
  /** The report's lines, remarks included. */
  lines: { code: string; sentence: string }[]
  /** Recipient application and structure of the pivot. */
  recipient?: string
  /** Account and payee name of the pivot's bank reference. */
  account?: string
  factor?: string
}

interface ArrivedPivot {
  number: string
  supplier: string
  recipient: string
  account: string
  factor: string
}

/** Reads every report and every pivot, and tells by flow identifier and invoice number which case each is of. */
export async function delivered(settings: Settings, cases: readonly DemoCase[]): Promise<Delivered[]> {
  const reports = await readReports(settings)
  const pivots = await readPivots(settings)
  return Promise.all(
    cases.map(async (each) => {
      const report = reports.get(each.flowName.slice(-25))
      if (report === undefined) throw new Error(`no report came back for ${each.flowName}`)
      const pivot = report.isAccepted ? pivots.get(await keyOf(each)) : undefined
      if (report.isAccepted && pivot === undefined)
        throw new Error(`${each.flowName} was accepted and no pivot came`)
      return { case: each, ...report, ...(pivot === undefined ? {} : shown(pivot)) }
    }),
  )
}

function shown(pivot: ArrivedPivot) {
  const { recipient, account, factor } = pivot
  return { recipient, ...(account === '' ? {} : { account }), ...(factor === '' ? {} : { factor }) }
}

async function readReports(settings: Settings) {
  const reports = new Map<string, Pick<Delivered, 'isAccepted' | 'lines'>>()
  for (const depositor of settings.depositors) {
    for (const file of depositor.channel === 'folder' ? await filesIn(depositor.out) : []) {
      if (file.endsWith('.txt')) continue
      using document = XmlDocument.fromBuffer(await readFile(file))
      const faults = document.find('//LigneErreurDetail').map((line) => ({
        code: line.get('CodeErreur')?.content ?? '',
        sentence: line.get('LibelleErreur')?.content ?? '',
      }))
      const remarks = [...text(document, '//DonneesStatut/Note').matchAll(/^REMARQUE (\S+) : (.*?) \|/gm)]
      const lines = [...faults, ...remarks.map(([, code = '', sentence = '']) => ({ code, sentence }))]
      const isAccepted = document.get('//IdStatut[. = "93"]') === null
      reports.set(text(document, '//IdFlux'), { isAccepted, lines })
    }
  }
  return reports
}

async function readPivots(settings: Settings): Promise<Map<string, ArrivedPivot>> {
  const pivots = new Map<string, ArrivedPivot>()
  for (const { code } of settings.directory.applications()) {
    const endpoint = endpointOf(settings, `application:${code}`)
    for (const file of endpoint?.channel === 'folder' ? await filesIn(endpoint.folder) : []) {
      using document = XmlDocument.fromBuffer(await readFile(file))
      const pivot = {
        number: text(document, '//DonneesFacture/Id'),
        supplier: text(document, '//Fournisseur/Identifiant'),
        recipient: `${code} · ${text(document, '//Debiteur/Nom')}`,
        account: text(document, '//ReferenceBancaire/Compte'),
        factor: text(document, '//ReferenceBancaire/RaisonSocialeEncaisseur'),
      }
      pivots.set(`${pivot.supplier} ${pivot.number}`, pivot)
    }
  }
  return pivots
}

/** How the case's invoice is found again among the pivots: supplier and number, as its own XML gives them. */
async function keyOf(of: DemoCase): Promise<string> {
  using document = XmlDocument.fromBuffer(await readFile(of.file))
  const { supplier, number } = readUbl(document)
  return `${supplier.identifiers[0]?.value} ${number?.value}`
}

/** The files put in a folder; a folder is made when something is first put in it, so a missing one holds none. */
async function filesIn(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return []
  const names = await readdir(folder)
  return names.filter((name) => !name.startsWith('.')).map((name) => join(folder, name))
}

function text(document: XmlDocument, xpath: string): string {
  return document.get(xpath)?.content ?? ''
}
