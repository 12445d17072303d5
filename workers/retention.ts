import { setTimeout } from 'node:timers/promises'
import { type Archive, ArchiveTrouble } from '../src/record/archive.ts'
import type { AgeRule, Retention } from '../src/record/retention.ts'
import { slicePartsOf } from '../src/record/slice-parts.ts'
import type { RetentionSettings } from '../src/settings/retention.ts'
import { inWords, type Log } from './log.ts'

export interface RetentionTools {
  retention: Retention
  archive: Archive
  settings: RetentionSettings
  log: Log
  /** How long a document lies aside before it is removed, in ms; else a day. */
  asideMs?: number
}

/** What one pass did. */
export interface RetentionTally {
  /** Flows whose documents expired. */
  documents: number
  /** Flows of which only the tombstone is left. */
  records: number
  /** Documents out of their places, to be removed unless somebody refers to them by then. */
  aside: number
  removed: number
  /** Documents somebody else refers to. */
  kept: number
}

const DAY_MS = 86_400_000
/** Slices are of use only while their run is; so long after its end nobody can still be at them. */
const SLICES_MS = DAY_MS
/** Flows, or documents, at once: a transaction of some milliseconds. */
const BATCH = 100
/** Between two batches: fresh flows come first. */
const PAUSE_MS = 50
/** A service that was just started has more urgent things to do. */
const FIRST_MS = 60_000
const MINUTE_MS = 60_000

/** Gives up what has outlived its time: soon, then every so often, until disposed. Trouble is told, and tried again. */
export function expireInTime(tools: RetentionTools): AsyncDisposable {
  const stop = new AbortController()
  const running = keepExpiring(stop.signal, tools)
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await running
    },
  }
}

async function keepExpiring(stop: AbortSignal, tools: RetentionTools): Promise<void> {
  const { settings, log } = tools
  for (let waitMs = FIRST_MS; ; waitMs = settings.everyMinutes * MINUTE_MS) {
    await setTimeout(waitMs, undefined, { signal: stop }).catch(() => undefined) // aborted: seen below
    if (stop.aborted) return
    try {
      const tally = await retentionPass(tools, stop)
      if (Object.values(tally).some((count) => count > 0)) log.info(tally, 'expired')
    } catch (error) {
      log.warn({ error: inWords(error) }, 'retention not carried on')
    }
  }
}

/** All that is due now, batch by batch, or as far as it gets before it is told to stop. */
export async function retentionPass(tools: RetentionTools, stop: AbortSignal): Promise<RetentionTally> {
  const { retention, settings } = tools
  const tally: RetentionTally = { documents: 0, records: 0, aside: 0, removed: 0, kept: 0 }
  await inBatches(stop, () => dropUsedSlices(tools))
  for (const rule of documentRules(settings)) {
    await inBatches(stop, async () => {
      const found = await retention.expireDocuments(rule, BATCH)
      tally.documents += found
      return found
    })
  }
  for (const rule of recordRules(settings)) {
    await inBatches(stop, async () => {
      const found = await retention.expireRecords(rule, BATCH)
      tally.records += found
      return found
    })
  }
  await inBatches(stop, () => setAside(tools, tally))
  await inBatches(stop, () => remove(tools, tally))
  return tally
}

/** `work` tells how many it found; fewer than a batch means that there are no more. */
async function inBatches(stop: AbortSignal, work: () => Promise<number>): Promise<void> {
  while (!stop.aborted && (await work()) >= BATCH) await setTimeout(PAUSE_MS)
}

const GOOD = ['integrated'] as const
/** Blocked flows wait for a person, however long. */
const ERRORED = ['partially-integrated', 'rejected'] as const

function documentRules({ goodDocumentsDays, erroredDocumentsDays }: RetentionSettings): AgeRule[] {
  return [
    ...ruleOf('goodDocumentsDays', goodDocumentsDays, GOOD),
    ...ruleOf('erroredDocumentsDays', erroredDocumentsDays, ERRORED),
  ]
}

function recordRules({ recordsDays }: RetentionSettings): AgeRule[] {
  return ruleOf('recordsDays', recordsDays, [...GOOD, ...ERRORED])
}

function ruleOf(name: AgeRule['name'], days: number | 'never', states: AgeRule['states']): AgeRule[] {
  if (days === 'never') return []
  return [{ name, days, states, before: instant(days * DAY_MS) }]
}

function instant(agoMs: number): string {
  return new Date(Date.now() - agoMs).toISOString()
}

async function dropUsedSlices({ retention, archive, log }: RetentionTools): Promise<number> {
  const used = await retention.usedSlices(instant(SLICES_MS), BATCH)
  for (const { flow, results } of used) {
    const documents = [...results]
    for (const result of results) {
      try {
        documents.push(...(await slicePartsOf(archive, result)))
      } catch (error) {
        if (!(error instanceof ArchiveTrouble)) throw error
        log.warn({ flow, error: inWords(error) }, 'what a slice named stays in the archive')
      }
    }
    await retention.dropSlices(flow, documents)
  }
  return used.length
}

/** The first of two times: what nobody refers to is out of its place, and can still be had. */
async function setAside(tools: RetentionTools, tally: RetentionTally): Promise<number> {
  const { retention, archive } = tools
  const leaving = await retention.leaving(BATCH)
  const unwanted = await withoutReferred(leaving, tools, tally)
  await archive.setAside(unwanted)
  await retention.markAside(unwanted)
  tally.aside += unwanted.length
  return leaving.length
}

/**
 * The second: an intake that found a document in its place just before it was set aside has long told the record by
 * now, so that who refers to it is asked once more. What was put again meanwhile begins anew.
 */
async function remove(tools: RetentionTools, tally: RetentionTally): Promise<number> {
  const { retention, archive, asideMs = DAY_MS } = tools
  const due = await retention.asideBefore(instant(asideMs), BATCH)
  const unwanted = await withoutReferred(due, tools, tally)
  await archive.remove(unwanted)
  const back: string[] = []
  for (const hash of unwanted) if (await archive.has(hash)) back.push(hash)
  await retention.markBack(back)
  await retention.forget(unwanted.filter((hash) => !back.includes(hash)))
  tally.removed += unwanted.length - back.length
  return due.length
}

/** Those somebody refers to are in their places and no longer leaving. */
async function withoutReferred(
  hashes: readonly string[],
  { retention, archive }: RetentionTools,
  tally: RetentionTally,
): Promise<string[]> {
  const referred = await retention.referred(hashes)
  const kept = hashes.filter((hash) => referred.has(hash))
  await archive.restore(kept)
  await retention.forget(kept)
  tally.kept += kept.length
  return hashes.filter((hash) => !referred.has(hash))
}
