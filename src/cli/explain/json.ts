import type { Explanation } from '../../support/explain.ts'
import type { Origin } from '../../support/explain/evidence.ts'
import type { ExplainedField } from '../../support/explain/explained-fields.ts'
import { fieldsShown, type Shown } from './text.ts'

/** The stable form for programs: one object, one line. What is not known is null, never left out. */
export function explanationJson(of: Explanation, shown: Shown): string {
  const wanted = new Set(fieldsShown(of, shown))
  const among = (fields: readonly ExplainedField[]) =>
    fields.filter((each) => wanted.has(each)).map(fieldJson)
  return JSON.stringify({
    flow: of.flow,
    name: of.flowName,
    run: of.run,
    lastRun: of.lastRun,
    index: of.invoice.index,
    invoice: of.invoice.number ?? null,
    document: of.invoice.document,
    pivot: of.pivot.name,
    place: of.pivot.place,
    version: of.version,
    same: of.isSame,
    judgedOtherwise: of.judgedOtherwise.map(({ what, before, today, isUsed, meaning }) => ({
      what,
      before,
      today,
      used: isUsed,
      fr: meaning.fr,
      en: meaning.en,
    })),
    fields: among(of.fields),
    envelope: among(of.envelope),
    added: of.added.map(({ path, value }) => ({ path, value })),
  })
}

function fieldJson(of: ExplainedField) {
  return {
    path: of.path,
    value: of.value,
    rule: of.rule,
    fr: of.because.fr,
    en: of.because.en,
    origins: of.origins.map(originJson),
    passedOver: of.passedOver.map(originJson),
    differs: of.today !== undefined,
    today: of.today === undefined ? of.value : of.today,
  }
}

function originJson({ term, businessTerm, xpath, line, raw, length }: Origin) {
  return {
    term: term ?? null,
    businessTerm: businessTerm ?? null,
    at: xpath,
    line: line ?? null,
    raw,
    length: length ?? raw.length,
  }
}
