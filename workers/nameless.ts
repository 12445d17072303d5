/** File names and quoted contents, as system calls, libraries and our own sentences write them into an error. */
const NAMED: readonly [RegExp, string][] = [
  [/'\/?.*\/.*'/gs, '‹…›'], // open '/a/b': up to the last quote, since a name may hold one
  [/«[^»]*»/g, '« … »'],
  [/“[^”]*”/g, '“…”'],
  [/"[^"]*"/g, '"…"'],
  [/^[^:]*\/.*? : /gs, '‹…› : '], // a path, then what is wrong with it
  [/(^|[\s(])\/[^\s:),;]+/g, '$1‹…›'],
  [/\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g, '‹…›'], // an IBAN
  [/[^\s@]+@[^\s@]+/g, '‹…›'],
  [/(?<![A-Z0-9_])\d(?:[ .]?\d){8,}/g, '‹…›'], // a SIRET, a telephone, a long account
]

/**
 * What an error says without what it says it of: a file's name is its depositor's, and a parser may quote a document. The
 * record keeps the whole sentence, for support.
 */
export function nameless(text: string): string {
  return NAMED.reduce((left, [pattern, instead]) => left.replaceAll(pattern, instead), text)
}
