import { decodeBase64 } from '../base64.ts'
import type { XmlDocument } from 'libxml2-wasm'
import type { AttachmentDraft, Draft, IdentifierDraft, PayeeDraft, TaxDraft } from '../../invoice/draft.ts'
import type { Sourced } from '../../invoice/factor.ts'
import { given } from '../../invoice/given.ts'
import { TERMS, type Term } from '../../invoice/terms.ts'
import { inner, one, rootScope, type Scope, scopes, source, text } from '../scope.ts'
import type { Binding } from '../ubl/bindings.ts'
import { FLOW_IDENTIFIER, MIXED, MIXED_GROUPS, UNIT } from './bindings.ts'

/** TypePJ of the invoice itself. */
const ORIGINAL = '01'

/**
 * What a mixed file says, one draft an invoice, in the file's order. The document must have passed its schema; it is
 * not kept.
 */
export function readMixed(document: XmlDocument): Draft[] {
  const root = rootScope(document)
  const flowIdentifier = one(root, FLOW_IDENTIFIER)
  return scopes(root, UNIT).map((unit) => ({ ...readUnit(unit), ...given({ flowIdentifier }) }))
}

function readUnit(unit: Scope): Draft {
  const files = attachments(unit)
  const typeCode = term(unit, 'typeCode')
  return {
    kind: typeCode?.value === '381' ? 'credit-note' : 'invoice',
    paths: pathsOf(unit),
    notes: [],
    period: {},
    supplier: {
      identifiers: identifiers(unit, 'Fournisseur'),
      address: { street: [] },
      contact: {},
      ...given({ name: term(unit, 'supplierName'), country: term(unit, 'supplierCountry') }),
    },
    debtor: {
      identifiers: identifiers(unit, 'Debiteur'),
      address: { street: [] },
      contact: {},
      ...given({
        name: term(unit, 'debtorName'),
        serviceCode: term(unit, 'serviceCode'),
        serviceName: term(unit, 'serviceName'),
      }),
    },
    ...money(unit),
    adjustments: [],
    lines: [],
    originals: files.filter((file) => file.type === ORIGINAL).map((file) => file.draft),
    attachments: files.filter((file) => file.type !== ORIGINAL).map((file) => file.draft),
    ...given({
      typeCode,
      number: term(unit, 'number'),
      issueDate: term(unit, 'issueDate'),
      currency: term(unit, 'currency'),
      frame: term(unit, 'frame'),
      originInvoice: term(unit, 'originInvoice'),
      engagement: term(unit, 'engagement'),
      market: term(unit, 'market'),
    }),
  }
}

function money(unit: Scope) {
  const taxLines = taxes(unit)
  return {
    paymentMeans: paymentMeans(unit),
    paymentTerms: [],
    taxes: taxLines,
    totals: {
      // The file has no total of VAT: its lines are all there is.
      currencies: [],
      tax: taxLines.flatMap((each) => each.tax ?? []),
      ...given({
        taxExclusive: term(unit, 'taxExclusive'),
        taxInclusive: term(unit, 'taxInclusive'),
        payable: term(unit, 'payable'),
      }),
    },
    ...given({ payee: payee(unit) }),
  }
}

/** The mode and the bank reference, which stand apart in this format, are one means of payment. */
function paymentMeans(unit: Scope): Draft['paymentMeans'] {
  const mode = inner(unit, 'DonneesFacture/ModePaiement')
  if (mode === undefined) return []
  return [
    {
      source: source(mode),
      ...given({
        code: term(unit, 'paymentCode'),
        channel: term(unit, 'accountType'),
        account: term(unit, 'account'),
        bic: term(unit, 'bank'),
      }),
    },
  ]
}

/** The factor, of whom this format knows the legal name alone. */
function payee(unit: Scope): PayeeDraft | undefined {
  const name = term(unit, 'payeeName')
  if (name === undefined) return undefined
  return {
    source: name.source,
    registrationName: name,
    hasLegalEntity: true,
    address: { street: [] },
    contactNotes: [],
  }
}

function taxes(unit: Scope): TaxDraft[] {
  const { path, parts } = MIXED_GROUPS.tax
  return scopes(unit, path).map((each) => ({
    source: source(each),
    ...given({ rate: one(each, parts.rate), base: one(each, parts.base), tax: one(each, parts.tax) }),
  }))
}

function identifiers(unit: Scope, party: 'Fournisseur' | 'Debiteur'): IdentifierDraft[] {
  const found = one(unit, `${party}/Identifiant`)
  if (found === undefined) return []
  return [{ ...found, ...given({ scheme: text(unit, `${party}/TypeIdentifiant`) }) }]
}

function attachments(unit: Scope): { type: string | undefined; draft: AttachmentDraft }[] {
  const { path, parts } = MIXED_GROUPS.attachment
  return scopes(unit, path).map((each) => ({
    type: text(each, parts.type),
    draft: {
      source: source(each),
      name: text(each, parts.name) ?? '',
      content: decodeBase64(text(each, parts.content) ?? ''),
      ...given({ mimeType: text(each, parts.mimeType) }),
    },
  }))
}

function term(unit: Scope, name: keyof typeof MIXED): Sourced | undefined {
  return one(unit, ...MIXED[name].paths)
}

/** Where this invoice of the file keeps each term; empty for a term the format has not. */
function pathsOf(unit: Scope): Readonly<Record<Term, string>> {
  const bindings: Partial<Record<Term, Binding>> = MIXED
  const paths = (Object.keys(TERMS) as Term[]).map((name) => {
    const [first] = bindings[name]?.paths ?? []
    return [name, first === undefined ? '' : `${unit.path}/${first}`]
  })
  return Object.fromEntries(paths) as Record<Term, string>
}
