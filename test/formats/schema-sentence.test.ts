import { expect, test } from 'vitest'
import { schemaSentence } from '../../src/formats/schema-sentence.ts'

const CBC = '{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}'
const CAC = '{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}'
const EXT = '{urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2}'
const INVOICE = '{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}'
const XSI = '{http://www.w3.org/2001/XMLSchema-instance}'

/** libxml2's message, what an operator reads in French, what one reads in English. */
const SENTENCES: [message: string, fr: string, en: string][] = [
  [
    `Element '${CBC}UUID': This element is not expected. Expected is ( ${CBC}ID ).`,
    'l’élément cbc:UUID n’est pas attendu ici (vérifiez l’ordre, la répétition et le nom) ; attendu : cbc:ID',
    'element cbc:UUID is not expected here (check order, repetition and name); expected: cbc:ID',
  ],
  [
    `Element '${CBC}EndpointID': This element is not expected. Expected is one of ( ${CBC}MarkCareIndicator, ${CBC}WebsiteURI, ${CBC}LogoReferenceID, ${CAC}PartyName, ${CAC}Language, ${CAC}PostalAddress, ${CAC}Contact ).`,
    'l’élément cbc:EndpointID n’est pas attendu ici (vérifiez l’ordre, la répétition et le nom) ; attendu : cbc:MarkCareIndicator, cbc:WebsiteURI, cbc:LogoReferenceID, cac:PartyName, … ou cac:Contact',
    'element cbc:EndpointID is not expected here (check order, repetition and name); expected: cbc:MarkCareIndicator, cbc:WebsiteURI, cbc:LogoReferenceID, cac:PartyName, … or cac:Contact',
  ],
  [
    `Element '${INVOICE}ID': This element is not expected. Expected is ( ${CBC}ID ).`,
    'l’élément ID n’est pas attendu ici (vérifiez l’ordre, la répétition et le nom) ; attendu : cbc:ID',
    'element ID is not expected here (check order, repetition and name); expected: cbc:ID',
  ],
  [
    "Element '{urn:example:own}Nom': This element is not expected. Expected is ( Nom ).",
    'l’élément {urn:example:own}Nom n’est pas attendu ici (vérifiez l’ordre, la répétition et le nom) ; attendu : Nom',
    'element {urn:example:own}Nom is not expected here (check order, repetition and name); expected: Nom',
  ],
  [
    "Element 'Inconnu': This element is not expected.",
    'l’élément Inconnu n’est pas attendu ici, où rien ne peut suivre (vérifiez l’ordre, la répétition et le nom)',
    'element Inconnu is not expected here, where nothing may follow (check order, repetition and name)',
  ],
  [
    `Element '${INVOICE}Invoice': Missing child element(s). Expected is ( ${CAC}InvoiceLine ).`,
    'l’élément Invoice est incomplet, il y manque cac:InvoiceLine',
    'element Invoice is incomplete, it lacks cac:InvoiceLine',
  ],
  [
    `Element '${CAC}LegalMonetaryTotal': Missing child element(s). Expected is one of ( ${CBC}PrepaidAmount, ${CBC}PayableRoundingAmount, ${CBC}PayableAmount ).`,
    'l’élément cac:LegalMonetaryTotal est incomplet ; attendu ensuite : cbc:PrepaidAmount, cbc:PayableRoundingAmount ou cbc:PayableAmount',
    'element cac:LegalMonetaryTotal is incomplete; expected next: cbc:PrepaidAmount, cbc:PayableRoundingAmount or cbc:PayableAmount',
  ],
  [
    `Element '${EXT}ExtensionContent': Missing child element(s). Expected is ( ##other${EXT}* ).`,
    'l’élément ext:ExtensionContent est incomplet, il y manque un élément d’un autre espace de noms',
    'element ext:ExtensionContent is incomplete, it lacks an element of another namespace',
  ],
  [
    `Element '${CBC}IssueDate': '10/03/2031' is not a valid value of the atomic type 'xs:date'.`,
    'l’élément cbc:IssueDate vaut « 10/03/2031 » ; attendu : une date AAAA-MM-JJ qui existe',
    'element cbc:IssueDate is "10/03/2031"; expected: a date YYYY-MM-DD that exists',
  ],
  [
    `Element '${CBC}PayableAmount': '1 200,50' is not a valid value of the atomic type 'xs:decimal'.`,
    'l’élément cbc:PayableAmount vaut « 1 200,50 » ; attendu : un nombre décimal, avec un point et sans espace ni symbole (1234.56)',
    'element cbc:PayableAmount is "1 200,50"; expected: a decimal number, with a dot and neither blank nor symbol (1234.56)',
  ],
  [
    `Element '${CBC}PayableAmount': '' is not a valid value of the atomic type 'xs:decimal'.`,
    'l’élément cbc:PayableAmount est vide ; attendu : un nombre décimal, avec un point et sans espace ni symbole (1234.56)',
    'element cbc:PayableAmount is empty; expected: a decimal number, with a dot and neither blank nor symbol (1234.56)',
  ],
  [
    `Element '${CBC}CopyIndicator': 'non' is not a valid value of the atomic type 'xs:boolean'.`,
    'l’élément cbc:CopyIndicator vaut « non » ; attendu : true ou false',
    'element cbc:CopyIndicator is "non"; expected: true or false',
  ],
  [
    `Element '${CBC}IssueTime': '10:00' is not a valid value of the atomic type 'xs:time'.`,
    'l’élément cbc:IssueTime vaut « 10:00 » ; attendu : une heure HH:MM:SS',
    'element cbc:IssueTime is "10:00"; expected: a time HH:MM:SS',
  ],
  [
    `Element '${CBC}EmbeddedDocumentBinaryObject': 'x' is not a valid value of the atomic type 'xs:base64Binary'.`,
    'l’élément cbc:EmbeddedDocumentBinaryObject vaut « x » ; attendu : un contenu encodé en base64',
    'element cbc:EmbeddedDocumentBinaryObject is "x"; expected: content encoded in base64',
  ],
  [
    "Element 'Horodatage': 'hier' is not a valid value of the local atomic type.",
    'l’élément Horodatage vaut « hier », forme non admise',
    'element Horodatage is "hier", a form not allowed',
  ],
  [
    "Element 'Ligne', attribute 'NumOrdre': 'un' is not a valid value of the atomic type 'xs:nonNegativeInteger'.",
    'l’attribut NumOrdre de l’élément Ligne vaut « un » ; attendu : un nombre entier positif ou nul, en chiffres seuls',
    'attribute NumOrdre of element Ligne is "un"; expected: a whole number, zero or more, in digits only',
  ],
  [
    "Element 'Cadre': [facet 'enumeration'] The value 'A11' is not an element of the set {'A1', 'A2', 'A3', 'A4', 'A5', 'A25'}.",
    'l’élément Cadre vaut « A11 » ; valeurs admises : A1, A2, A3, A4, … ou A25',
    'element Cadre is "A11"; values allowed: A1, A2, A3, A4, … or A25',
  ],
  [
    "Element 'ReferenceBancaire', attribute 'Type': [facet 'enumeration'] The value 'BIC' is not an element of the set {'IBAN', 'RIB'}.",
    'l’attribut Type de l’élément ReferenceBancaire vaut « BIC » ; valeurs admises : IBAN ou RIB',
    'attribute Type of element ReferenceBancaire is "BIC"; values allowed: IBAN or RIB',
  ],
  [
    "Element 'Identifiant': [facet 'length'] The value has a length of '13'; this differs from the allowed length of '14'.",
    'l’élément Identifiant compte 13 caractères ; attendu : exactement 14',
    'element Identifiant has 13 characters; expected: exactly 14',
  ],
  [
    "Element 'Id': [facet 'minLength'] The value has a length of '1'; this underruns the allowed minimum length of '3'.",
    'l’élément Id compte 1 caractère ; attendu : au moins 3',
    'element Id has 1 character; expected: at least 3',
  ],
  [
    "Element 'Id': [facet 'maxLength'] The value has a length of '21'; this exceeds the allowed maximum length of '20'.",
    'l’élément Id compte 21 caractères ; attendu : au plus 20',
    'element Id has 21 characters; expected: at most 20',
  ],
  [
    "Element 'Devise': [facet 'pattern'] The value 'eur' is not accepted by the pattern '[A-Z][A-Z][A-Z]'.",
    'l’élément Devise vaut « eur » ; attendu : le modèle [A-Z][A-Z][A-Z]',
    'element Devise is "eur"; expected: the pattern [A-Z][A-Z][A-Z]',
  ],
  [
    `Element '${CBC}PrepaidAmount': The attribute 'currencyID' is required but missing.`,
    'l’attribut currencyID, obligatoire, manque à l’élément cbc:PrepaidAmount',
    'attribute currencyID, which is required, is missing from element cbc:PrepaidAmount',
  ],
  [
    `Element '${CBC}ID', attribute 'lang': The attribute 'lang' is not allowed.`,
    'l’attribut lang n’est pas admis sur l’élément cbc:ID',
    'attribute lang is not allowed on element cbc:ID',
  ],
  [
    "Element '{urn:example:own}Invoice': No matching global declaration available for the validation root.",
    'l’élément {urn:example:own}Invoice est inconnu à cette place (vérifiez son nom et son espace de noms)',
    'element {urn:example:own}Invoice is unknown in this place (check its name and its namespace)',
  ],
  [
    `Element '${CAC}Price': Character content other than whitespace is not allowed because the content type is 'element-only'.`,
    'l’élément cac:Price contient du texte alors qu’il n’admet que des éléments',
    'element cac:Price holds text where it may only hold elements',
  ],
  [
    "Element 'Producteur': Character content is not allowed, because the content type is empty.",
    'l’élément Producteur doit rester vide',
    'element Producteur must stay empty',
  ],
  [
    "Element 'Producteur': Element content is not allowed, because the content type is empty.",
    'l’élément Producteur doit rester vide',
    'element Producteur must stay empty',
  ],
  [
    `Element '${CBC}ID': Element content is not allowed, because the content type is a simple type definition.`,
    'l’élément cbc:ID contient des éléments alors qu’il n’admet que du texte',
    'element cbc:ID holds elements where it may only hold text',
  ],
  [
    "Element 'Code': Element content is not allowed, because the type definition is simple.",
    'l’élément Code contient des éléments alors qu’il n’admet que du texte',
    'element Code holds elements where it may only hold text',
  ],
  [
    "Element 'Id': The element is not 'nillable'.",
    'l’élément Id est déclaré nul (xsi:nil), ce qu’il ne peut pas être',
    'element Id is declared nil (xsi:nil), which it cannot be',
  ],
  [
    `Element 'Id', attribute '${XSI}type': The type definition '{http://www.w3.org/2001/XMLSchema}string', specified by xsi:type, is blocked or not validly derived from the type definition of the element declaration.`,
    'l’attribut xsi:type de l’élément Id nomme un type qui n’est pas admis ici',
    'attribute xsi:type of element Id names a type that is not allowed here',
  ],
  [
    `Element 'Id', attribute '${XSI}type': The QName value '{urn:example:own}Texte' of the xsi:type attribute does not resolve to a type definition.`,
    'l’attribut xsi:type de l’élément Id nomme un type qui n’est pas admis ici',
    'attribute xsi:type of element Id names a type that is not allowed here',
  ],
]

