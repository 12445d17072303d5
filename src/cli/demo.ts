import { mkdir, rm } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { Command } from 'commander'
import { startService } from '../../workers/main.ts'
import { readSettings, type Settings } from '../settings.ts'
import { ROLES } from '../settings/roles.ts'
import { type DemoCase, demoCases, drop } from './demo/cases.ts'
import { type Delivered, delivered } from './demo/delivered.ts'
import { summary } from './demo/summary.ts'
import { EXIT } from './exit-codes.ts'

const HELP = `
Exemple (example):
  ecluse demo

Dépose les factures de fixtures/ dans le dossier d’un déposant, attend que tout soit remis, puis montre ce qui est
arrivé, lu dans les dossiers des destinataires et du déposant. Les dossiers restent sous data/demo.
Drops the invoices of fixtures/ in a depositor’s folder, waits until all is delivered, then shows what arrived, read from
the recipients’ and the depositor’s folders. The folders stay under data/demo.`

const ALL = ROLES.join(',')

export function demoCommand(): Command {
  return new Command('demo')
    .description('montre le trajet complet sur des factures d’exemple (the whole walk on example invoices)')
    .addHelpText('after', HELP)
    .action(async () => {
      process.exitCode = await demo()
    })
}

/** Ends with 0 when every case ended as its name promises. */
async function demo(): Promise<number> {
  const data = resolve('data/demo')
  await rm(data, { recursive: true, force: true })
  await mkdir(data, { recursive: true })
  // Whatever record, archive and roles this machine has, the demo has its own.
  const own = {
    data,
    record: { file: join(data, 'ecluse.sqlite') },
    archive: join(data, 'archive'),
    roles: ALL,
  }
  const settings = { ...readSettings(own), logLevel: 'warn', listening: {} }
  const cases = await demoCases()
  const begun = performance.now()
  await walk(settings, cases)
  const seconds = (performance.now() - begun) / 1000
  const results = await delivered(settings, cases)
  process.stdout.write(summary(results, { seconds, folder: relative('.', data) }))
  return results.every(kept) ? EXIT.accepted : EXIT.rejected
}

async function walk(settings: Settings, cases: readonly DemoCase[]): Promise<void> {
  const service = await startService(settings)
  try {
    const depositor = settings.depositors.find((each) => each.channel === 'folder')
    if (depositor === undefined) throw new Error('the configuration names no depositor with a folder')
    const folder = depositor.in
    process.stdout.write(
      `${cases.length} factures déposées dans ${relative('.', folder)} (invoices dropped) …\n`,
    )
    for (const each of cases) await drop(each, join(folder, each.flowName))
    await service.idle()
  } finally {
    await service.stop()
  }
}

function kept(result: Delivered): boolean {
  const { promised, isToBeAccepted } = result.case
  const isTold = promised === undefined || result.lines.some((line) => line.code === promised)
  return result.isAccepted === isToBeAccepted && isTold
}
