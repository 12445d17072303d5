import { spawnSync } from 'node:child_process'

/** What a run may do to the machine it is on. */
export type Walls =
  /** Processes and mounts of its own, as root: nothing of it outlives it, however it ends. */
  | 'root'
  /** The same as the root of a namespace of users; there is no other user in it. */
  | 'user'
  /** None: nothing is mounted. */
  | 'none'

const MARK = 'ECLUSE_CHAOS_WALLS'
const SETPRIV = '/usr/bin/setpriv'
const UNSHARE = '/usr/bin/unshare'
const APART = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc']
const AS_USER = ['--user', '--map-root-user']

/** What surrounds this process. */
export function wallsHere(): Walls | undefined {
  const said = process.env[MARK]
  return said === 'root' || said === 'user' || said === 'none' ? said : undefined
}

/** Words that run a program that ends with this process, even when this one is killed. */
export function endingWithUs(program: string, words: readonly string[]): [string, string[]] {
  return [SETPRIV, ['--pdeathsig', 'KILL', program, ...words]]
}

/** The best there is on this machine. */
export function wallsToHave(): Walls {
  const tried = (words: readonly string[]) => {
    const parameters = [...APART, ...words, '/bin/sh', '-c', 'mount -t tmpfs none /mnt']
    return spawnSync(UNSHARE, parameters, { stdio: 'ignore' }).status === 0
  }
  if (process.getuid?.() === 0) return tried([]) ? 'root' : 'none'
  return tried(AS_USER) ? 'user' : 'none'
}

/**
 * The words that run these words inside such walls. They end with who starts them, even when that is killed. A shell is
 * the first process in there: it takes leave of orphans, which Node would not.
 */
export function inside(walls: Walls, words: readonly string[]): { words: string[]; env: NodeJS.ProcessEnv } {
  const env = { ...process.env, [MARK]: walls }
  if (walls === 'none') return { words: [...words], env }
  const shell = ['/bin/sh', '-c', '"$@"; exit $?', 'chaos']
  const own = walls === 'user' ? AS_USER : []
  return {
    words: [SETPRIV, '--pdeathsig', 'KILL', UNSHARE, ...APART, ...own, ...shell, ...words],
    env,
  }
}
