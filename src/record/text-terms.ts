import { type RawBuilder, sql, type SqlBool } from 'kysely'
import { parse } from '../reception/flow-name.ts'
import { folded } from './folded.ts'

/** One thing that a text may be: a condition on one table, answered from one of its indexes. */
export interface TextTerm {
  table: 'flows' | 'invoices'
  /** The column whose order the index has. */
  column: string
  holds: RawBuilder<SqlBool>
  /** One value of that column, not all that begin with it: its index gives the flows in their own order. */
  isOneValue: boolean
}

type Column<T extends TextTerm['table']> = T extends 'flows'
  ? 'number' | 'flow_identifier' | 'name'
  : 'number' | 'supplier_id' | 'recipient_siret' | 'engagement' | 'supplier_folded' | 'account_end'

/** No text has it, each text that begins the same comes before it. */
const LAST = '\u{10ffff}'

/**
 * All that this text may be: flow number, name or identifier of a flow (whole or its beginning), number of an invoice
 * (whole or its beginning), identifier of a supplier or recipient (of a SIRET its first nine digits will do), engagement,
 * beginning of a supplier's name, the four characters an account ends in.
 */
export function textTerms(text: string): TextTerm[] {
  const given = text.toWellFormed().trim()
  return [...flowTerms(given), ...invoiceTerms(given), ...partyTerms(given)]
}

/** The terms by which a flow is named whole: its name, or its identifier. */
export function nameTerms(text: string): TextTerm[] {
  const identifier = parse(text)?.identifier
  const named = sql<SqlBool>`${sql.ref('flows.name')} = ${text}`
  return [
    is('flows', 'flow_identifier', text),
    ...(identifier === undefined ? [] : [both(is('flows', 'flow_identifier', identifier), named)]),
    both(is('flows', 'name', text), NAMES_NO_FLOW),
  ]
}

function flowTerms(given: string): TextTerm[] {
  const number = /^#?(\d{1,15})$/.exec(bare(given))?.[1]
  const identifier = bare(given).toUpperCase()
  const named = namedLike(given)
  return [
    ...(number === undefined ? [] : [is('flows', 'number', Number(number))]),
    ...(/^[A-Z0-9]{6}\d{4,19}$/.test(identifier) ? [begins('flows', 'flow_identifier', identifier)] : []),
    ...(named.length > 0 ? named : namedLike(given.toUpperCase())),
    both(begins('flows', 'name', given), NAMES_NO_FLOW),
  ]
}

/** As an index says it that holds these names only: a name that is a flow's is found by the identifier in it. */
const NAMES_NO_FLOW = sql<SqlBool>`${sql.ref('flows.flow_identifier')} is null`

/** FSO1100A_OPE001_OPE0011100000000000000042, or how it begins: the identifier is the last part, and begins as the second. */
function namedLike(given: string): TextTerm[] {
  const found = /^[A-Z]{3}\d{4}[A-Z](?:_([A-Z0-9]{0,6})(?:_(.*))?)?$/.exec(given)
  if (found === null) return []
  const [, application = '', rest] = found
  const named = range('flows.name', given)
  const padded = parse(given)?.identifier
  return [
    both(begins('flows', 'flow_identifier', rest || application), named),
    // A depositor that is judged leniently may shorten the sequence; the identifier never is.
    ...(padded === undefined || padded === rest ? [] : [both(is('flows', 'flow_identifier', padded), named)]),
  ]
}

function invoiceTerms(given: string): TextTerm[] {
  const capitals = given.toUpperCase()
  return [
    begins('invoices', 'number', given),
    ...(capitals === given ? [] : [begins('invoices', 'number', capitals)]),
    is('invoices', 'engagement', given),
    ...(ACCOUNT_END.test(capitals) ? [is('invoices', 'account_end', capitals)] : []),
  ]
}

/** As much of an account as the record keeps. A word of four letters is no such end. */
const ACCOUNT_END = /^(?=.*\d)[A-Z0-9]{4}$/

const SIREN_LENGTH = 9
const SIRET_LENGTH = 14

function partyTerms(given: string): TextTerm[] {
  const name = folded(given)
  const digits = given.replaceAll(/[\s.-]/g, '')
  const isPartOfSiret = /^\d+$/.test(digits) && digits.length >= SIREN_LENGTH && digits.length <= SIRET_LENGTH
  const how = digits.length === SIRET_LENGTH ? is : begins
  return [
    ...(name.length < 2 ? [] : [begins('invoices', 'supplier_folded', name)]),
    ...(isPartOfSiret
      ? [how('invoices', 'supplier_id', digits), how('invoices', 'recipient_siret', digits)]
      : [is('invoices', 'supplier_id', bare(given).toUpperCase())]),
  ]
}

function is<T extends TextTerm['table']>(table: T, column: Column<T>, value: string | number): TextTerm {
  const holds = sql<SqlBool>`${sql.ref(`${table}.${column}`)} = ${value}`
  return { table, column, holds, isOneValue: true }
}

function begins<T extends TextTerm['table']>(table: T, column: Column<T>, text: string): TextTerm {
  return { table, column, holds: range(`${table}.${column}`, text), isOneValue: false }
}

/** Texts are compared byte by byte, so that those of one beginning stand together. */
function range(column: string, text: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`${sql.ref(column)} >= ${text} and ${sql.ref(column)} < ${`${text}${LAST}`}`
}

function both(term: TextTerm, also: RawBuilder<SqlBool>): TextTerm {
  return { ...term, holds: sql<SqlBool>`${term.holds} and ${also}` }
}

function bare(text: string): string {
  return text.replaceAll(/\s/g, '')
}
