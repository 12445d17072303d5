/** Who has to mend it. */
export type Blame = 'depositor' | 'recipient' | 'platform'

/** One kind of fault: what people are told, in both languages, and what it is called elsewhere. */
export interface CatalogueEntry {
  readonly blame: Blame
  /** The official code it corresponds to (irrecevability and reject codes of the platforms), when there is one. */
  readonly official?: string
  /** A remark does not reject. Some rules can be made stricter in configuration; this is how they ship. */
  readonly severity: 'fault' | 'remark'
  /** Sentences name what was found as `{name}`; the fault's detail gives it. */
  readonly fr: string
  readonly en: string
  readonly advice: { readonly fr: string; readonly en: string }
}

export type Catalogue = Readonly<Record<string, CatalogueEntry>>
