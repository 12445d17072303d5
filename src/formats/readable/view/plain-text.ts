/**
 * Text as a page may show it: NFC, lines separated by `\n` alone, every blank an ordinary or a no-break space, and
 * nothing that has no shape of its own or that could turn the order of what follows (controls, bidi overrides).
 */
export function plainText(text: string): string {
  if (PLAIN.test(text)) return text.trim()
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(LINE_ENDS, '\n')
    .replace(NO_BREAK_SPACES, '\u00a0')
    .replace(OTHER_SPACES, ' ')
    .replace(HYPHENS, '-')
    .replace(INVISIBLE, '')
    .trim()
}

/** What most texts are made of: printable Latin-1 and the signs of French print, each taken as it is. */
const PLAIN = /^[\x20-\x7e\xa0-\xac\xae-\xff\u0152\u0153\u2013\u2014\u2018\u2019\u2026\u20ac]*$/
const LINE_ENDS = /\r\n?|[\v\f\u0085\u2028\u2029]/g
const NO_BREAK_SPACES = /[\u2007\u202f]/g
const OTHER_SPACES = /[\t\u1680\u2000-\u2006\u2008-\u200a\u205f\u3000]/g
const HYPHENS = /[\u2010\u2011\u2212]/g
/** Category Cc (but the line end), Cf (bidi marks and overrides, zero-width, soft hyphen, tags) and variation selectors. */
const INVISIBLE = /(?!\n)[\p{Cc}\p{Cf}\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu

/** The plain text on one line. */
export function oneLine(text: string): string {
  return plainText(text).replace(/\n+/g, ' ')
}
