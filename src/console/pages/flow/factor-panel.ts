import type { DocumentText } from '../../../support/deposit-lines/document.ts'
import type { InvoiceView } from '../../../support/show.ts'
import { type Markup, NOTHING } from '../../markup.ts'
import type { Visit } from '../../visit.ts'
import { accountPlace } from './account-place.ts'
import type { AskedFlow } from './asked-flow.ts'
import { factorPicture } from './factor.ts'
import { type FlowAt, rowHref } from './hrefs.ts'

/** What the decision on one invoice is told from. */
export interface DecisionOn {
  asked: AskedFlow
  at: FlowAt
  /** Its document, when it can be read: the record keeps the end of the account, and not where it stands. */
  text: DocumentText | undefined
}

/** The decision about the factor as a picture, when the invoice could be read that far. @throws ArchiveTrouble */
export async function factorPanel(visit: Visit, of: InvoiceView, on: DecisionOn): Promise<Markup> {
  const { factor, index, accepted } = of
  const { dossier, view } = on.asked
  const run = dossier.runs.find((each) => each.run === view.run)
  const kept = run?.invoices.find((each) => each.index === index)
  if (factor === undefined || kept?.factor === undefined) return NOTHING
  const asked = { factor: kept.factor, ...(kept.accountEnd === undefined ? {} : { end: kept.accountEnd }) }
  const account = on.text === undefined ? undefined : await accountPlace(on.text, asked)
  return factorPicture(visit, {
    factor,
    accepted,
    account,
    lineHref: (row) => rowHref(on.at, index, row),
  })
}
