import { expect, test } from 'vitest'
import { noPostgres } from '../postgres-server.ts'
import { wallsToHave } from './namespaces.ts'
import { spawnRun } from './spawned-run.ts'

/** Alone it takes a quarter of that. */
const PATIENCE_MS = 240_000

if (wallsToHave() === 'none') {
  process.stdout.write('left out of chaos: full disks and read-only folders, which need mounts of our own\n')
}

test('whatever is killed, emptied, filled or cut, every deposit is accounted for once, and a poison stops nobody else', {
  timeout: PATIENCE_MS,
}, async () => {
  const short = ['--flows', '200', '--kills', '5', '--others', '5', '--poisons', '1', '--hurried']
  const { status, said } = await spawnRun(...short, '--workers', '2', '--seed', '20261123')
  expect(status, said).toBe(0)
  expect(said).toMatch(/1 blocked/)
  expect(said).toContain('0 lost, 0 doubled, 0 otherwise wrong')
})

test.skipIf(noPostgres() !== undefined || wallsToHave() === 'user')(
  'the same on PostgreSQL, whose server is killed too',
  { timeout: PATIENCE_MS },
  async () => {
    const few = ['--flows', '60', '--kills', '3', '--others', '0', '--poisons', '0', '--hurried']
    const only = ['--only', 'database killed,database stopped at once,main process killed']
    const words = ['--record', 'postgres', '--redis', 'private', '--workers', '2', '--seed', '20261124']
    const { status, said } = await spawnRun(...few, ...only, ...words)
    expect(status, said).toBe(0)
    expect(said).toContain('0 lost, 0 doubled, 0 otherwise wrong')
  },
)
