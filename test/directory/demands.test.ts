import { expect, test } from 'vitest'
import { DEFAULT_SERVICE, type Demand, type Given, unmetDemands } from '../../src/directory/demands.ts'
import type { Demands } from '../../src/directory/structure.ts'
import { CLOSED_SERVICE, OPEN_SERVICE, STRICT_SERVICE, structure } from './world.ts'

const SERVICES = [OPEN_SERVICE, CLOSED_SERVICE, STRICT_SERVICE]

type Row = [promise: string, demands: Partial<Demands>, given: Given, unmet: Demand[]]

const nothing: Row[] = [
  ['nothing demanded, nothing given', {}, {}, []],
  ['nothing demanded, an engagement given', {}, { engagement: 'EJ1' }, []],
  ['nothing demanded, one of its services given', {}, { service: 'VOIRIE' }, []],
  ['nothing demanded, a service it does not have', {}, { service: 'AUTRE' }, ['service-unknown']],
  ['nothing demanded, a service in other letters', {}, { service: 'voirie' }, ['service-unknown']],
  ['nothing demanded, a closed service', {}, { service: 'PISCINE' }, ['service-inactive']],
  ['nothing demanded, the technical service', {}, { service: DEFAULT_SERVICE }, []],
]

const single: Row[] = [
  ['service demanded and absent', { service: true }, {}, ['service-missing']],
  ['service demanded, an engagement instead', { service: true }, { engagement: 'EJ1' }, ['service-missing']],
  ['service demanded and given', { service: true }, { service: 'VOIRIE' }, []],
  ['service demanded, a closed one', { service: true }, { service: 'PISCINE' }, ['service-inactive']],
  ['service demanded, an unknown one', { service: true }, { service: 'AUTRE' }, ['service-unknown']],
  [
    'service demanded, the technical one',
    { service: true },
    { service: DEFAULT_SERVICE },
    ['service-missing'],
  ],
  ['engagement demanded and absent', { engagement: true }, { service: 'VOIRIE' }, ['engagement-missing']],
  ['engagement demanded and given', { engagement: true }, { engagement: 'EJ1' }, []],
]

const both: Row[] = [
  [
    'both demanded, none given',
    { service: true, engagement: true },
    {},
    ['service-missing', 'engagement-missing'],
  ],
  [
    'both demanded, one given',
    { service: true, engagement: true },
    { service: 'VOIRIE' },
    ['engagement-missing'],
  ],
  [
    'both demanded and given',
    { service: true, engagement: true },
    { service: 'VOIRIE', engagement: 'EJ1' },
    [],
  ],
  [
    'both demanded, an unknown service alone',
    { service: true, engagement: true },
    { service: 'AUTRE' },
    ['service-unknown', 'engagement-missing'],
  ],
]

const either: Row[] = [
  ['either demanded, none given', { serviceOrEngagement: true }, {}, ['service-or-engagement-missing']],
  ['either demanded, a service given', { serviceOrEngagement: true }, { service: 'VOIRIE' }, []],
  ['either demanded, an engagement given', { serviceOrEngagement: true }, { engagement: 'EJ1' }, []],
  [
    'either demanded, an unknown service beside an engagement',
    { serviceOrEngagement: true },
    { service: 'AUTRE', engagement: 'EJ1' },
    ['service-unknown'],
  ],
  [
    'either demanded, the technical service only',
    { serviceOrEngagement: true },
    { service: DEFAULT_SERVICE },
    ['service-or-engagement-missing'],
  ],
  [
    'either comes before both',
    { service: true, engagement: true, serviceOrEngagement: true },
    { engagement: 'EJ1' },
    [],
  ],
]

const ofService: Row[] = [
  ['the service demands an engagement', {}, { service: 'TRAVAUX' }, ['engagement-missing-for-service']],
  ['the service demands an engagement, given', {}, { service: 'TRAVAUX', engagement: 'EJ1' }, []],
  [
    'either demanded, the service given demands an engagement',
    { serviceOrEngagement: true },
    { service: 'TRAVAUX' },
    ['engagement-missing-for-service'],
  ],
  [
    'the structure already asks for the engagement its service demands',
    { engagement: true },
    { service: 'TRAVAUX' },
    ['engagement-missing'],
  ],
]

test.each([...nothing, ...single, ...both, ...either, ...ofService])('%s', (_, demands, given, unmet) => {
  expect(unmetDemands(structure(demands, SERVICES), given)).toEqual(unmet)
})

test('a structure that lists the technical service has it as any other', () => {
  const listed = { ...OPEN_SERVICE, code: DEFAULT_SERVICE }
  expect(unmetDemands(structure({ service: true }, [listed]), { service: DEFAULT_SERVICE })).toEqual([])
})

test('a synthetic structure demands nothing', () => {
  expect(unmetDemands({ ...structure({ service: true }), synthetic: true }, { service: 'AUTRE' })).toEqual([])
})
