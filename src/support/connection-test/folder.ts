import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Looked, Step } from '../connection-test.ts'
import { counted, countedEn, type Words } from '../words.ts'

/** `put`: we write there; `take`: we take files away from there. */
export type FolderUse = 'put' | 'take'

export interface FolderToTest {
  folder: string
  use: FolderUse
}

/** Each folder is there, can be listed, and takes a hidden file that is removed at once. */
export async function lookAtFolder(folders: readonly FolderToTest[], data: string): Promise<Looked> {
  const steps: Step[] = []
  for (const each of folders) {
    try {
      steps.push(...(await stepsOf(each, data)))
    } catch (error) {
      const code = codeOf(error)
      const { words, mend } = TROUBLE[code as keyof typeof TROUBLE] ?? other(error)
      steps.push({ isGood: false, fr: `${each.folder} : ${words.fr}`, en: `${each.folder}: ${words.en}` })
      return { steps, mend }
    }
  }
  return { steps }
}

async function stepsOf({ folder, use }: FolderToTest, data: string): Promise<Step[]> {
  if (!(await isThere(folder, data))) return [{ isGood: true, ...notYet(folder) }]
  const names = await readdir(folder)
  await writeAndRemove(folder)
  const files = names.filter((name) => !name.startsWith('.')).length
  return [
    {
      isGood: true,
      fr: `${folder} est là et se lit (${counted(files, 'fichier', 'fichiers')})`,
      en: `${folder} is there and can be read (${countedEn(files, 'file', 'files')})`,
    },
    use === 'put'
      ? {
          isGood: true,
          fr: 'Un fichier caché y a été écrit puis enlevé',
          en: 'A hidden file was written there and removed',
        }
      : {
          isGood: true,
          fr: 'Les fichiers peuvent en être enlevés',
          en: 'Files can be taken away from there',
        },
  ]
}

/** Folders inside the data folder are made by the service when it first needs them. */
async function isThere(folder: string, data: string): Promise<boolean> {
  try {
    if (!(await stat(folder)).isDirectory()) throw Object.assign(new Error('no folder'), { code: 'ENOTDIR' })
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT' && folder.startsWith(join(data, '/'))) return false
    throw error
  }
}

function notYet(folder: string): Words {
  return {
    fr: `${folder} n’existe pas encore ; le service le crée à la première remise`,
    en: `${folder} is not there yet; the service makes it for the first delivery`,
  }
}

async function writeAndRemove(folder: string): Promise<void> {
  const path = join(folder, `.ecluse-essai-${randomUUID()}`)
  try {
    await using file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600)
    await file.writeFile('essai')
    await file.sync()
  } finally {
    await rm(path, { force: true })
  }
}

function codeOf(error: unknown): string {
  return String(Reflect.get(Object(error), 'code'))
}

function other(error: unknown): { words: Words; mend: Words } {
  const said = error instanceof Error ? error.message : String(error)
  return {
    words: { fr: said, en: said },
    mend: {
      fr: 'Voyez ce disque ou ce partage avec qui administre la machine.',
      en: 'Look at this disk or share with whoever runs the machine.',
    },
  }
}

const DENIED = {
  words: { fr: 'l’accès en est refusé', en: 'access is denied' },
  mend: {
    fr: 'Donnez à l’utilisateur qui fait tourner le service le droit de lire et d’écrire dans ce dossier.',
    en: 'Give the user who runs the service the right to read and write in this folder.',
  },
}

/** What the file system says, and what helps. */
const TROUBLE = {
  ENOENT: {
    words: { fr: 'ce dossier n’existe pas', en: 'this folder is not there' },
    mend: {
      fr: 'Le montage est peut-être absent : remontez-le, ou corrigez le chemin dans la configuration. Il n’est jamais créé ici.',
      en: 'The mount may be away: mount it again, or correct the path in the configuration. It is never made here.',
    },
  },
  ENOTDIR: {
    words: { fr: 'ce n’est pas un dossier', en: 'this is no folder' },
    mend: { fr: 'Corrigez le chemin dans la configuration.', en: 'Correct the path in the configuration.' },
  },
  EACCES: DENIED,
  EPERM: DENIED,
  EROFS: {
    words: { fr: 'le disque est en lecture seule', en: 'the disk is read-only' },
    mend: { fr: 'Remontez-le en écriture.', en: 'Mount it for writing.' },
  },
  ENOSPC: {
    words: { fr: 'le disque est plein', en: 'the disk is full' },
    mend: {
      fr: 'Faites de la place sur ce disque ; les remises reprennent d’elles-mêmes.',
      en: 'Make room on this disk; deliveries go on by themselves.',
    },
  },
  EDQUOT: {
    words: { fr: 'le quota est atteint', en: 'the quota is used up' },
    mend: {
      fr: 'Faites relever le quota, ou faites de la place.',
      en: 'Have the quota raised, or make room.',
    },
  },
  ESTALE: {
    words: { fr: 'le partage a changé sous le montage', en: 'the share changed under the mount' },
    mend: { fr: 'Remontez le partage.', en: 'Mount the share again.' },
  },
} as const satisfies Record<string, { words: Words; mend: Words }>
