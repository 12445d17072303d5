import type { Detail, Language } from '../../faults/fault.ts'
import type { Words } from '../words.ts'

/**
 * What can put a value into a pivot. The sentence ends « this value is … », its `{words}` filled in from the reason's
 * detail. Names never change: programs read them.
 */
export const RULES = {
  'as-written': { fr: 'repris tel quel', en: 'taken as it is' },
  'kept-account': {
    fr: 'repris tel quel ; compte retenu parmi {accounts} : {why}',
    en: 'taken as it is; the account kept among {accounts}: {whyEn}',
  },
  'bare-iban': {
    fr: 'l’IBAN sans ses blancs, en capitales',
    en: 'the IBAN without its blanks, in capitals',
  },
  'kept-iban': {
    fr: 'l’IBAN sans ses blancs, en capitales ; compte retenu parmi {accounts} : {why}',
    en: 'the IBAN without its blanks, in capitals; the account kept among {accounts}: {whyEn}',
  },
  capitals: { fr: 'repris en capitales', en: 'taken in capitals' },
  day: { fr: 'le jour, sans le fuseau horaire', en: 'the day, without its time zone' },
  'identifier-scheme': {
    fr: 'le type que nomme le schéma de l’identifiant',
    en: 'the type the identifier’s scheme names',
  },
  'siret-by-its-form': {
    fr: 'un identifiant de 14 chiffres sans schéma est un SIRET (type 1)',
    en: 'an identifier of 14 digits without a scheme is a SIRET (type 1)',
  },
  'country-of-type': {
    fr: 'aucun pays donné : celui des identifiants de type {type} ({label})',
    en: 'no country given: that of identifiers of type {type} ({label})',
  },
  'country-of-identifier': {
    fr: 'aucun pays donné : les deux premières lettres de l’identifiant',
    en: 'no country given: the first two letters of the identifier',
  },
  'account-channel': {
    fr: 'IBAN quand le canal de paiement le dit, sinon RIB',
    en: 'IBAN when the payment channel says so, else RIB',
  },
  'account-form': {
    fr: 'aucun canal de paiement donné : IBAN si le compte en a la forme, sinon RIB',
    en: 'no payment channel given: IBAN when the account has the form of one, else RIB',
  },
  'holder-as-payee': {
    fr: 'l’encaisseur est donné sans nom : le titulaire du compte',
    en: 'a payee is given without a name: the account’s holder',
  },
  'emission-mode': {
    fr: 'constante : tout dépôt EDI (E1 et E2) est un « flux »',
    en: 'constant: every EDI deposit (E1 and E2) is a "flux"',
  },
  'recipient-type': {
    fr: 'constante : une structure publique a un SIRET (type 1)',
    en: 'constant: a public structure has a SIRET (type 1)',
  },
  'state-of-service': {
    fr: 'le SIRET de l’État, à qui l’annuaire connaît ce service',
    en: 'the SIRET of the State, which has this service in the directory',
  },
  'directory-name': {
    fr: 'le nom de la structure {siret} dans l’annuaire',
    en: 'the directory’s name of the structure {siret}',
  },
  'directory-service-name': {
    fr: 'le nom du service {service} dans l’annuaire',
    en: 'the directory’s name of the service {service}',
  },
  'siret-as-name': {
    fr: 'ni l’annuaire ni la facture ne donnent de nom : le SIRET',
    en: 'neither the directory nor the invoice gives a name: the SIRET',
  },
  'none-given': {
    fr: 'rien de donné : l’élément est présent et vide',
    en: 'nothing given: the element is there and empty',
  },
  'given-once': {
    fr: 'numéro donné une fois pour toutes : flux {flow}, document {document} du flux, facture {place} du document',
    en: 'number given once for ever: flow {flow}, document {document} of the flow, invoice {place} of the document',
  },
  'first-sent': {
    fr: 'première remise de cette facture à son destinataire',
    en: 'sent to its recipient for the first time',
  },
  'sent-again': {
    fr: 'remise une nouvelle fois : le passage {run} l’avait déjà remise',
    en: 'sent again: run {run} had sent it already',
  },
  'credit-note-document': {
    fr: 'aucun code donné : le document est un avoir',
    en: 'no code given: the document is a credit note',
  },
  'type-counterpart': {
    fr: 'le type {code} devient {type} (configuration, rules.typeCodes)',
    en: 'type {code} becomes {type} (configuration, rules.typeCodes)',
  },
  'default-frame': { fr: 'aucun cadre donné : A1', en: 'no frame given: A1' },
  'latest-line-delivery': {
    fr: 'aucune date de livraison pour le document : la plus tardive de ses lignes',
    en: 'the document gives no delivery date: the latest of its lines’',
  },
  'issue-date': {
    fr: 'aucune date de livraison donnée : la date d’émission',
    en: 'no delivery date given: the issue date',
  },
  'payment-counterpart': {
    fr: 'le code {code} a ce mode pour équivalent dans la liste du pivot',
    en: 'the code {code} has this mode as its counterpart in the pivot’s list',
  },
  'default-payment-mode': {
    fr: 'code absent ou indéfini : le mode par défaut (configuration, rules.defaultPaymentMode)',
    en: 'code absent or undefined: the default mode (configuration, rules.defaultPaymentMode)',
  },
  'label-of-mode': { fr: 'le libellé du mode {code}', en: 'the label of mode {code}' },
  'day-of-deposit': { fr: 'le jour du dépôt, à Paris', en: 'the day of deposit, in Paris' },
  'untaxed-rate': {
    fr: 'aucun taux donné, et la TVA de la ligne est nulle : 0',
    en: 'no rate given, and the line’s VAT is zero: 0',
  },
  'lines-on-the-pdf': {
    fr: 'E2 : la facture est le PDF, Lignes est présent et vide',
    en: 'E2: the PDF is the invoice, Lignes is there and empty',
  },
  'no-counted-line': {
    fr: 'aucune ligne de détail dans la facture : Lignes est présent et vide',
    en: 'no detail line in the invoice: Lignes is there and empty',
  },
  'readable-made': {
    fr: 'E1 : le lisible, composé par Écluse à partir de toute la facture',
    en: 'E1: the readable invoice, made by Écluse from all of it',
  },
  'xml-as-received': {
    fr: 'le document {document} tel que reçu, à l’octet près',
    en: 'the document {document} as received, to the byte',
  },
  'original-as-received': {
    fr: 'E2 : le PDF original tel que reçu',
    en: 'E2: the PDF original as received',
  },
  'attachment-as-received': {
    fr: 'la pièce jointe {place} du dépôt telle que reçue',
    en: 'attachment {place} of the deposit as received',
  },
  'attachment-unpacked': {
    fr: 'la pièce jointe {place} du dépôt, sortie du ZIP où elle est seule',
    en: 'attachment {place} of the deposit, out of the ZIP that holds it alone',
  },
  'invoice-file-name': {
    fr: '{prefix} + identifiant du fournisseur + numéro de facture, 50 caractères au plus',
    en: '{prefix} + the supplier’s identifier + the invoice number, 50 characters at most',
  },
  'attachment-file-name': {
    fr: 'PJ + numéro de la pièce + son nom, 50 caractères au plus',
    en: 'PJ + the attachment’s number + its name, 50 characters at most',
  },
  'name-shortened': {
    fr: 'le nom du fichier, ramené à 50 caractères sûrs',
    en: 'the file’s name, brought down to 50 safe characters',
  },
  'name-in-the-zip': {
    fr: 'aucun nom donné : celui du fichier dans son ZIP',
    en: 'no name given: the file’s name inside its ZIP',
  },
  'file-category': {
    fr: 'constante de ce fichier du pivot : {file}',
    en: 'constant of this file of the pivot: {fileEn}',
  },
  'type-by-content': {
    fr: 'le type reconnu au contenu du fichier',
    en: 'the type the file’s content shows',
  },
  'type-by-extension': {
    fr: 'aucun type donné : celui de l’extension du nom, sinon octet-stream',
    en: 'no type given: that of the name’s extension, else octet-stream',
  },
  'envelope-constant': { fr: 'constante de l’enveloppe', en: 'constant of the envelope' },
  'own-flow-identifier': {
    fr: 'l’identifiant du fichier pivot, les 25 derniers caractères de son nom',
    en: 'the pivot file’s own identifier, the last 25 characters of its name',
  },
  'flow-identifier-kept': {
    fr: 'l’identifiant de flux que donnent les documents eux-mêmes, gardé',
    en: 'the flow identifier the documents themselves give, kept',
  },
  'recipient-application': {
    fr: 'l’application qui reçoit pour {structure}, dans l’annuaire',
    en: 'the application that receives for {structure}, in the directory',
  },
  'own-application': {
    fr: 'l’application de ce service (configuration)',
    en: 'this service’s application (configuration)',
  },
  'invoices-counted': {
    fr: 'le nombre de factures de ce pivot',
    en: 'the number of invoices in this pivot',
  },
  'no-longer-written': {
    fr: 'le calcul d’aujourd’hui n’écrit plus ce champ',
    en: 'computed today, this field is no longer written',
  },
  unexplained: {
    fr: 'NON EXPLIQUÉ : Écluse ne sait plus dire d’où vient cette valeur',
    en: 'UNEXPLAINED: Écluse can no longer say where this value comes from',
  },
} as const satisfies Readonly<Record<string, Words>>

export type RuleName = keyof typeof RULES

/** The sentence of a rule. @throws when the detail lacks a word it uses, which is a bug of ours. */
export function ruleText(rule: RuleName, detail: Detail, language: Language): string {
  return RULES[rule][language].replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const word = detail[name]
    if (word === undefined) throw new Error(`rule ${rule} lacks ${name}`)
    return word
  })
}
