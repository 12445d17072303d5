import { describe, expect, test } from 'vitest'
import type { PayeeDraft, PaymentMeansDraft } from '../../src/invoice/draft.ts'
import { decidePayment } from '../../src/invoice/factor-decision.ts'
import { draft, means, payee, said } from './drafts.ts'

const OWN = 'FR7699999000000001231000164'
const FACTORS = 'FR7600000000000002201010122'
const FACTOR = 'Factofictif SA'

const supplier = {
  identifiers: [said('00011231800019')],
  name: said('Ateliers Brumeterre SARL'),
  tradeName: said('Menuiserie Brumeterre'),
  address: { street: [] },
  contact: {},
}

function decide(paymentMeans: PaymentMeansDraft[], named?: Partial<PayeeDraft>, terms: string[] = []) {
  const parts = { supplier, paymentMeans, paymentTerms: terms.map((term) => said(term)) }
  return decidePayment(draft(named === undefined ? parts : { ...parts, payee: payee(named) }))
}

describe('account and payee decide, in every combination', () => {
  test('both: the factor is present, with the account', () => {
    const { factor, account } = decide([means(FACTORS)], { partyName: said(FACTOR) })
    expect(factor).toMatchObject({ status: 'present', reason: 'account-and-name', name: { value: FACTOR } })
    expect(account).toMatchObject({ id: FACTORS, type: 'IBAN' })
  })

  test('an account alone is the supplier’s own', () => {
    const { factor, account } = decide([means(OWN)])
    expect(factor).toEqual({ status: 'none', reason: 'no-payee' })
    expect(account?.id).toBe(OWN)
  })

  test('a payee without account is ignored, and its name, notice and places are kept for support', () => {
    const { factor, account } = decide([means()], { partyName: said(FACTOR, '/there') }, [
      'Créance cédée par subrogation',
    ])
    expect(factor).toMatchObject({
      status: 'ignored',
      reason: 'no-account',
      name: { value: FACTOR, from: 'PartyName', source: { xpath: '/there', line: 1 } },
      notice: { foundIn: 'PaymentTerms/Note' },
    })
    expect(account).toBeUndefined()
  })

  test('neither: nothing', () => {
    const { factor, account } = decide([means()])
    expect(factor).toEqual({ status: 'none', reason: 'no-payee' })
    expect(account).toBeUndefined()
  })
})

describe('the name of the payee', () => {
  const holder = means(FACTORS, { holder: said('Titulaire') })

  test.each<[from: string, named: Partial<PayeeDraft>, value: string]>([
    ['PartyName', { partyName: said('Un'), registrationName: said('Deux') }, 'Un'],
    ['RegistrationName', { registrationName: said('Deux') }, 'Deux'],
    ['AccountName', {}, 'Titulaire'],
  ])('is taken from %s when what comes before it is missing', (from, named, value) => {
    expect(decide([holder], named).factor.name).toMatchObject({ from, value })
  })

  test('of nobody is no factor, and is told', () => {
    const { factor, isNameless } = decide([means(FACTORS)], {})
    expect(isNameless).toBe(true)
    expect(factor).toEqual({ status: 'none', reason: 'no-payee' })
  })
})

describe('a payee that is the supplier is no factor', () => {
  test.each<[how: string, named: Partial<PayeeDraft>]>([
    ['by the same SIRET', { partyName: said('Autre nom'), identifier: said('00011231800019') }],
    ['by the same SIRET with blanks', { partyName: said('Autre'), identifier: said('000 112 318 00019') }],
    ['by the SIREN its SIRET begins with', { partyName: said('Autre nom'), identifier: said('000112318') }],
    ['by its legal name', { partyName: said('Ateliers Brumeterre SARL') }],
    ['by its legal name in other letters', { partyName: said('ATELIERS BRUMETERRE - SARL') }],
    ['by its trade name', { partyName: said('Ménuiserie Brumeterre') }],
  ])('%s', (_, named) => {
    const { factor, account } = decide([means(OWN)], named)
    expect(factor).toMatchObject({ status: 'none', reason: 'payee-is-supplier' })
    expect(account?.id).toBe(OWN)
  })

  test('but the same name with another identifier is somebody else', () => {
    const named = { partyName: said('Ateliers Brumeterre SARL'), identifier: said('00022011100017') }
    expect(decide([means(OWN)], named).factor.status).toBe('present')
  })
})

