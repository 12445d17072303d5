const UBL = 'urn:oasis:names:specification:ubl:schema:xsd:'

/** The prefix people know a namespace by; empty for main documents, whose names are written bare. */
const PREFIXES: Readonly<Record<string, string>> = {
  [`${UBL}CommonAggregateComponents-2`]: 'cac',
  [`${UBL}CommonBasicComponents-2`]: 'cbc',
  [`${UBL}CommonExtensionComponents-2`]: 'ext',
  [`${UBL}Invoice-2`]: '',
  [`${UBL}CreditNote-2`]: '',
  'urn:AIFE:Facture:Extension': 'aife',
  'http://www.w3.org/2001/XMLSchema-instance': 'xsi',
}

/** The prefix people know a namespace by; empty for those written bare, for none and for those we do not know. */
export function prefixOf(namespace: string): string {
  return PREFIXES[namespace] ?? ''
}

/** libxml2's `{namespace}name` with the prefix people know; left as it is when we do not know the namespace. */
export function shortName(name: string): string {
  const match = /^\{(.*)\}(.+)$/s.exec(name)
  if (match === null) return name
  const [, namespace = '', local = ''] = match
  const prefix = PREFIXES[namespace]
  if (prefix === undefined) return name
  return prefix === '' ? local : `${prefix}:${local}`
}
