import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { flowOf, invoice, RENAMES, SCAN_MS, SETTINGS } from './dropped-invoice.ts'
import { HostileService } from './hostile-service.ts'
import { canMount, SmallDisk } from './small-disk.ts'

/** Written beside and renamed, as this depositor does: within its folder, which is a disk of its own here. */
function renamedInto(door: string, name: string): void {
  writeFileSync(join(door, `.${name}`), invoice())
  renameSync(join(door, `.${name}`), join(door, name))
}

describe.runIf(canMount)('a disk that is full or may not be written', () => {
  test('a folder nothing can be removed from: each file is taken once', { timeout: 120_000 }, async () => {
    await using service = new HostileService(SETTINGS, [])
    using door = new SmallDisk(service.door(RENAMES), 'size=10m')
    const name = flowOf(RENAMES)
    renamedInto(service.door(RENAMES), name)
    door.become('ro')
    expect(await service.verdictsOn(name)).toEqual(['accepted'])
    await setTimeout(5 * SCAN_MS)
    expect(await service.verdictsOn(name)).toEqual(['accepted'])
    expect(service.log()).toContain('cannot be removed')
    door.become('rw')
    const next = flowOf(RENAMES)
    renamedInto(service.door(RENAMES), next)
    expect(await service.verdictsOn(next)).toEqual(['accepted'])
  })

  test('no room for reports: they wait, and come once there is', { timeout: 120_000 }, async () => {
    await using service = new HostileService(SETTINGS, [])
    const out = service.out(RENAMES)
    using _ = new SmallDisk(out, 'size=16k')
    writeFileSync(join(out, '.full'), Buffer.alloc(16 * 1024))
    const name = flowOf(RENAMES)
    service.door(RENAMES)
    service.drop(RENAMES, name, invoice())
    await service.until(() => service.log().includes('ENOSPC'), 'the disk to be told full')
    expect(service.told()).toEqual([])
    rmSync(join(out, '.full'))
    expect(await service.verdictsOn(name)).toEqual(['accepted'])
    expect(readdirSync(out).filter((each) => each.startsWith('.'))).toEqual([])
  })

  test('no room in the archive: the file stays in the folder, and is taken once there is', {
    timeout: 120_000,
  }, async () => {
    let disk: SmallDisk | undefined
    await using service = new HostileService(SETTINGS, [], (data) => {
      disk = new SmallDisk(join(data, 'archive'), 'size=64k')
    })
    using archive = disk
    const name = flowOf(RENAMES)
    service.drop(RENAMES, name, invoice(400_000))
    await service.until(() => service.log().includes('cannot be taken in'), 'the disk to be told full')
    expect(readdirSync(service.door(RENAMES))).toEqual([name])
    archive?.become('size=50m')
    expect(await service.verdictsOn(name)).toEqual(['accepted'])
    expect(readdirSync(service.door(RENAMES))).toEqual([])
  })

  test('no room in the archive for a large file, which is read in pieces', { timeout: 120_000 }, async () => {
    let disk: SmallDisk | undefined
    await using service = new HostileService(SETTINGS, [], (data) => {
      disk = new SmallDisk(join(data, 'archive'), 'size=1m')
    })
    using archive = disk
    const name = flowOf(RENAMES)
    service.drop(RENAMES, name, invoice(6_000_000))
    await service.until(() => service.log().includes('cannot be taken in'), 'the disk to be told full')
    archive?.become('size=100m')
    expect(await service.verdictsOn(name)).toEqual(['accepted'])
  })
})
