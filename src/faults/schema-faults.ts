import type { Catalogue } from './catalogue-entry.ts'

/** VAL: a document that is no well-formed XML, or not what its schema asks. */
export const schemaFaults = {
  'VAL-01': {
    blame: 'depositor',
    official: 'IRR_SYNTAX',
    severity: 'fault',
    fr: 'Le document n’est pas un XML bien formé : {problem}.',
    en: 'The document is not well-formed XML: {problemEn}.',
    advice: {
      fr: 'Ouvrez le fichier à la ligne indiquée, corrigez-le ou produisez-le à nouveau.',
      en: 'Open the file at the line shown and mend it, or produce it again.',
    },
  },
  'VAL-02': {
    blame: 'depositor',
    official: 'IRR_SYNTAX',
    severity: 'fault',
    fr: 'Le document ne respecte pas le schéma {schema} : {problem}.',
    en: 'The document does not obey schema {schema}: {problemEn}.',
    advice: {
      fr: 'Corrigez l’élément à la ligne indiquée ; le schéma fixe les éléments permis, leur ordre et la forme de leurs valeurs.',
      en: 'Mend the element at the line shown; the schema says which elements are allowed, in what order, and the form of their values.',
    },
  },
  'VAL-03': {
    blame: 'depositor',
    official: 'IRR_SYNTAX',
    severity: 'fault',
    fr: 'Le document contient une déclaration DOCTYPE, refusée pour des raisons de sécurité.',
    en: 'The document has a DOCTYPE declaration, which is refused for safety.',
    advice: {
      fr: 'Supprimez la déclaration <!DOCTYPE …> : une facture n’en a pas besoin.',
      en: 'Remove the <!DOCTYPE …> declaration: an invoice needs none.',
    },
  },
  'VAL-04': {
    blame: 'depositor',
    official: 'IRR_TYPE_F',
    severity: 'fault',
    fr: 'La racine du document est {root} ; l’interface {code} attend {expected}.',
    en: 'The document’s root is {root}; interface {code} wants {expected}.',
    advice: {
      fr: 'Déposez ce document sous l’interface de son format, ou vérifiez l’espace de noms de sa racine.',
      en: 'Deposit this document under the interface of its format, or check the namespace of its root.',
    },
  },
  'VAL-05': {
    blame: 'depositor',
    official: 'IRR_SYNTAX',
    severity: 'fault',
    fr: 'L’encodage du document ({encoding}) n’est pas lisible : {problem}.',
    en: 'The document’s encoding ({encoding}) cannot be read: {problemEn}.',
    advice: {
      fr: 'Enregistrez le document en UTF-8 et déclarez encoding="UTF-8" à la première ligne.',
      en: 'Save the document as UTF-8 and declare encoding="UTF-8" on its first line.',
    },
  },
  'VAL-06': {
    blame: 'depositor',
    official: 'IRR_TAILLE_F',
    severity: 'fault',
    fr: 'Le document pèse {size} octets ; la limite d’une facture avec ses pièces jointes est de {limit} octets.',
    en: 'The document is {size} bytes long; the limit for an invoice with its attachments is {limit} bytes.',
    advice: {
      fr: 'Allégez les pièces jointes ou envoyez-les autrement.',
      en: 'Make the attachments smaller or send them another way.',
    },
  },
} as const satisfies Catalogue
