import type { Catalogue } from './catalogue-entry.ts'

/** RCV: the flow as a whole, before any document in it is read. */
export const receptionFaults = {
  'RCV-01': {
    blame: 'depositor',
    official: 'IRR_FORM',
    severity: 'fault',
    fr: 'Le nom du flux « {name} » n’a pas la forme demandée : {problem}.',
    en: 'The flow name "{name}" does not have the required form: {problemEn}.',
    advice: {
      fr: 'Nommez le fichier <interface>_<application>_<application><4 chiffres de l’interface><séquence sur 15 chiffres>, sans extension : par exemple {example}.',
      en: 'Name the file <interface>_<application>_<application><the interface’s 4 digits><15-digit sequence>, without extension: for example {example}.',
    },
  },
  'RCV-02': {
    blame: 'depositor',
    official: 'IRR_CODE_INTER',
    severity: 'fault',
    fr: 'Le code interface {code} est inconnu.',
    en: 'The interface code {code} is unknown.',
    advice: {
      fr: 'Employez le code interface du format déposé : FSO1100A pour une facture E1 en UBL.',
      en: 'Use the interface code of the format you send: FSO1100A for an E1 invoice in UBL.',
    },
  },
  'RCV-03': {
    blame: 'depositor',
    official: 'IRR_CODE_INTER',
    severity: 'fault',
    fr: 'L’interface {code} ({label}) existe mais Écluse ne la traite pas encore.',
    en: 'Interface {code} ({label}) exists, but Écluse does not handle it yet.',
    advice: {
      fr: 'Déposez la facture en UBL sous l’interface FSO1100A, ou adressez ce format à une plateforme qui le traite.',
      en: 'Send the invoice as UBL under interface FSO1100A, or send this format to a platform that handles it.',
    },
  },
  'RCV-04': {
    blame: 'depositor',
    official: 'IRR_CODE_APP',
    severity: 'fault',
    fr: 'Le code application {found} du nom du flux n’est pas celui de votre raccordement ({expected}).',
    en: 'Application code {found} in the flow name is not the one of your connection ({expected}).',
    advice: {
      fr: 'Mettez le code {expected} aux deux endroits du nom du flux.',
      en: 'Put code {expected} in both places of the flow name.',
    },
  },
  'RCV-05': {
    blame: 'depositor',
    official: 'IRR_UNICITE',
    severity: 'fault',
    fr: 'L’identifiant de flux {identifier} a déjà été déposé, le {date}, dans le flux {earlier}.',
    en: 'Flow identifier {identifier} was deposited before, on {date}, as flow {earlier}.',
    advice: {
      fr: 'Si ce dépôt est un nouvel envoi, donnez-lui une séquence jamais employée. Si c’est le même, il n’y a rien à faire : le premier a reçu son compte rendu.',
      en: 'If this is a new deposit, give it a sequence never used before. If it is the same one, nothing is to be done: the first got its report.',
    },
  },
  'RCV-06': {
    blame: 'depositor',
    official: 'IRR_VIDE',
    severity: 'fault',
    fr: 'Le flux est vide (0 octet).',
    en: 'The flow is empty (0 bytes).',
    advice: {
      fr: 'Déposez à nouveau le fichier complet, sous une nouvelle séquence.',
      en: 'Deposit the whole file again, under a new sequence.',
    },
  },
  'RCV-07': {
    blame: 'depositor',
    official: 'IRR_TAILLE',
    severity: 'fault',
    fr: 'Le flux pèse {size} octets ; la limite est de {limit} octets.',
    en: 'The flow is {size} bytes long; the limit is {limit} bytes.',
    advice: {
      fr: 'Répartissez les factures en plusieurs flux, ou allégez les pièces jointes.',
      en: 'Spread the invoices over several flows, or make the attachments smaller.',
    },
  },
  'RCV-08': {
    blame: 'depositor',
    severity: 'remark',
    fr: 'Les chiffres {digits} du nom du flux diffèrent de ceux de l’interface {code} ({expected}).',
    en: 'The digits {digits} in the flow name differ from those of interface {code} ({expected}).',
    advice: {
      fr: 'Écrivez {expected} à cet endroit du nom.',
      en: 'Write {expected} in that place of the name.',
    },
  },
  'RCV-09': {
    blame: 'depositor',
    severity: 'remark',
    fr: 'Le même contenu a déjà été déposé le {date} sous le nom {earlier}.',
    en: 'The same content was deposited before, on {date}, as {earlier}.',
    advice: {
      fr: 'Vérifiez qu’il ne s’agit pas d’un envoi en double.',
      en: 'Check that it was not sent twice by mistake.',
    },
  },
  'RCV-10': {
    blame: 'depositor',
    official: 'IRR_TYPE',
    severity: 'fault',
    fr: 'Le flux est une archive ({kind}) ; Écluse ne lit pas encore les flux de plusieurs documents.',
    en: 'The flow is an archive ({kind}); Écluse does not read flows of several documents yet.',
    advice: {
      fr: 'Déposez chaque facture seule, en XML, un flux par facture.',
      en: 'Deposit each invoice alone, as XML, one flow an invoice.',
    },
  },
} as const satisfies Catalogue