test.each(SENTENCES)('%s', (message, fr, en) => {
  expect(schemaSentence(message)).toEqual({ fr, en })
})

test('a long value is cut at eighty characters, on one line', () => {
  const value = `${'9'.repeat(79)}\n${'9'.repeat(500)}`
  const { fr } = schemaSentence(
    `Element 'MontantHT': '${value}' is not a valid value of the atomic type 'xs:decimal'.`,
  )
  expect(fr).toContain(`« ${'9'.repeat(79)} … »`)
})

test('a quote in a value does not end it', () => {
  const { fr } = schemaSentence(
    "Element 'Type': [facet 'enumeration'] The value 'l'un' is not an element of the set {'380'}.",
  )
  expect(fr).toBe("l’élément Type vaut « l'un » ; valeurs admises : 380")
})

test('a message libxml2 broke off within its value still names the element', () => {
  const { fr } = schemaSentence(`Element 'MontantHT': '${'9'.repeat(200)}`)
  expect(fr).toBe(`l’élément MontantHT vaut « ${'9'.repeat(80)}… », forme non admise`)
})

test('a message of an unknown kind is given as it is', () => {
  const message = "Element 'A': Something nobody has seen."
  expect(schemaSentence(message)).toEqual({ fr: message, en: message })
  expect(schemaSentence('Internal error')).toEqual({ fr: 'Internal error', en: 'Internal error' })
})
