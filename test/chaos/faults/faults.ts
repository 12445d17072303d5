import { full, readOnly, recipientGone } from './disk-faults.ts'
import { farAway, farCut, farKilled } from './far-faults.ts'
import type { Fault } from './fault.ts'
import {
  databaseKilled,
  databaseStopped,
  everythingKilled,
  mainKilled,
  redisKilled,
  workerKilled,
} from './kills.ts'
import { redisEmptied, redisFull } from './redis-faults.ts'
import { mainStopped, restarted, workerStopped } from './stops.ts'

interface Listed {
  fault: Fault
  /** A process is killed. */
  isKill: boolean
  /** How often, against the others. */
  weight: number
}

const kill = (fault: Fault, weight: number): Listed => ({ fault, isKill: true, weight })
const other = (fault: Fault, weight: number): Listed => ({ fault, isKill: false, weight })

/** Everything that goes wrong, by the name the table has for it. */
export const FAULTS = {
  'worker killed': kill(workerKilled, 35),
  'main process killed': kill(mainKilled, 25),
  'all processes killed at once': kill(everythingKilled, 15),
  'Redis killed': kill(redisKilled, 20),
  'database killed': kill(databaseKilled, 12),
  'database stopped at once': kill(databaseStopped, 8),
  'Redis emptied': other(redisEmptied, 14),
  'Redis out of memory': other(redisFull, 4),
  'disk full': other(full('data'), 8),
  'recipient’s disk full': other(full('recipient'), 5),
  'recipient’s folder read-only': other(readOnly('pivots'), 6),
  'reports’ folder read-only': other(readOnly('reports'), 6),
  'archive read-only': other(readOnly('archive'), 8),
  'depositor’s folder read-only': other(readOnly('door'), 3),
  'recipient’s folder away': other(recipientGone, 5),
  'SFTP cut': other(farCut, 14),
  'SFTP silent, then refused': other(farAway, 4),
  'SFTP server killed': other(farKilled, 4),
  'worker stopped past its lock': other(workerStopped, 5),
  'main process stopped': other(mainStopped, 5),
  'service restarted in order': other(restarted, 5),
} as const satisfies Record<string, Listed>

export type FaultName = keyof typeof FAULTS
export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[]
