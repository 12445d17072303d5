/** What a name may hold, its extension included. */
export const LONGEST_NAME = 50

/** Extensions of the platform's own list. */
export const EXTENSIONS = [
  'bmp',
  'bz2',
  'csv',
  'doc',
  'docx',
  'fax',
  'gif',
  'gz',
  'gzip',
  'htm',
  'html',
  'jpeg',
  'jpg',
  'odp',
  'ods',
  'odt',
  'p7s',
  'pdf',
  'png',
  'pps',
  'ppt',
  'pptx',
  'rtf',
  'svg',
  'tgz',
  'tif',
  'tiff',
  'txt',
  'xhtml',
  'xlc',
  'xlm',
  'xls',
  'xlsx',
  'xml',
  'zip',
] as const

export type Extension = (typeof EXTENSIONS)[number]

/** The extension of a name when it is one of the list, whatever its case. */
export function extensionOf(name: string): Extension | undefined {
  const written = /\.([A-Za-z0-9]+)$/.exec(name)?.[1]?.toLowerCase()
  return EXTENSIONS.find((each) => each === written)
}

/** What makes a name dangerous to write or to show, as the end of a sentence. */
export function dangerIn(name: string): { fr: string; en: string } | undefined {
  if (/[\\/]/.test(name) || /^[A-Za-z]:/.test(name) || name === '..' || name === '.')
    return { fr: 'un chemin de dossier', en: 'a folder’s path' }
  if (/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u.test(name))
    return {
      fr: 'un caractère qui retourne le sens de lecture et peut cacher son extension',
      en: 'a character that turns the direction of reading and may hide its extension',
    }
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name))
    return { fr: 'un caractère de commande ou invisible', en: 'a control or invisible character' }
  return undefined
}

/** The name with what cannot be seen, or would turn the reading, written out. */
export function visible(name: string): string {
  return name.replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u${character.codePointAt(0)?.toString(16).padStart(4, '0')}`,
  )
}
