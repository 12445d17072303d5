import type { Catalogue } from './catalogue-entry.ts'

/** RTE: the recipient public structure, and what it demands. */
export const routingFaults = {
  'RTE-01': {
    blame: 'depositor',
    official: 'REJ_ADR',
    severity: 'fault',
    fr: 'La structure destinataire {siret} est inconnue.',
    en: 'The recipient structure {siret} is unknown.',
    advice: {
      fr: 'Vérifiez le SIRET du destinataire dans l’annuaire des structures publiques.',
      en: 'Check the recipient’s SIRET in the directory of public structures.',
    },
  },
  'RTE-02': {
    blame: 'depositor',
    official: 'REJ_ADR',
    severity: 'fault',
    fr: 'La structure destinataire {siret} ({name}) n’est plus active.',
    en: 'The recipient structure {siret} ({name}) is no longer active.',
    advice: {
      fr: 'Demandez à votre client le SIRET de la structure qui lui a succédé.',
      en: 'Ask your client for the SIRET of the structure that succeeded it.',
    },
  },
  'RTE-03': {
    blame: 'depositor',
    official: 'REJ_CONT_B2G',
    severity: 'fault',
    fr: 'La structure {siret} ({name}) exige un code service ; la facture n’en donne pas.',
    en: 'Structure {siret} ({name}) demands a service code; the invoice gives none.',
    advice: {
      fr: 'Mettez le code service dans cac:AccountingCustomerParty/cac:AccountingContact/cbc:ID.',
      en: 'Put the service code in cac:AccountingCustomerParty/cac:AccountingContact/cbc:ID.',
    },
  },
  'RTE-04': {
    blame: 'depositor',
    official: 'REJ_CONT_B2G',
    severity: 'fault',
    fr: 'Le service « {service} » n’existe pas dans la structure {siret} ({name}).',
    en: 'Service "{service}" does not exist in structure {siret} ({name}).',
    advice: {
      fr: 'Reprenez le code service du bon de commande, ou demandez-le à votre client.',
      en: 'Take the service code from the purchase order, or ask your client for it.',
    },
  },
  'RTE-05': {
    blame: 'depositor',
    official: 'REJ_CONT_B2G',
    severity: 'fault',
    fr: 'Le service « {service} » de la structure {siret} ({name}) n’est plus actif.',
    en: 'Service "{service}" of structure {siret} ({name}) is no longer active.',
    advice: {
      fr: 'Demandez à votre client le code du service qui reçoit maintenant ses factures.',
      en: 'Ask your client for the code of the service that receives its invoices now.',
    },
  },
  'RTE-06': {
    blame: 'depositor',
    official: 'REJ_CONT_B2G',
    severity: 'fault',
    fr: 'La structure {siret} ({name}) exige un numéro d’engagement ; la facture n’en donne pas.',
    en: 'Structure {siret} ({name}) demands an engagement number; the invoice gives none.',
    advice: {
      fr: 'Mettez le numéro d’engagement (bon de commande) dans cac:OrderReference/cbc:ID.',
      en: 'Put the engagement (purchase order) number in cac:OrderReference/cbc:ID.',
    },
  },
  'RTE-07': {
    blame: 'depositor',
    official: 'REJ_CONT_B2G',
    severity: 'fault',
    fr: 'La structure {siret} ({name}) exige un code service ou un numéro d’engagement ; la facture ne donne ni l’un ni l’autre.',
    en: 'Structure {siret} ({name}) demands a service code or an engagement number; the invoice gives neither.',
    advice: {
      fr: 'Renseignez cac:AccountingCustomerParty/cac:AccountingContact/cbc:ID (service) ou cac:OrderReference/cbc:ID (engagement).',
      en: 'Fill in cac:AccountingCustomerParty/cac:AccountingContact/cbc:ID (service) or cac:OrderReference/cbc:ID (engagement).',
    },
  },
  'RTE-08': {
    blame: 'depositor',
    official: 'REJ_CONT_B2G',
    severity: 'fault',
    fr: 'Le service « {service} » de la structure {siret} ({name}) exige un numéro d’engagement ; la facture n’en donne pas.',
    en: 'Service "{service}" of structure {siret} ({name}) demands an engagement number; the invoice gives none.',
    advice: {
      fr: 'Mettez le numéro d’engagement (bon de commande) dans cac:OrderReference/cbc:ID.',
      en: 'Put the engagement (purchase order) number in cac:OrderReference/cbc:ID.',
    },
  },
} as const satisfies Catalogue
