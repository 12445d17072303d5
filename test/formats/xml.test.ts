import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sentence } from '../../src/faults/fault.ts'
import { parseXml } from '../../src/formats/xml.ts'

/** The root's text, or the code of the fault with its line. */
function parsed(bytes: Uint8Array | string): string {
  const result = parseXml(typeof bytes === 'string' ? Buffer.from(bytes) : bytes)
  if (!result.ok)
    return result.faults.map(({ code, places }) => `${code} line ${places[0]?.line ?? '?'}`).join()
  using document = result.value
  return document.root.content
}

const TEXT = 'Cœur à 5 €'
const declared = (encoding: string, text = TEXT) =>
  `<?xml version="1.0" encoding="${encoding}"?>\n<a>${text}</a>`

function utf16(text: string, big: boolean): Buffer {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le')
  return big ? bytes.swap16() : bytes
}

/** Bytes of a text in an encoding of one byte a character. */
function single(text: string, euro: number, oe: number): Buffer {
  return Buffer.from(
    text.replaceAll('€', String.fromCharCode(euro)).replaceAll('œ', String.fromCharCode(oe)),
    'latin1',
  )
}

describe('a document is read in', () => {
  test.each<[string, Uint8Array | string]>([
    ['UTF-8', declared('UTF-8')],
    ['UTF-8 without declaration', `<a>${TEXT}</a>`],
    ['UTF-8 with a byte order mark', `\ufeff${declared('utf-8')}`],
    ['UTF-8 with a mark, whatever it declares', `\ufeff${declared('ISO-8859-1')}`],
    ['UTF-16, little end first', utf16(declared('UTF-16'), false)],
    ['UTF-16, big end first', utf16(declared('UTF-16'), true)],
    ['UTF-16 without mark', Buffer.from(declared('UTF-16'), 'utf16le')],
    ['ISO-8859-15', single(declared('ISO-8859-15'), 0xa4, 0xbd)],
    ['Windows-1252', single(declared('windows-1252'), 0x80, 0x9c)],
    ['UTF-8 with single quotes', declared('UTF-8').replaceAll('"', "'")],
  ])('%s', (_, bytes) => {
    expect(parsed(bytes)).toBe(TEXT)
  })
})

describe('a document is refused for its encoding', () => {
  test.each<[string, Uint8Array | string]>([
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0])],
    ['EBCDIC', Buffer.from([0x4c, 0x6f, 0xa7, 0x94])],
    ['macintosh', declared('macintosh')],
    ['UTF-7', declared('UTF-7', 'x')],
    ['half a character of UTF-16', Buffer.concat([utf16('<a/>', false), Buffer.from([0x20])])],
  ])('%s', (_, bytes) => {
    expect(parsed(bytes)).toBe('VAL-05 line 1')
  })

  test('bytes that are not the UTF-8 they claim', () => {
    expect(parsed(Buffer.from(declared('UTF-8', 'é'), 'latin1'))).toBe('VAL-01 line 2')
  })
})

describe('a DOCTYPE is refused before anything is parsed', () => {
  const bomb = '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]>'
  test.each<[string, Uint8Array | string, number]>([
    ['alone', `${bomb}<a>&c;</a>`, 1],
    ['after the declaration', `<?xml version="1.0"?>\n${bomb}<a/>`, 2],
    ['after a comment that holds one', `<!-- <!DOCTYPE x> -->\n\n${bomb}<a/>`, 3],
    ['after a stylesheet', `<?xml version="1.0"?>\n<?xml-stylesheet href="FSO1100A.xsl"?>\n${bomb}<a/>`, 3],
    ['after an instruction that holds brackets', `<?x ]]> <a> ?>\r\n${bomb}<a/>`, 2],
    ['after a byte order mark', `\ufeff${bomb}<a/>`, 1],
    ['in UTF-16', utf16(`<?xml version="1.0" encoding="UTF-16"?>\n${bomb}<a/>`, false), 2],
    ['in UTF-16, big end first', utf16(`\n${bomb}<a/>`, true), 2],
    ['of another file', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', 1],
    ['of another host', '<!DOCTYPE a PUBLIC "x" "http://example.org/a.dtd"><a/>', 1],
    ['cut short', '<!DOCTYPE a [', 1],
  ])('%s', (_, bytes, line) => {
    expect(parsed(bytes)).toBe(`VAL-03 line ${line}`)
  })

  test('but not the word in a text or a comment', () => {
    expect(parsed('<!-- <!DOCTYPE a> --><a>&lt;!DOCTYPE a></a>')).toBe('<!DOCTYPE a>')
    expect(parsed('<a><![CDATA[<!DOCTYPE a>]]></a>')).toBe('<!DOCTYPE a>')
  })

  test('in a comment that never ends is no DOCTYPE, and no XML either', () => {
    expect(parsed('<!-- <!DOCTYPE a><a/>')).toMatch(/^VAL-01/)
  })
})

describe('what is no XML is told with its line, in words', () => {
  test.each<[string, string, number, string]>([
    ['nothing but blanks', ' \n ', 2, 'il ne commence pas par une balise'],
    ['text', 'facture', 1, 'il ne commence pas par une balise'],
    ['a cut document', '<a>\n<b>', 2, 'il est tronqué, la balise b n’est pas fermée'],
    ['a cut tag', '<a>\n<b', 2, 'une balise n’est pas terminée, le document est sans doute tronqué'],
    [
      'tags crossed',
      '<a>\n<b></a></b>',
      2,
      'une balise ouvrante et une balise fermante ne correspondent pas',
    ],
    ['a lone &', '<a>\nDurand & fils</a>', 2, 'un « & » y est seul ; écrivez &amp;'],
    ['an entity of HTML', '<a>\n\nd&eacute;p&ocirc;t</a>', 3, 'l’entité &eacute; n’est pas définie'],
    ['a control character', '<a>\u0001</a>', 1, 'il contient le caractère de contrôle n° 1, interdit en XML'],
    ['a prefix not bound', '<cbc:a/>', 1, 'le préfixe cbc n’est lié à aucun espace de noms'],
    ['two roots', '<a/>\n<b/>', 2, 'il contient du texte après la fin de sa racine'],
    ['an attribute given twice', '<a b="1" b="2"/>', 1, 'l’attribut b est donné deux fois'],
  ])('%s', (_, xml, line, words) => {
    const result = parseXml(Buffer.from(xml))
    if (result.ok) throw new Error('this is XML')
    expect(result.faults.map(({ code }) => code)).toEqual(['VAL-01'])
    expect(result.faults[0]?.places[0]?.line).toBe(line)
    expect(result.faults.map((fault) => sentence(fault)).join()).toContain(words)
  })
})

test('any bytes are a document or a fault, never an exception', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '</',
    '<!',
    '<!--',
    '-->',
    '<?',
    '?>',
    '<![CDATA[',
    ']]>',
    '&',
    ';',
    '"',
    'a',
    ' ',
    '\n',
    '\0',
    'é',
    '<?xml version="1.0" encoding="',
    'UTF-16',
    '<!DOCTYPE',
  )
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.array(piece, { maxLength: 40 }).map((pieces) => Buffer.from(pieces.join(''))),
    fc.array(piece, { maxLength: 40 }).map((pieces) => Buffer.from(`\ufeff${pieces.join('')}`, 'utf16le')),
  )
  fc.assert(
    fc.property(bytes, (of) => {
      const result = parseXml(of)
      if (result.ok) result.value.dispose()
      else expect(result.faults).toHaveLength(1)
    }),
    { numRuns: 500 },
  )
})
