/** A recipient structure, and where its pivots go. */
export interface Recipient {
  siret: string
  name: string
  /** Code of its application. */
  application: string
}

export interface Supplier {
  siret: string
  name: string
}

/** Invented, but for the form of their numbers. */
export const SUPPLIERS: readonly [Supplier, ...Supplier[]] = [
  { siret: '00011231800019', name: 'Ateliers Brumeterre SARL' },
  { siret: '00011264900017', name: 'Enrobés de la Haute-Exemple SAS' },
  { siret: '00011297900018', name: 'Cabinet Orvault-Lacombe & Associés' },
]

export const FACTOR = {
  siret: '00022011100017',
  name: 'Factofictif SA',
  account: 'FR7600000000000002201010122',
} as const

export const SUPPLIERS_ACCOUNT = 'FR7699999000000001264000437'

/** One leaves its files where they are, one takes them away at once, one is reached over SFTP. */
export const RECIPIENTS = {
  keeps: { siret: '29900001800018', name: 'Commune de Valmorte-sur-Exemple', application: 'FIN001' },
  takes: { siret: '29900004200018', name: 'CHU d’Exempleville', application: 'HOS002' },
  far: { siret: '29900005900012', name: 'Département de la Haute-Exemple', application: 'SFT005' },
} as const satisfies Record<string, Recipient>

/** Nobody's. */
export const UNKNOWN_SIRET = '29990001900017'

/** Two rename their files into place, one writes them where they are taken from, one keeps them on its SFTP server. */
export const DEPOSITORS = {
  renames: 'OPE001',
  alsoRenames: 'PDP004',
  writes: 'DEM002',
  far: 'SFT003',
} as const

/** Those that drop into a folder of this machine. */
export const BY_FOLDER = [DEPOSITORS.renames, DEPOSITORS.alsoRenames, DEPOSITORS.writes]

export function endpointOf(recipient: Recipient): string {
  return `application:${recipient.application}`
}
