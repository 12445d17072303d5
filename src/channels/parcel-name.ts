import { DocumentTrouble } from './endpoint.ts'

/** At most 255 bytes, the limit of every usual file system; no folder, nothing hidden, nothing unprintable. */
export function isPlainName(name: string): boolean {
  return /^[^./\\\p{Cc}][^/\\\p{Cc}]*$/u.test(name) && Buffer.byteLength(name) <= 255
}

export function notPlainName(name: string): DocumentTrouble {
  return new DocumentTrouble(`« ${name} » n’est pas un nom de fichier que l’on puisse écrire.`)
}

export function nameTaken(name: string): DocumentTrouble {
  return new DocumentTrouble(
    `Un autre fichier porte déjà le nom ${name} dans le dossier du destinataire : il n’est pas écrasé.`,
  )
}
