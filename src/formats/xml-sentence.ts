interface Wording {
  match: RegExp
  fr: (part: string) => string
  en: (part: string) => string
}

/** libxml2's messages for documents that are not well formed, in words for an operator. The first match wins. */
const WORDINGS: readonly Wording[] = [
  {
    match: /Document is empty|Start tag expected|Extra content at the start/,
    fr: () => 'il ne commence pas par une balise',
    en: () => 'it does not begin with a tag',
  },
  {
    match: /Opening and ending tag mismatch: (.+)/,
    fr: (part) => `une balise ouvrante et une balise fermante ne correspondent pas (${part})`,
    en: (part) => `an opening and an ending tag do not match (${part})`,
  },
  {
    match: /Premature end of data in tag (\S+)/,
    fr: (part) => `il est tronqué, la balise ${part} n’est pas fermée`,
    en: (part) => `it is cut short, tag ${part} is not closed`,
  },
  {
    match: /Couldn't find end of Start Tag|expected '>'|Comment not terminated|CData section not finished/,
    fr: () => 'une balise n’est pas terminée, le document est sans doute tronqué',
    en: () => 'a tag is not ended, the document is probably cut short',
  },
  {
    match: /xmlParseCharRef: |CharRef: /,
    fr: () => 'une référence &#…; désigne un caractère interdit en XML, ou aucun',
    en: () => 'a reference &#…; stands for a character forbidden in XML, or for none',
  },
  {
    match: /Sequence '\]\]>' not allowed/,
    fr: () => 'la suite « ]]> » y est seule ; écrivez ]]&gt;',
    en: () => 'it has a lone "]]>"; write ]]&gt;',
  },
  {
    match: /invalid element name|Unescaped '<' not allowed/,
    fr: () => 'un « < » y est seul ; écrivez &lt;',
    en: () => 'it has a lone "<"; write &lt;',
  },
  {
    match: /AttValue: |attributes construct error|Specification mandates? value for attribute/,
    fr: () => 'un attribut n’est pas écrit nom="valeur"',
    en: () => 'an attribute is not written name="value"',
  },
  {
    match: /Extra content at the end of the document/,
    fr: () => 'il contient du texte après la fin de sa racine',
    en: () => 'it has content after the end of its root',
  },
  {
    match: /Input is not proper UTF-8|Invalid bytes in character encoding|encoding error/,
    fr: () => 'des octets ne sont pas de l’UTF-8 (texte enregistré dans un autre encodage ?)',
    en: () => 'some bytes are not UTF-8 (text saved in another encoding?)',
  },
  {
    match: /PCDATA invalid Char value (\d+)|Char 0x([0-9A-F]+) out of allowed range/,
    fr: (part) => `il contient le caractère de contrôle n° ${part}, interdit en XML`,
    en: (part) => `it holds control character no. ${part}, forbidden in XML`,
  },
  {
    match: /Entity '(.+)' not defined/,
    fr: (part) => `l’entité &${part}; n’est pas définie (écrivez le caractère lui-même)`,
    en: (part) => `entity &${part}; is not defined (write the character itself)`,
  },
  {
    match: /xmlParseEntityRef: no name|EntityRef: expecting ';'/,
    fr: () => 'un « & » y est seul ; écrivez &amp;',
    en: () => 'it has a lone "&"; write &amp;',
  },
  {
    match: /Namespace prefix (\S+)/,
    fr: (part) => `le préfixe ${part} n’est lié à aucun espace de noms`,
    en: (part) => `prefix ${part} is bound to no namespace`,
  },
  {
    match: /Excessive depth|Maximum depth/,
    fr: () => 'ses éléments sont imbriqués trop profondément',
    en: () => 'its elements are nested too deeply',
  },
  {
    match: /Attribute (\S+) redefined/,
    fr: (part) => `l’attribut ${part} est donné deux fois`,
    en: (part) => `attribute ${part} is given twice`,
  },
]

/** What libxml2 says of a document that is not well formed, in French and English, without a final point. */
export function parseSentence(message: string): { fr: string; en: string } {
  const text = message.trim().replaceAll(/\s+/g, ' ')
  for (const wording of WORDINGS) {
    const found = wording.match.exec(text)
    if (found === null) continue
    const part = found.slice(1).find((group) => group !== undefined) ?? ''
    return { fr: wording.fr(part), en: wording.en(part) }
  }
  const plain = text.slice(0, 200).replace(/\.$/, '')
  return { fr: `« ${plain} »`, en: plain }
}
