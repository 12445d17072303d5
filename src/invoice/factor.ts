/** Where in the deposit a value stands: an XPath and a line, both of the document as received. */
export interface Source {
  xpath: string
  /** Absent beyond line 65,534: the parser keeps no more on a node. */
  line?: number
}

/** A value with the place it was read from. */
export interface Sourced {
  value: string
  source: Source
}

/** The account to pay, as PaymentMeans gave it (blanks of an IBAN already removed). */
export interface Account {
  id: string
  /** IBAN when the channel says so, else RIB, as the pivot types it. */
  type: 'IBAN' | 'RIB'
  /** BIC or bank identifier of the branch. */
  bic?: string
  /** The account holder's name (PayeeFinancialAccount/Name). */
  holder?: string
  source: Source
}

/** The words by which the supplier's claim passed to the factor, and where they stand. */
export interface SubrogationNotice {
  text: string
  foundIn: 'PaymentTerms/Note' | 'PayeeParty/Contact/Note' | 'PDF'
  source: Source
}

/** Why the factor is, or is not, in the pivot. */
export type FactorReason =
  | 'no-payee' // nobody but the supplier is named
  | 'payee-is-supplier' // the payee is the supplier itself
  | 'no-account' // a factor is named, no PaymentMeans carries an account: it is ignored
  | 'account-and-name' // both are given: it is in the pivot

/**
 * The decision about the factor, kept with its reason and its sources, so that support can say at a glance
 * why a factor is or is not in the pivot.
 */
export interface FactorDecision {
  status: 'present' | 'ignored' | 'none'
  reason: FactorReason
  /** The factor's legal name, when a payee was named. */
  name?: Sourced & { from: 'PartyName' | 'RegistrationName' | 'AccountName' }
  /** The factor's own identifier, with its scheme, when given. */
  identifier?: { scheme?: string; value: string }
  address?: string[]
  notice?: SubrogationNotice
}
