import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Dossier } from '../../record/dossier.ts'
import { openFolderArchive } from '../../record/folder-archive.ts'
import type { Settings } from '../../settings.ts'
import { expiryOf } from '../../support/show/expiry.ts'
import { paperNamed, papersOf } from '../../support/show/paper.ts'
import { EXIT } from '../exit-codes.ts'
import { figure, safe } from '../layout.ts'

interface Wanted {
  name: string
  /** A file that is not there yet; else stdout. */
  output: string | undefined
}

/** Gives a document of the flow out of the archive, its bytes checked against their hash. */
export async function giveOut(dossier: Dossier, wanted: Wanted, settings: Settings): Promise<number> {
  const paper = paperNamed(dossier, wanted.name)
  if (paper === undefined) return refused(unknown(dossier, wanted.name))
  const expiry = expiryOf(dossier)
  if (expiry !== undefined) return refused(`${safe(paper.name)} : ${expiry.fr}\n(${expiry.en})`)
  const archive = await openFolderArchive(settings.archive.folder)
  if (wanted.output === undefined && process.stdout.isTTY)
    return refused(
      'Des octets reçus d’ailleurs ne vont pas à un terminal : --output, ou un tube (bytes from outside go to no terminal: --output, or a pipe).',
    )
  const pieces = Readable.from(archive.pieces(paper.sha256))
  if (wanted.output === undefined) await pipeline(pieces, process.stdout, { end: false })
  else await writeWhole(pieces, wanted.output)
  process.stderr.write(`${safe(paper.name)} : ${figure(paper.size)} octets, sha256 ${paper.sha256}\n`)
  return EXIT.accepted
}

/** A file there already is not written over; one that could not be written whole does not stay. */
async function writeWhole(pieces: Readable, path: string): Promise<void> {
  const file = createWriteStream(path, { flags: 'wx' })
  let isOurs = false
  file.once('open', () => {
    isOurs = true
  })
  try {
    await pipeline(pieces, file)
  } catch (error) {
    if (isOurs) await rm(path, { force: true })
    throw error
  }
}

function unknown(dossier: Dossier, name: string): string {
  return [
    `Le flux ${dossier.flow.flow} n’a pas de document ${safe(name)} ; il a (it has) :`,
    ...papersOf(dossier).map((each) => `  ${safe(each.name)}`),
  ].join('\n')
}

function refused(sentence: string): number {
  process.stderr.write(`${sentence}\n`)
  return EXIT.absent
}
