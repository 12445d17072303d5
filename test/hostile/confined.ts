import { spawnSync } from 'node:child_process'

/** Bytes of memory each process of the service may write to: beyond, the system gives it none. */
export const MEMORY_LIMIT = 3 * 1024 ** 3

/** A way to start a program under restraint: what is put before its command, and what it then cannot do. */
interface Restraint {
  before: readonly string[]
  /** For people. */
  says: string
}

/** Each process of its own may have so much memory that it writes to; reservations, of which WebAssembly makes large ones, do not count. */
const MEMORY: Restraint = {
  before: ['prlimit', `--data=${MEMORY_LIMIT}`],
  says: `each process under prlimit --data=${MEMORY_LIMIT}`,
}

/** A network of its own without any interface that is up: not even this machine can be reached. */
const NETWORKS: readonly Restraint[] = [
  { before: ['unshare', '--net', '--'], says: 'in a network namespace without interfaces' },
  {
    before: ['unshare', '--map-root-user', '--net', '--'],
    says: 'in a network namespace without interfaces',
  },
]

/** Every file opened and every connection begun, written to a file, by a tracer that is not the service's parent. */
export function traced(file: string): Restraint | undefined {
  const before = [
    'strace',
    '-D',
    '-f',
    '-qq',
    '--seccomp-bpf',
    '-s',
    '4096',
    '-e',
    'trace=open,openat,connect',
    '-o',
    file,
  ]
  return works(before) ? { before, says: 'under strace' } : undefined
}

/** The restraints this machine can put on. */
export function restraints(): Restraint[] {
  const network = NETWORKS.find(({ before }) => works(before))
  return [...(network === undefined ? [] : [network]), ...(works(MEMORY.before) ? [MEMORY] : [])]
}

/** True when a program starts that way. */
function works(before: readonly string[]): boolean {
  const [program = '', ...parameters] = before
  return (
    spawnSync(program, [...parameters.map((each) => each.replace(/^.*\.trace$/, '/dev/null')), 'true'])
      .status === 0
  )
}
