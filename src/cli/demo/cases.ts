import { copyFile, readdir, readFile, rename } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'

const FIXTURES = resolve(import.meta.dirname, '../../../fixtures')

/** A fixture shown by the demo: the flow it drops, and what its folder's name promises. */
export interface DemoCase {
  name: string
  flowName: string
  file: string
  isToBeAccepted: boolean
  /** The code its name says the report tells. */
  promised: string | undefined
}

/** The cases named in fixtures/demo.txt, in its order: a twin stands before its duplicate. */
export async function demoCases(): Promise<DemoCase[]> {
  const list = await readFile(join(FIXTURES, 'demo.txt'), 'utf8')
  const names = list.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return Promise.all(names.map(demoCase))
}

async function demoCase(name: string): Promise<DemoCase> {
  const folder = join(FIXTURES, 'ubl', name)
  const flowName = (await readdir(folder)).find((entry) => entry.startsWith('FSO'))
  if (flowName === undefined) throw new Error(`fixture ${name} holds no flow`)
  const promised = /[A-Z]{3}-\d{2}/.exec(name)?.[0]
  return {
    name,
    flowName,
    file: join(folder, flowName),
    isToBeAccepted: !name.startsWith('rejected-'),
    promised,
  }
}

/** Puts the case's flow there whole: written beside under a dot-name, then renamed into place. */
export async function drop(of: DemoCase, path: string): Promise<void> {
  const beside = join(dirname(path), `.${basename(path)}`)
  await copyFile(of.file, beside)
  await rename(beside, path)
}
