/** What a value should look like, in words. */
export interface Form {
  fr: string
  en: string
}

const WHOLE: Form = {
  fr: 'un nombre entier positif ou nul, en chiffres seuls',
  en: 'a whole number, zero or more, in digits only',
}
const INTEGER: Form = { fr: 'un nombre entier, en chiffres seuls', en: 'a whole number, in digits only' }

/** By the schemas' own names of types: those of XSD, and ours for numbers out of a list. */
const FORMS: Readonly<Record<string, Form>> = {
  'xs:date': { fr: 'une date AAAA-MM-JJ qui existe', en: 'a date YYYY-MM-DD that exists' },
  'xs:time': { fr: 'une heure HH:MM:SS', en: 'a time HH:MM:SS' },
  'xs:dateTime': { fr: 'un instant AAAA-MM-JJTHH:MM:SS', en: 'an instant YYYY-MM-DDTHH:MM:SS' },
  'xs:decimal': {
    fr: 'un nombre décimal, avec un point et sans espace ni symbole (1234.56)',
    en: 'a decimal number, with a dot and neither blank nor symbol (1234.56)',
  },
  'xs:boolean': { fr: 'true ou false', en: 'true or false' },
  'xs:base64Binary': { fr: 'un contenu encodé en base64', en: 'content encoded in base64' },
  'xs:language': { fr: 'un code de langue (fr, en, pt-BR)', en: 'a language code (fr, en, pt-BR)' },
  'xs:anyURI': { fr: 'une adresse (URI)', en: 'an address (URI)' },
  'xs:integer': INTEGER,
  'xs:nonNegativeInteger': WHOLE,
  AddedDate: { fr: 'une date AAAA-MM-JJ qui existe', en: 'a date YYYY-MM-DD that exists' },
  AddedInteger: INTEGER,
  PaymentModeCode: INTEGER,
  SupplierIdentifierType: WHOLE,
  DebtorIdentifierType: WHOLE,
  StatusProducerIdentifierType: WHOLE,
  FlowStatusCode: WHOLE,
  InvoiceStatusCode: WHOLE,
}

/** The form a type of the schemas wants; `undefined` for a type we have no words for. */
export function formOf(type: string): Form | undefined {
  return FORMS[type]
}
