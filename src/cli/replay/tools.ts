import { userInfo } from 'node:os'
import { openPipeline, type Pipeline } from '../../pipeline/pipeline.ts'
import type { Archive } from '../../record/archive.ts'
import { openFolderArchive } from '../../record/folder-archive.ts'
import { type Desk, openDesk } from '../../record/open-desk.ts'
import { readSettings, type Settings } from '../../settings.ts'
import type { FilterOptions } from '../filter-options.ts'

export interface PlaceOptions {
  config?: string
  data?: string
  json?: boolean
}

export interface ReplayOptions extends PlaceOptions, FilterOptions {
  reason?: string
  author?: string
  fromFile?: string
  dryRun?: boolean
  force?: boolean
  yes?: boolean
  wait: boolean
}

export interface DeskTools extends AsyncDisposable {
  settings: Settings
  desk: Desk
  json: boolean
}

/** The record as support uses it. */
export async function openDeskTools(options: PlaceOptions): Promise<DeskTools> {
  const { config, data, json = false } = options
  const settings = readSettings({
    ...(config === undefined ? {} : { config }),
    ...(data === undefined ? {} : { data }),
  })
  const desk = await openDesk(settings.record)
  return { settings, desk, json, [Symbol.asyncDispose]: () => desk[Symbol.asyncDispose]() }
}

export interface TrialTools extends Disposable {
  archive: Archive
  pipeline: Pipeline
}

/** What judges flows without recording anything. */
export async function openTrialTools(settings: Settings): Promise<TrialTools> {
  const archive = await openFolderArchive(settings.archive.folder)
  const pipeline = openPipeline(settings)
  return { archive, pipeline, [Symbol.dispose]: () => pipeline[Symbol.dispose]() }
}

/** The user this process runs as. */
export function systemUser(): string {
  try {
    return userInfo().username
  } catch {
    return `uid ${process.getuid?.() ?? '?'}` // a container's user need not have a name
  }
}
