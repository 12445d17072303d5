import type { DeliveryPlace } from '../directory/structure.ts'
import type { Depositor } from '../settings.ts'
import { type FolderUse, lookAtFolder } from './connection-test/folder.ts'
import { lookAtServer } from './connection-test/sftp.ts'
import type { Words } from './words.ts'

/** One thing that was tried. */
export interface Step extends Words {
  isGood: boolean
}

export interface ConnectionTest {
  isGood: boolean
  /** What was tried, in that order, up to the first that failed. */
  steps: Step[]
  /** How to mend what failed. */
  mend?: Words
  ms: number
}

/** What a look came to: the steps that were gone, and how to mend the last when it failed. */
export type Looked = Omit<ConnectionTest, 'ms' | 'isGood'>

/** What is tried: places of the configuration only, never an address somebody sent. */
export interface Tested {
  place: DeliveryPlace
  /** More folders of the same server, or of this machine. */
  others: readonly { folder: string; use: FolderUse }[]
}

const LIMIT_MS = 20_000

/** Where pivots go. */
export function testedOfApplication(place: DeliveryPlace): Tested {
  return { place, others: [] }
}

/** Where a depositor's flows come from, and its reports go. */
export function testedOfDepositor(depositor: Depositor): Tested {
  if (depositor.channel === 'folder') {
    const others = [{ folder: depositor.in, use: 'take' as const }]
    return { place: { channel: 'folder', folder: depositor.out }, others }
  }
  const { server, remoteIn, remoteOut, done } = depositor
  const others = [remoteOut, ...(done === undefined ? [] : [done])].map((folder) => ({
    folder,
    use: 'take' as const,
  }))
  return { place: { channel: 'sftp', server, folder: remoteIn }, others }
}

/**
 * Tries it from this process, really: a folder takes a hidden file, which is removed; a server is logged in to and its
 * folders are listed, and nothing is written there. Whatever hangs is given up after twenty seconds.
 */
export async function testConnection(tested: Tested, { data }: { data: string }): Promise<ConnectionTest> {
  const begun = performance.now()
  const { place, others } = tested
  const look =
    place.channel === 'folder'
      ? lookAtFolder([{ folder: place.folder, use: 'put' }, ...others], data)
      : lookAtServer(place.server, [place.folder, ...others.map(({ folder }) => folder)])
  const { steps, mend } = await withinLimit(look)
  const isGood = steps.every((step) => step.isGood)
  return { isGood, steps, ...(mend === undefined ? {} : { mend }), ms: Math.round(performance.now() - begun) }
}

async function withinLimit(look: Promise<Looked>): Promise<Looked> {
  const { promise, resolve } = Promise.withResolvers<Looked>()
  const limit = setTimeout(resolve, LIMIT_MS, HANGS)
  try {
    return await Promise.race([look, promise])
  } finally {
    clearTimeout(limit)
  }
}

const HANGS: Looked = {
  steps: [
    {
      isGood: false,
      fr: `Pas de réponse en ${LIMIT_MS / 1_000} secondes`,
      en: `No answer within ${LIMIT_MS / 1_000} seconds`,
    },
  ],
  mend: {
    fr: 'Un partage de fichiers dont le serveur ne répond plus bloque ainsi : voyez le montage sur cette machine.',
    en: 'A file share whose server no longer answers hangs like this: look at the mount on this machine.',
  },
}
