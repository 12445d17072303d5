/** The columns of a directory in CSV: what each is called, and whose it is. */
export const IMPORT_COLUMNS = {
  siret: { of: 'structure', form: 'siret' },
  nom: { of: 'structure', form: 'text' },
  actif: { of: 'structure', form: 'yes-no' },
  application: { of: 'structure', form: 'application' },
  service_obligatoire: { of: 'structure', form: 'yes-no' },
  engagement_obligatoire: { of: 'structure', form: 'yes-no' },
  service_ou_engagement: { of: 'structure', form: 'yes-no' },
  code_service: { of: 'service', form: 'service' },
  nom_service: { of: 'service', form: 'text' },
  service_actif: { of: 'service', form: 'yes-no' },
  engagement_service: { of: 'service', form: 'yes-no' },
} as const satisfies Record<string, { of: 'structure' | 'service'; form: string }>

export type ImportColumn = keyof typeof IMPORT_COLUMNS

/** What the platform's own interface calls the same things. */
const ALIASES: Readonly<Record<string, ImportColumn>> = {
  codeservicedoitetrerenseigne: 'service_obligatoire',
  numeroejdoitetrerenseigne: 'engagement_obligatoire',
  gestionnumeroejoucodeservice: 'service_ou_engagement',
  codeservice: 'code_service',
  numeroengagement: 'engagement_service',
}

/** The column a heading means, whatever its capitals, accents and blanks; `undefined` when it is none. */
export function columnNamed(heading: string): ImportColumn | undefined {
  const plain = heading
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_')
  if (Object.hasOwn(IMPORT_COLUMNS, plain)) return plain as ImportColumn
  return ALIASES[plain.replaceAll('_', '')]
}

const YES = new Set(['oui', 'o', 'vrai', 'true', 'yes', '1'])
const NO = new Set(['non', 'n', 'faux', 'false', 'no', '0'])

/** `undefined` when it is neither. */
export function yesOrNo(cell: string): boolean | undefined {
  const word = cell.toLowerCase()
  return YES.has(word) ? true : NO.has(word) ? false : undefined
}
