import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { ServerHostKeyAlgorithm } from 'ssh2'
import type { SftpServer } from '../../directory/sftp-server.ts'
import { knownKeys } from './known-hosts.ts'
import { SftpTrouble } from './trouble.ts'

/** The keys a server may show. */
export interface ExpectedKeys {
  /** Their algorithms, so that a server with several keys shows one that is known; absent: whichever it likes. */
  algorithms?: ServerHostKeyAlgorithm[]
  /** Why a key it shows is not taken for its own, with both fingerprints; `undefined` when it is. */
  refusalOf(key: Buffer): SftpTrouble | undefined
}

/** Read each time: a key is changed by changing the file. @throws SftpTrouble when it cannot be read. */
export async function expectedKeys(server: SftpServer): Promise<ExpectedKeys> {
  const { host, port, hostKeys } = server
  const where = `${host}:${port}`
  if ('fingerprints' in hostKeys) {
    return { refusalOf: (key) => refusal(where, { shown: key, expected: hostKeys.fingerprints }) }
  }
  const file = hostKeys.knownHosts
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new SftpTrouble('host-key', `Le fichier ${file} des clés d’hôte ne peut être lu.`, { cause: error })
  })
  const { trusted, revoked } = knownKeys(text, host, port)
  const algorithms = [...new Set(trusted.flatMap((key) => ALGORITHMS[typeOf(key)] ?? []))]
  return {
    ...(algorithms.length === 0 ? {} : { algorithms }),
    refusalOf(key) {
      if (revoked.some((each) => each.equals(key))) {
        return new SftpTrouble(
          'host-key',
          `${where} présente la clé ${named(key)}, que ${file} dit révoquée : connexion refusée.`,
        )
      }
      if (trusted.length === 0) {
        return new SftpTrouble(
          'host-key',
          `${file} n’a pas de clé pour ${where}, qui présente ${named(key)} : connexion refusée. ` +
            'Demandez l’empreinte à qui tient ce serveur, par un autre moyen, avant de l’ajouter.',
        )
      }
      return refusal(where, { shown: key, expected: trusted.map(fingerprintOf) })
    },
  }
}

/** As `ssh-keygen -l` shows it. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
}

function refusal(
  where: string,
  { shown, expected }: { shown: Buffer; expected: readonly string[] },
): SftpTrouble | undefined {
  if (expected.includes(fingerprintOf(shown))) return undefined
  return new SftpTrouble(
    'host-key',
    `${where} présente la clé ${named(shown)} ; celle attendue est ${expected.join(' ou ')} : connexion refusée. ` +
      'Ou bien le serveur a changé de clé, ce que confirme qui le tient, ou bien ce n’est pas lui.',
  )
}

function named(key: Buffer): string {
  return `${typeOf(key)} ${fingerprintOf(key)}`
}

/** A blob begins with its type, preceded by its length. */
function typeOf(key: Buffer): string {
  return key.length < 4 ? '' : key.toString('latin1', 4, 4 + Math.min(key.readUInt32BE(0), 64))
}

/** What to ask for to be shown a key of this type. SHA-1 signatures are never asked for. */
const ALGORITHMS: Readonly<Record<string, readonly ServerHostKeyAlgorithm[]>> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256'],
}