describe('of several PaymentMeans', () => {
  test('the one that carries an account wins', () => {
    const { account, means: kept } = decide([means(), means(OWN), means()])
    expect(account?.id).toBe(OWN)
    expect(kept?.account?.value).toBe(OWN)
  })

  test('with different accounts the one held by the payee wins, wherever it stands', () => {
    const own = means(OWN, { holder: said('Ateliers Brumeterre') })
    const its = means(FACTORS, { holder: said('factofictif – SA') })
    for (const order of [
      [own, its],
      [its, own],
    ]) {
      const { account, accounts } = decide(order, { partyName: said(FACTOR) })
      expect(account?.id).toBe(FACTORS)
      expect(accounts).toHaveLength(2)
    }
  })

  test('with different accounts and no holder the first wins, and all are told', () => {
    const { account, accounts } = decide([means(OWN), means(FACTORS)])
    expect(account?.id).toBe(OWN)
    expect(accounts.map(({ id }) => id)).toEqual([OWN, FACTORS])
  })

  test('an account given for a transfer goes before one given for a cheque', () => {
    const { account, keptFor } = decide([
      means(OWN, { code: said('20') }),
      means(FACTORS, { code: said('30') }),
    ])
    expect(account?.id).toBe(FACTORS)
    expect(keptFor).toBe('transfer')
  })

  test('the supplier’s own account comes last when a factor is named, and is as good as any when none is', () => {
    const own = means(OWN, { holder: said('Menuiserie BRUMETERRE'), code: said('30') })
    const other = means(FACTORS, { code: said('20') })
    expect(decide([own, other], { partyName: said(FACTOR) }).account?.id).toBe(FACTORS)
    expect(decide([own, other]).account?.id).toBe(OWN)
  })

  test('the same account twice is one, blanks and case apart', () => {
    const spaced = OWN.toLowerCase().replaceAll(/(.{4})/g, '$1 ')
    expect(decide([means(OWN), means(spaced)]).accounts.map(({ id }) => id)).toEqual([OWN])
  })
})

test('an account outside the channel IBAN is taken as it is written, as a RIB', () => {
  const { account } = decide([means('99999 00000 00013080008 08', { channel: said('RIB') })])
  expect(account).toMatchObject({ id: '99999 00000 00013080008 08', type: 'RIB' })
})

test('where the channel says nothing, what looks like an IBAN is one, its blanks no part of it', () => {
  const bare = { account: said(' fr76 0000 0000 0000 0220 1010 122 '), source: { xpath: '/there' } }
  expect(decide([bare]).account).toMatchObject({ id: FACTORS, type: 'IBAN' })
  const rib = { account: said('99999 00000 00013080008 08'), source: { xpath: '/there' } }
  expect(decide([rib]).account).toMatchObject({ type: 'RIB' })
})

describe('the subrogation notice', () => {
  const named = { partyName: said(FACTOR) }

  test.each([
    'Règlement à l’ordre de Factofictif',
    "Règlement a l'ordre de Factofictif",
    'Créance transmise par SUBROGATION',
    'Contrat d’affacturage n° 12',
    'Payable to the factoring company',
  ])('is known by its words: %s', (words) => {
    expect(decide([means(FACTORS)], named, ['Paiement à 30 jours', words]).factor.notice).toMatchObject({
      text: words,
      foundIn: 'PaymentTerms/Note',
    })
  })

  test('mere payment terms are none', () => {
    expect(decide([means(FACTORS)], named, ['Paiement à 30 jours']).factor.notice).toBeUndefined()
  })

  test('a note of the payee is one, whatever its words', () => {
    const contactNotes = [said('Voir au dos')]
    expect(decide([means(FACTORS)], { ...named, contactNotes }).factor.notice).toMatchObject({
      text: 'Voir au dos',
      foundIn: 'PayeeParty/Contact/Note',
    })
  })
})
