import { afterAll, expect, test } from 'vitest'
import { lenient } from '../../src/directory/lenient.ts'
import { pivotFields } from '../../src/formats/pivot/fields.ts'
import { joinPivot } from '../../src/formats/pivot/writer.ts'
import { parseXml } from '../../src/formats/xml.ts'
import { decidePayment } from '../../src/invoice/factor-decision.ts'
import { nothingBefore } from '../../src/pipeline/ask.ts'
import type { Pipeline } from '../../src/pipeline/pipeline.ts'
import { readSettings } from '../../src/settings.ts'
import type { Evidence } from '../../src/support/explain/evidence.ts'
import { explainUnit, ROWS } from '../../src/support/explain/explained-fields.ts'
import { RULES, type RuleName, ruleText } from '../../src/support/explain/rules.ts'
import { depositOf, shippedPipeline } from '../pipeline/examined.ts'
import { fixtureBytes } from '../walk-world.ts'

const pipeline = shippedPipeline()
afterAll(() => pipeline[Symbol.dispose]())

const FACTORED = 'accepted-factored-invoice-notice-in-payment-terms'

/** What a row may look at, of this deposit. */
async function evidence(
  content: Uint8Array | string = fixtureBytes(FACTORED),
  judge: Pipeline = pipeline,
): Promise<Evidence & Disposable> {
  const deposit = depositOf(content)
  const { traced, context, faults } = await judge.trace(deposit, 0, { ask: nothingBefore })
  if (traced === undefined) throw new Error(`refused: ${faults.map(({ code }) => code).join(' ')}`)
  const parsed = parseXml(traced.bytes)
  if (!parsed.ok) throw new Error('the fixture does not parse')
  return {
    traced,
    context,
    deposit,
    decision: decidePayment(traced.survey.draft),
    document: parsed.value,
    pivot: { name: 'FEN0036A_ECL001_ECL0010036000000000100001', invoices: 1, identifier: '' },
    [Symbol.dispose]: () => parsed.value.dispose(),
  }
}

/** The rule of each field of its own part of a pivot. */
async function rulesOf(...of: Parameters<typeof evidence>): Promise<Map<string, RuleName>> {
  using at = await evidence(...of)
  const nobody = { code: '', label: '' }
  const around = { producedOn: '', flowIdentifier: '', sender: nobody, recipient: nobody }
  const fields = pivotFields(joinPivot(around, [at.traced.unit])).filter((each) => each.invoice === 1)
  const again = new Map(fields.map(({ path, value }) => [path, value]))
  return new Map(explainUnit(at, fields, again).map(({ path, rule }) => [path, rule]))
}

async function ruleOf(path: string, value: string): Promise<RuleName | undefined> {
  using of = await evidence()
  return explainUnit(of, [{ path, value }], new Map([[path, value]]))[0]?.rule
}

type Rewrite = [from: string | RegExp, to: string]

const ACCOUNT: Rewrite = ['FR7600000000000002201010122', 'FR76 0000 0000 0000 0220 1010 122']
const INFORMATION =
  '<cac:AdditionalItemProperty><cbc:Name>TYPE_LIGNE</cbc:Name><cbc:Value>INFORMATION</cbc:Value></cac:AdditionalItemProperty>'
const BANK = 'Fournisseur/ReferenceBancaire'

/** What no fixture shows: a fixture rewritten, and the rule that then gives the field. */
const REWRITTEN: [rule: RuleName, path: string, fixture: string, ...rewrites: Rewrite[]][] = [
  ['bare-iban', `${BANK}/Compte`, FACTORED, ACCOUNT],
  [
    'kept-iban',
    `${BANK}/Compte`,
    'remark-FAC-06-two-different-accounts',
    ['>FR7699999000000001286000619<', '>FR76 9999 9000 0000 0128 6000 619<'],
  ],
  ['capitals', 'Fournisseur/CodePays', FACTORED, [/(<cbc:IdentificationCode[^>]*>)FR/g, '$1fr']],
  [
    'day',
    'DonneesFacture/DateEmissionFacture',
    FACTORED,
    ['>2026-11-20</cbc:IssueDate>', '>2026-11-20+01:00</cbc:IssueDate>'],
  ],
  [
    'siret-by-its-form',
    'Fournisseur/TypeIdentifiant',
    FACTORED,
    ['<cbc:ID schemeName="1">0001', '<cbc:ID>0001'],
  ],
  [
    'credit-note-document',
    'DonneesFacture/Type',
    'accepted-credit-note',
    [/<cbc:CreditNoteTypeCode.*\n/, ''],
  ],
  [
    'untaxed-rate',
    'DonneesFacture/TVAs/TVA[1]/Taux',
    FACTORED,
    ['<cbc:Percent>20</cbc:Percent>', ''],
    [/(<cbc:TaxAmount[^>]*>)758.80/g, '$10.00'],
    [/>4552.80</g, '>3794.00<'],
  ],
  [
    'no-counted-line',
    'DonneesFacture/Lignes',
    FACTORED,
    [/<\/cac:ClassifiedTaxCategory>/g, `$&${INFORMATION}`],
  ],
  [
    'country-of-identifier',
    'Fournisseur/CodePays',
    'accepted-foreign-supplier',
    [/<cac:Country>[\s\S]*?<\/cac:Country>/g, ''],
  ],
  [
    'type-by-extension',
    'PJ[3]/MimeTypePJ',
    'accepted-attachment-as-zip-in-base64',
    [/mimeCode="[^"]*"/, 'mimeCode=""'],
  ],
  [
    'name-in-the-zip',
    'PJ[3]/NomPJOrigine',
    'accepted-attachment-as-zip-in-base64',
    [/<cbc:ID>[^<]*\.csv<\/cbc:ID>/, '<cbc:ID> </cbc:ID>'],
  ],
]

