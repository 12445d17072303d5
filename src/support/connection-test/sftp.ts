import { openSession } from '../../channels/sftp/connect.ts'
import type { SftpSession } from '../../channels/sftp/session.ts'
import { type SftpReason, SftpTrouble } from '../../channels/sftp/trouble.ts'
import { addressOf, type SftpServer } from '../../directory/sftp-server.ts'
import type { Looked, Step } from '../connection-test.ts'
import { counted, countedEn, type Words } from '../words.ts'

const TIMING = { connectMs: 8_000, keepaliveMs: 5_000, answerMs: 8_000 }

/** Logs in with what is configured to the very server that is configured, and lists the folders. Writes nothing. */
export async function lookAtServer(server: SftpServer, folders: readonly string[]): Promise<Looked> {
  const where = addressOf(server)
  const steps: Step[] = []
  let session: SftpSession | undefined
  try {
    session = await openSession(server, TIMING)
    steps.push({
      isGood: true,
      fr: `${where} répond, sa clé est celle qui est attendue, l’utilisateur est admis`,
      en: `${where} answers, its key is the one expected, the user is let in`,
    })
    for (const folder of folders) steps.push(await listed(session, folder))
    return { steps }
  } catch (error) {
    if (!(error instanceof SftpTrouble)) throw error
    steps.push({ isGood: false, fr: error.message, en: error.message })
    return { steps, mend: MENDS[error.reason] }
  } finally {
    session?.close()
  }
}

async function listed(session: SftpSession, folder: string): Promise<Step> {
  const files = (await session.list(folder)).filter(({ name }) => !name.startsWith('.')).length
  return {
    isGood: true,
    fr: `${folder} est là et se lit (${counted(files, 'fichier', 'fichiers')}) ; rien n’y a été écrit`,
    en: `${folder} is there and can be read (${countedEn(files, 'file', 'files')}); nothing was written`,
  }
}

const MENDS = {
  connection: {
    fr: 'Le serveur est arrêté, ou le chemin vers lui est fermé : adresse, port, pare-feu. Demandez-leur s’il répond depuis chez eux.',
    en: 'The server is down, or the way to it is closed: address, port, firewall. Ask them whether it answers where they are.',
  },
  'host-key': {
    fr: 'Ce n’est pas le serveur attendu, ou sa clé a changé. Faites-vous confirmer la nouvelle empreinte par eux, par un autre moyen, avant de la mettre dans la configuration.',
    en: 'It is not the server expected, or its key changed. Have them confirm the new fingerprint by another way before it goes into the configuration.',
  },
  login: {
    fr: 'L’utilisateur, la clé ou le mot de passe ne conviennent pas : faites vérifier chez eux que notre clé publique est bien enregistrée.',
    en: 'User, key or password do not fit: have them check that our public key is registered.',
  },
  missing: {
    fr: 'Ce dossier n’existe pas chez eux : qu’ils le créent, ou corrigez le chemin dans la configuration.',
    en: 'This folder is not there: let them make it, or correct the path in the configuration.',
  },
  denied: {
    fr: 'Leur serveur nous refuse ce dossier : qu’ils donnent à notre utilisateur le droit de lire et d’écrire.',
    en: 'Their server denies us this folder: let them give our user the right to read and write.',
  },
  failed: {
    fr: 'Leur serveur refuse sans dire pourquoi : disque ou quota plein, le plus souvent.',
    en: 'Their server refuses without a reason: a full disk or quota, most often.',
  },
  unsupported: {
    fr: 'Leur serveur ne sait pas faire cela : dites-leur quelle opération manque.',
    en: 'Their server cannot do this: tell them which operation is missing.',
  },
} as const satisfies Record<SftpReason, Words>
