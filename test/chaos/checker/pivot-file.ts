import { unzipSync } from 'fflate'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { sha256Of } from './arrivals.ts'

/** One invoice of a pivot file, as its recipient reads it. */
export interface PivotUnit {
  number: string
  idCpro: string
  renvoi: string
  supplier: string
  recipient: string
  ht: string
  ttc: string
  net: string
  account: string | undefined
  payee: string | undefined
  /** Hashes of the files that come with it, out of their archives. */
  files: string[]
}

const SEVERAL = ['CPPFacturePivotUnitaire', 'PJ']

const parser = new XMLParser({
  parseTagValue: false,
  ignoreAttributes: true,
  isArray: (name) => SEVERAL.includes(name),
})

/** @throws with a reason, when it is not a whole pivot. */
export function unitsOf(bytes: Buffer): PivotUnit[] {
  const text = bytes.toString('utf8')
  const judged = XMLValidator.validate(text)
  if (judged !== true) throw new Error(`line ${judged.err.line}: ${judged.err.msg}`)
  const root: unknown = parser.parse(text)
  const units = at(root, 'CPPFacturePivot', 'CPPFactures', 'CPPFacturePivotUnitaire')
  if (!Array.isArray(units)) throw new Error('no invoice in it')
  return units.map(unitOf)
}

function unitOf(unit: unknown): PivotUnit {
  const invoice = at(unit, 'DonneesFacture')
  const bank = at(unit, 'Fournisseur', 'ReferenceBancaire')
  const attached = at(unit, 'PJ')
  return {
    number: text(invoice, 'Id'),
    idCpro: text(invoice, 'IdCPRO'),
    renvoi: text(invoice, 'Renvoi'),
    supplier: text(unit, 'Fournisseur', 'Identifiant'),
    recipient: text(unit, 'Debiteur', 'Identifiant'),
    ht: text(invoice, 'Montants', 'MontantHT'),
    ttc: text(invoice, 'Montants', 'MontantTTC'),
    net: text(invoice, 'Montants', 'MontantNetAPayer'),
    account: at(bank, 'Compte') === undefined ? undefined : text(bank, 'Compte'),
    payee:
      at(bank, 'RaisonSocialeEncaisseur') === undefined ? undefined : text(bank, 'RaisonSocialeEncaisseur'),
    files: Array.isArray(attached) ? attached.map(fileOf) : [],
  }
}

/** Each comes in a ZIP that holds it alone. */
function fileOf(attached: unknown): string {
  const files = Object.values(unzipSync(Buffer.from(text(attached, 'Contenu'), 'base64')))
  const [file] = files
  if (file === undefined || files.length !== 1) {
    throw new Error(`${text(attached, 'NomPJ')} is a ZIP of ${files.length} files`)
  }
  return sha256Of(file)
}

function at(node: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (sofar, name) => (typeof sofar === 'object' && sofar !== null ? Reflect.get(sofar, name) : undefined),
    node,
  )
}

function text(node: unknown, ...path: string[]): string {
  const found = at(node, ...path)
  if (typeof found !== 'string') throw new Error(`no ${path.join('/')} in it`)
  return found
}
