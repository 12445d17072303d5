import { formOf } from './schema-form.ts'
import { shortName } from './schema-name.ts'

/** The same clause in both languages: no capital, no full stop, so that it can follow a colon. */
export interface Clause {
  fr: string
  en: string
}

/** What libxml2 speaks of, with the prefixes people know. */
export interface Subject {
  element: string
  attribute?: string
}

export interface Wording {
  /** Of the message without its subject; its groups are the parts. */
  match: RegExp
  write(subject: Subject, parts: readonly string[]): Clause
}

const LONGEST_VALUE = 80
const MOST_NAMES = 5

/** libxml2's messages for documents that break a schema. The first match wins. */
export const WORDINGS: readonly Wording[] = [
  { match: /^This element is not expected\.$/, write: nothingMore },
  { match: /^This element is not expected\. Expected is (?:one of )?\( (.+) \)\.$/s, write: notExpected },
  { match: /^Missing child element\(s\)\. Expected is (?:one of )?\( (.+) \)\.$/s, write: incomplete },
  { match: /^'(.*)' is not a valid value of the (?:local )?\w+ type(?: '(.+)')?\.$/s, write: wrongForm },
  {
    match: /^\[facet 'enumeration'\] The value '(.*)' is not an element of the set \{(.+)\}\.$/s,
    write: notListed,
  },
  {
    match: /^\[facet '(\w+)'\] The value has a length of '(\d+)'; .* of '(\d+)'\.$/s,
    write: wrongLength,
  },
  {
    match: /^\[facet 'pattern'\] The value '(.*)' is not accepted by the pattern '(.+)'\.$/s,
    write: noMatch,
  },
  { match: /^The attribute '(.+)' is required but missing\.$/s, write: attributeMissing },
  { match: /^The attribute '(.+)' is not allowed\.$/s, write: attributeNotAllowed },
  { match: /^No matching global (?:element )?declaration available/, write: unknown },
  {
    match: /^Character content .*not allowed,? because the content type is '?(empty|element-only)/,
    write: ({ element }, [content]) => (content === 'empty' ? mustBeEmpty(element) : noText(element)),
  },
  {
    match:
      /^Element content is not allowed,? because the (?:content type|type definition) is (empty|a simple|simple)/,
    write: ({ element }, [content]) => (content === 'empty' ? mustBeEmpty(element) : noElements(element)),
  },
  { match: /^The element is not 'nillable'\.$/, write: notNil },
  {
    match:
      /^The type definition '.*', specified by xsi:type, is blocked|^The QName value '.*' of the xsi:type attribute|^The type definition is absent/,
    write: wrongXsiType,
  },
  // libxml2 stops a message at 64,000 characters: after a longer value nothing says what is wrong with it.
  { match: /^(?:\[facet '\w+'\] The value )?'(.*)$/s, write: wrongForm },
]

function nothingMore({ element }: Subject): Clause {
  return {
    fr: `l’élément ${element} n’est pas attendu ici, où rien ne peut suivre (vérifiez l’ordre, la répétition et le nom)`,
    en: `element ${element} is not expected here, where nothing may follow (check order, repetition and name)`,
  }
}

function notExpected({ element }: Subject, [expected = '']: readonly string[]): Clause {
  return {
    fr: `l’élément ${element} n’est pas attendu ici (vérifiez l’ordre, la répétition et le nom) ; attendu : ${names(expected, 'fr')}`,
    en: `element ${element} is not expected here (check order, repetition and name); expected: ${names(expected, 'en')}`,
  }
}

/** Several names are what may come next: the optional ones, then the first that may not be left out. */
function incomplete({ element }: Subject, [expected = '']: readonly string[]): Clause {
  const one = !expected.includes(', ')
  return {
    fr: `l’élément ${element} est incomplet${one ? ', il y manque' : ' ; attendu ensuite :'} ${names(expected, 'fr')}`,
    en: `element ${element} is incomplete${one ? ', it lacks' : '; expected next:'} ${names(expected, 'en')}`,
  }
}

function wrongForm(subject: Subject, [value = '', type = '']: readonly string[]): Clause {
  const form = formOf(type)
  return {
    fr: `${valueOf(subject, value, 'fr')}${form === undefined ? ', forme non admise' : ` ; attendu : ${form.fr}`}`,
    en: `${valueOf(subject, value, 'en')}${form === undefined ? ', a form not allowed' : `; expected: ${form.en}`}`,
  }
}

function notListed(subject: Subject, [value = '', set = '']: readonly string[]): Clause {
  const values = [...set.matchAll(/'([^']*)'/g)].map((match) => match[1] as string)
  return {
    fr: `${valueOf(subject, value, 'fr')} ; valeurs admises : ${several(values, 'fr')}`,
    en: `${valueOf(subject, value, 'en')}; values allowed: ${several(values, 'en')}`,
  }
}

const BOUNDS: Readonly<Record<string, Clause>> = {
  length: { fr: 'exactement', en: 'exactly' },
  minLength: { fr: 'au moins', en: 'at least' },
  maxLength: { fr: 'au plus', en: 'at most' },
}

function wrongLength(subject: Subject, [facet = '', length = '', wanted = '']: readonly string[]): Clause {
  const bound = BOUNDS[facet] ?? { fr: '', en: '' }
  return {
    fr: `${nameOf(subject, 'fr')} compte ${counted(length, 'caractère')} ; attendu : ${bound.fr} ${wanted}`,
    en: `${nameOf(subject, 'en')} has ${counted(length, 'character')}; expected: ${bound.en} ${wanted}`,
  }
}

function counted(count: string, noun: string): string {
  return `${count} ${noun}${Number(count) > 1 ? 's' : ''}`
}

function noMatch(subject: Subject, [value = '', pattern = '']: readonly string[]): Clause {
  return {
    fr: `${valueOf(subject, value, 'fr')} ; attendu : le modèle ${pattern}`,
    en: `${valueOf(subject, value, 'en')}; expected: the pattern ${pattern}`,
  }
}

function attributeMissing({ element }: Subject, [attribute = '']: readonly string[]): Clause {
  return {
    fr: `l’attribut ${shortName(attribute)}, obligatoire, manque à l’élément ${element}`,
    en: `attribute ${shortName(attribute)}, which is required, is missing from element ${element}`,
  }
}

function attributeNotAllowed({ element }: Subject, [attribute = '']: readonly string[]): Clause {
  return {
    fr: `l’attribut ${shortName(attribute)} n’est pas admis sur l’élément ${element}`,
    en: `attribute ${shortName(attribute)} is not allowed on element ${element}`,
  }
}

function unknown({ element }: Subject): Clause {
  return {
    fr: `l’élément ${element} est inconnu à cette place (vérifiez son nom et son espace de noms)`,
    en: `element ${element} is unknown in this place (check its name and its namespace)`,
  }
}

function mustBeEmpty(element: string): Clause {
  return { fr: `l’élément ${element} doit rester vide`, en: `element ${element} must stay empty` }
}

function noText(element: string): Clause {
  return {
    fr: `l’élément ${element} contient du texte alors qu’il n’admet que des éléments`,
    en: `element ${element} holds text where it may only hold elements`,
  }
}

function noElements(element: string): Clause {
  return {
    fr: `l’élément ${element} contient des éléments alors qu’il n’admet que du texte`,
    en: `element ${element} holds elements where it may only hold text`,
  }
}

function notNil({ element }: Subject): Clause {
  return {
    fr: `l’élément ${element} est déclaré nul (xsi:nil), ce qu’il ne peut pas être`,
    en: `element ${element} is declared nil (xsi:nil), which it cannot be`,
  }
}

function wrongXsiType({ element }: Subject): Clause {
  return {
    fr: `l’attribut xsi:type de l’élément ${element} nomme un type qui n’est pas admis ici`,
    en: `attribute xsi:type of element ${element} names a type that is not allowed here`,
  }
}

type Language = keyof Clause

function nameOf({ element, attribute }: Subject, language: Language): string {
  if (attribute === undefined) return language === 'fr' ? `l’élément ${element}` : `element ${element}`
  return language === 'fr'
    ? `l’attribut ${attribute} de l’élément ${element}`
    : `attribute ${attribute} of element ${element}`
}

function valueOf(subject: Subject, value: string, language: Language): string {
  const name = nameOf(subject, language)
  const shown = value.replace(/\s+/g, ' ')
  if (shown.trim() === '') return language === 'fr' ? `${name} est vide` : `${name} is empty`
  const cut = shown.length > LONGEST_VALUE ? `${shown.slice(0, LONGEST_VALUE)}…` : shown
  return language === 'fr' ? `${name} vaut « ${cut} »` : `${name} is "${cut}"`
}

/** libxml2's list of names (it gives ten at most) in words. */
function names(list: string, language: Language): string {
  const other = language === 'fr' ? 'un élément d’un autre espace de noms' : 'an element of another namespace'
  return several(
    list.split(/, (?![^{]*\})/).map((name) => (name.startsWith('##other') ? other : shortName(name))),
    language,
  )
}

/** `a, b ou c`; of more than five the first four, and the last, which in a list of names is often the one wanted. */
function several(values: readonly string[], language: Language): string {
  const or = language === 'fr' ? 'ou' : 'or'
  const last = values.at(-1) ?? ''
  if (values.length === 1) return last
  if (values.length <= MOST_NAMES) return `${values.slice(0, -1).join(', ')} ${or} ${last}`
  return `${values.slice(0, MOST_NAMES - 1).join(', ')}, … ${or} ${last}`
}
