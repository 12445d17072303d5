import { Counter, Gauge, type Registry } from 'prom-client'
import { kept } from './kept-figure.ts'

/** A figure and the labels it is told by. */
export type Reading = readonly [labels: Readonly<Record<string, string>>, value: number]

export interface Figure {
  name: string
  /** With its unit. */
  help: string
  labels: readonly string[]
}

/** A part of the house and the figures it tells, asked for together. */
export interface FigureSource<K extends string = string> {
  part: string
  /** How old an answer may be, in ms. */
  maxAgeMs: number
  figures: Readonly<Record<K, Figure>>
  ask: () => Promise<Record<K, readonly Reading[]>>
}

/** Binds the names of a source's figures to what it answers. */
export function figureSource<K extends string>(source: FigureSource<K>): FigureSource {
  return source
}

/**
 * Brings what these sources tell into a registry each time the function it gives is called. A part that cannot answer
 * tells nothing rather than what was true once, and is counted.
 */
export function gatherInto(registry: Registry, sources: readonly FigureSource[]): () => Promise<void> {
  const registers = [registry]
  const failures = new Counter({
    name: 'ecluse_gathering_failures_total',
    help: 'Times a part of the house could not tell its figures.',
    labelNames: ['part'],
    registers,
  })
  const gathered = sources.map(({ part, maxAgeMs, figures, ask }) => {
    const asked = kept(maxAgeMs, ask)
    const gauges = Object.entries(figures).map(([key, figure]) => gaugeOf(figure, { key, registry }))
    return async () => {
      const told = await asked().catch(() => {
        failures.inc({ part })
        return undefined // the part says itself, in the log, what ails it
      })
      for (const { key, show } of gauges) show(told?.[key] ?? [])
    }
  })
  return async () => {
    await Promise.all(gathered.map((gather) => gather()))
  }
}

function gaugeOf({ name, help, labels }: Figure, { key, registry }: { key: string; registry: Registry }) {
  const gauge = new Gauge({ name, help, labelNames: labels, registers: [registry] })
  const show = (readings: readonly Reading[]) => {
    gauge.reset()
    if (labels.length === 0) gauge.remove() // without labels a reset one says 0
    for (const [of, value] of readings) gauge.set(of, value)
  }
  return { key, show }
}