test.each(REWRITTEN)(
  '«%s» gives %s where the deposit makes it so',
  async (rule, path, fixture, ...rewrites) => {
    const text = rewrites.reduce(
      (sofar, [from, to]) => sofar.replace(from, to),
      fixtureBytes(fixture).toString(),
    )
    const rules = await rulesOf(text)
    expect(rules.get(path)).toBe(rule)
    expect([...rules].filter(([, each]) => each === 'unexplained')).toEqual([])
  },
)

test('a name brought down to what a pivot holds is told as that', async () => {
  const { rules } = readSettings({ data: 'unused', env: {} })
  using milder = shippedPipeline({
    rules: { ...rules, attachments: { ...rules.attachments, longName: 'remark' } },
  })
  const long = `bon-de-livraison-${'x'.repeat(50)}.csv`
  const text = fixtureBytes('accepted-attachment-as-zip-in-base64').toString()
  const explained = await rulesOf(text.replace(/<cbc:ID>[^<]*\.csv</, `<cbc:ID>${long}<`), milder)
  expect(explained.get('PJ[3]/NomPJOrigine')).toBe('name-shortened')
})

test('a recipient nobody names is called by its SIRET', async () => {
  const { directory } = readSettings({ data: 'unused', env: {} })
  using knowing = shippedPipeline({ directory: lenient(directory) })
  const [before = '', after = ''] = fixtureBytes('rejected-RTE-01-unknown-recipient')
    .toString()
    .split('<cac:AccountingCustomerParty>')
  const nameless = after
    .replace(/<cac:PartyName>[\s\S]*?<\/cac:PartyName>/, '')
    .replace(/<cac:PartyLegalEntity>[\s\S]*?<\/cac:PartyLegalEntity>/, '')
  const explained = await rulesOf(`${before}<cac:AccountingCustomerParty>${nameless}`, knowing)
  expect(explained.get('Debiteur/Nom')).toBe('siret-as-name')
})

test('a field that computing again no longer gives is told as no longer written', async () => {
  using of = await evidence()
  const [field] = explainUnit(of, [{ path: 'DonneesFacture/Id', value: 'FA-2026-0412' }], new Map())
  expect(field).toMatchObject({ rule: 'no-longer-written', today: null })
})

test('a field no row knows is told as unexplained', async () => {
  expect(await ruleOf('DonneesFacture/Id', 'FA-2026-0412')).toBe('as-written')
  expect(await ruleOf('DonneesFacture/DateMiseADispositionMOE', '2026-11-23')).toBe('unexplained')
})

test('a row that would have given something else explains nothing', async () => {
  expect(await ruleOf('Fournisseur/ReferenceBancaire/Compte', 'FR7600000000000002201010122')).toBe(
    'as-written',
  )
  expect(await ruleOf('Fournisseur/ReferenceBancaire/Compte', 'FR7699999000000001297000711')).toBe(
    'unexplained',
  )
})

test('a repeated element beyond those of the invoice is told as unexplained', async () => {
  expect(await ruleOf('DonneesFacture/TVAs/TVA[1]/Taux', '20')).toBe('as-written')
  expect(await ruleOf('DonneesFacture/TVAs/TVA[9]/Taux', '20')).toBe('unexplained')
})

test('every rule’s sentence names no word but those its rows give, in both languages', () => {
  const words = (text: string) => [...text.matchAll(/\{(\w+?)(?:En)?\}/g)].map(([, word]) => word)
  for (const [name, { fr, en }] of Object.entries(RULES))
    expect([name, ...words(en)]).toEqual([name, ...words(fr)])
  expect(() => ruleText('sent-again', {}, 'fr')).toThrow(/lacks run/)
})

test('the rows have no path that could not be one', () => {
  for (const path of Object.keys(ROWS)) expect(path).toMatch(/^[A-Za-z]+(\[\])?(\/@?[A-Za-z]+(\[\])?)*$/)
})
