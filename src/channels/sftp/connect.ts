import { once } from 'node:events'
import { connect as connectTo, type Socket } from 'node:net'
import SftpClient from 'ssh2-sftp-client'
import { addressOf, type SftpServer } from '../../directory/sftp-server.ts'
import type { Secret } from '../../directory/secret.ts'
import { expectedKeys } from './host-keys.ts'
import { SftpSession, type SessionTiming } from './session.ts'
import { SftpTrouble } from './trouble.ts'

export interface SftpTiming extends SessionTiming {
  /** Most a connection may take, from its first packet to SFTP ready, in ms. */
  connectMs: number
  /** How often a silent server is asked whether it lives, in ms; three silences end the connection. */
  keepaliveMs: number
}

/** A session with the server that was meant, and no other. @throws SftpTrouble, its sentence for whoever looks after this. */
export async function openSession(server: SftpServer, timing: SftpTiming): Promise<SftpSession> {
  const where = addressOf(server)
  const [keys, login] = await Promise.all([expectedKeys(server), loginOf(server)])
  const socket = connectTo({ host: server.host, port: server.port, noDelay: true, keepAlive: true })
  const client = new SftpClient(where, SILENT)
  let refusal: SftpTrouble | undefined
  const limit = setTimeout(() => {
    refusal ??= new SftpTrouble('connection', `${where} : pas de connexion en ${timing.connectMs} ms.`)
    socket.destroy()
  }, timing.connectMs)
  try {
    const ended = endOf(socket)
    await Promise.race([once(socket, 'connect'), ended])
    answerPrompts(client, login.password)
    const connecting = client.connect({
      ...login,
      sock: socket,
      username: server.user,
      readyTimeout: timing.connectMs,
      keepaliveInterval: timing.keepaliveMs,
      keepaliveCountMax: 3,
      tryKeyboard: login.password !== undefined,
      ...(keys.algorithms === undefined ? {} : { algorithms: { serverHostKey: keys.algorithms } }),
      hostVerifier: (key: Buffer) => {
        refusal = keys.refusalOf(key)
        return refusal === undefined
      },
    })
    const sftp = await Promise.race([connecting, ended])
    return new SftpSession({ sftp, client, socket, where }, timing)
  } catch (error) {
    socket.destroy()
    throw refusal ?? inSentence(error, server)
  } finally {
    clearTimeout(limit)
  }
}

/** Its ends are seen at the socket. The library would write them to the console. */
const NOTHING = () => undefined
const SILENT = { error: NOTHING, end: NOTHING, close: NOTHING }

/** Rejects once the socket is closed; without anybody listening that is no error. */
function endOf(socket: Socket): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  let cause: Error | undefined
  socket.on('error', (error) => {
    cause = error
  })
  socket.once('close', () => reject(cause ?? new Error('connection closed')))
  promise.catch(NOTHING)
  return promise
}

interface Login {
  privateKey?: Buffer
  passphrase?: string
  password?: string
}

async function loginOf({ login, ...server }: SftpServer): Promise<Login> {
  const text = async (secret: Secret) =>
    (await revealed(secret, server)).toString('utf8').replace(/\r?\n$/, '')
  return {
    ...(login.key === undefined ? {} : { privateKey: await revealed(login.key, server) }),
    ...(login.passphrase === undefined ? {} : { passphrase: await text(login.passphrase) }),
    ...(login.password === undefined ? {} : { password: await text(login.password) }),
  }
}

async function revealed(secret: Secret, server: Pick<SftpServer, 'user' | 'host' | 'port'>): Promise<Buffer> {
  try {
    return await secret.reveal()
  } catch (error) {
    const code: unknown = Reflect.get(Object(error), 'code')
    throw new SftpTrouble(
      'login',
      `${addressOf(server)} : ${secret.source} ne peut être lu (${String(code)}).`,
    )
  }
}

/** Many servers ask for the password as the answer to a question: it is given to that one question, unseen on a screen. */
function answerPrompts(client: SftpClient, password: string | undefined): void {
  type Answer = (answers: string[]) => void
  client.on('keyboard-interactive', (...[, , , prompts, answer]: unknown[]) => {
    const asked = prompts as { echo?: boolean }[]
    const isPassword = asked.length === 1 && asked[0]?.echo === false && password !== undefined
    const finish = answer as Answer
    finish(isPassword ? [password] : asked.map(() => ''))
  })
}

function inSentence(error: unknown, server: SftpServer): SftpTrouble {
  if (error instanceof SftpTrouble) return error
  const where = addressOf(server)
  const said = error instanceof Error ? error.message : String(error)
  if (said.includes('All configured authentication methods failed')) {
    return new SftpTrouble('login', `${where} : le serveur refuse ${means(server)} de cet utilisateur.`)
  }
  if (said.includes('privateKey')) {
    const source = server.login.key?.source ?? ''
    return new SftpTrouble('login', `${where} : la clé privée ${source} est inutilisable (${said}).`)
  }
  return new SftpTrouble('connection', `${where} : pas de connexion (${said}).`, { cause: error })
}

function means({ login }: SftpServer): string {
  const given = [...(login.key ? ['la clé'] : []), ...(login.password ? ['le mot de passe'] : [])]
  return given.join(' et ')
}
