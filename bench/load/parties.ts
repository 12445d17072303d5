/** Everybody here is invented; the SIRETs of suppliers hold their keys, those of recipients are config/structures.yaml's. */
export interface Supplier {
  siret: string
  name: string
  street: string
  city: string
}

/** A structure, and what an invoice must carry for it to take it. */
export interface Recipient {
  siret: string
  name: string
  /** The application that receives its pivots. */
  application: string
  service?: string
  engagement?: string
}

const TRADES = ['Menuiserie', 'Papeterie', 'Serrurerie', 'Imprimerie', 'Jardins', 'Plomberie', 'Bureautique']
const HOUSES = ['Brumeterre', 'Valclair', 'Orvault-Lacombe', 'Pontéviel', 'Sarcelles-Fictives', 'Montrouvre']

export const SUPPLIERS: readonly Supplier[] = TRADES.flatMap((trade, row) =>
  HOUSES.map((house, column) => {
    const siren = keyed(`000${String(31_000 + row * 100 + column)}`)
    return {
      siret: keyed(`${siren}0001`),
      name: `${trade} ${house} SARL`,
      street: `${3 + row * 7 + column}, rue des ${trade}s-Fictives`,
      city: 'Valmorte-sur-Exemple',
    }
  }),
)

export const RECIPIENTS: readonly Recipient[] = [
  { siret: '29900001800018', name: 'Commune de Valmorte-sur-Exemple', application: 'FIN001' },
  {
    siret: '29900002600011',
    name: 'Communauté de communes du Val d’Exemple',
    application: 'FIN001',
    service: 'VOIRIE',
  },
  {
    siret: '29900003400015',
    name: 'Syndicat des eaux de la Basse-Exemple',
    application: 'FIN001',
    engagement: 'SEBE-2025-031',
  },
  { siret: '29900004200018', name: 'CHU d’Exempleville', application: 'HOS002', service: 'PHARMACIE' },
  {
    siret: '29900005900012',
    name: 'Département de la Haute-Exemple',
    application: 'DEP003',
    service: 'ROUTES',
    engagement: 'DHE-2025-4471',
  },
  { siret: '29900006700015', name: 'Lycée Jean-Exemple', application: 'DEP003' },
]

/** A structure that no directory has. */
export const NOBODY: Recipient = { siret: '29900099900010', name: 'Commune d’Ailleurs', application: '' }

export const FACTOR = {
  siret: '00022011100017',
  name: 'Factofictif SA',
  account: 'FR7600000000000002201010122',
}
export const ACCOUNT = 'FR7699999000000001297000710'

/** The words that make an account a factor's. */
export const NOTICE =
  `Pour être libératoire, le règlement de cette facture doit être effectué directement à l’ordre de ${FACTOR.name}, ` +
  `qui le reçoit par subrogation dans le cadre d’un contrat d’affacturage. ${FACTOR.name} devra être avisée de toute ` +
  'réclamation relative à cette créance.'

/** The digits with the key that makes them a SIREN or SIRET (Luhn). */
function keyed(digits: string): string {
  const sum = [...digits].toReversed().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return `${digits}${(10 - (sum % 10)) % 10}`
}
