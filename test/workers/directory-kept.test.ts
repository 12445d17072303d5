import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { directoryKeptIn } from '../../src/directory/kept-directory.ts'
import { openFolderArchive } from '../../src/record/folder-archive.ts'
import { openDesk } from '../../src/record/open-desk.ts'
import { readSettings } from '../../src/settings.ts'
import { startService } from '../../workers/main.ts'

const data = mkdtempSync(join(tmpdir(), 'ecluse-kept-'))
afterAll(() => rmSync(data, { recursive: true }))

test('the directory a service judges by is kept before it judges anything', { timeout: 90_000 }, async () => {
  const settings = readSettings({ data, env: { ECLUSE_LOG_LEVEL: 'silent' } })
  const service = await startService(settings)
  await service.stop()
  await using desk = await openDesk(settings.record)
  const archive = await openFolderArchive(settings.archive.folder)
  const sha256 = await desk.dossiers.directoryKept(settings.directory.hash)
  const kept = directoryKeptIn(await archive.get(sha256 ?? 'none'))
  expect(kept.hash).toBe(settings.directory.hash)
})
