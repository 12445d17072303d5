import { expect, test } from 'vitest'
import { readCsv } from '../../src/directory/csv.ts'
import { importedStructures } from '../../src/directory/import-rows.ts'
import { merge } from '../../src/directory/merge.ts'
import type { Structure } from '../../src/directory/structure.ts'
import type { Siret } from '../../src/invoice/identifier.ts'

const TOWN = '29900001800018' as Siret
const LAKE = '29900002600011' as Siret
const NONE = { service: false, engagement: false, serviceOrEngagement: false }

const current: Structure[] = [
  { siret: TOWN, name: 'Commune', active: true, application: 'FIN001', demands: NONE, services: [] },
  {
    siret: LAKE,
    name: 'Communauté',
    active: true,
    application: 'FIN001',
    demands: { ...NONE, service: true },
    services: [
      { code: 'VOIRIE', name: 'Voirie', active: true, engagement: false },
      { code: 'EAU', name: 'Eau', active: true, engagement: false },
    ],
  },
]

const read = (text: string) => importedStructures(readCsv(Buffer.from(text)))
const problemsOf = (text: string) => read(text).problems.map(({ line, fr }) => `${line}: ${fr}`)

function merged(text: string, removeMissing = false) {
  const applications = new Set(['FIN001', 'HOS002'])
  return merge(current, read(text), { removeMissing, applications })
}

test('the lines of a structure are one structure with its services', () => {
  const { structures, problems } = read(
    `siret;nom;code_service;nom_service\n${LAKE};Lac;A;Un\n${TOWN};Ville;;\n${LAKE};;B;Deux\n`,
  )
  expect(problems).toEqual([])
  expect(structures).toMatchObject([
    {
      siret: LAKE,
      name: 'Lac',
      line: 2,
      services: [
        { code: 'A', name: 'Un' },
        { code: 'B', name: 'Deux', line: 4 },
      ],
    },
    { siret: TOWN, name: 'Ville', services: [] },
  ])
})

test('headings are known whatever their capitals and accents, and as the platform’s interface calls them', () => {
  const { structures } = read(
    `SIRET,codeServiceDoitEtreRenseigne,Numéro EJ doit être renseigné,Gestion numéro EJ ou code service,Code Service,numeroEngagement\n${TOWN},oui,true,0,X,1\n`,
  )
  expect(structures).toMatchObject([
    {
      demands: { service: true, engagement: true, serviceOrEngagement: false },
      services: [{ code: 'X', engagement: true }],
    },
  ])
})

test('blanks in a SIRET are no matter', () => {
  expect(read(`siret\n299 000 018 00018\n`).structures).toMatchObject([{ siret: TOWN }])
})

test.each([
  ['an unknown column', `siret;couleur\n${TOWN};bleu\n`, ['1: colonne "couleur" inconnue']],
  ['a column twice', `siret;nom;NOM\n${TOWN};a;b\n`, ['1: colonne "NOM" en double']],
  ['no SIRET column', `nom\nVille\n`, ['1: il n’y a pas de colonne siret']],
  [
    'a SIRET a spreadsheet damaged',
    `siret\n2,99E+13\n`.replace(',', '.'),
    ['2: siret : "2.99E+13" n’est pas un SIRET : 14 chiffres (un tableur'],
  ],
  ['a SIRET that lost a zero', `siret\n9900001800018\n`, ['2: siret : "9900001800018" n’est pas un SIRET']],
  ['no SIRET', `siret;nom\n;Ville\n`, ['2: siret : "" n’est pas un SIRET']],
  ['the SIRET of nobody', `siret\n00000000000000\n`, ['2: siret : 00000000000000 n’est le numéro d’aucune']],
  ['a yes that is none', `siret;actif\n${TOWN};peut-être\n`, ['2: actif : "peut-être" n’est ni oui ni non']],
  ['a code that is none', `siret;application\n${TOWN};fin1\n`, ['2: application : "fin1" n’est pas un code']],
  [
    'a service without its code',
    `siret;code_service;nom_service\n${TOWN};;Un\n`,
    ['2: nom_service : est rempli sans'],
  ],
  [
    'a service code too long',
    `siret;code_service\n${TOWN};${'x'.repeat(101)}\n`,
    ['2: code_service : a plus de 100'],
  ],
  [
    'a service twice',
    `siret;code_service\n${TOWN};A\n${TOWN};A\n`,
    ['3: le service "A" de cette structure est déjà ligne 2'],
  ],
  ['two names of one structure', `siret;nom\n${TOWN};A\n${TOWN};B\n`, ['3: nom vaut "B" ici et "A" ligne 2']],
  [
    'two demands of one structure',
    `siret;service_obligatoire\n${TOWN};oui\n${TOWN};non\n`,
    ['3: service_obligatoire vaut non ici et oui'],
  ],
] as const)('%s is a problem with its line', (_, text, wanted) => {
  const found = problemsOf(text)
  expect(found).toHaveLength(wanted.length)
  for (const [index, sentence] of wanted.entries()) expect(found[index]).toContain(sentence)
})

test('all problems are told at once, in the order of their lines', () => {
  const found = problemsOf(`siret;actif\nX;quoi\n${TOWN};hein\n`)
  expect(found.map((sentence) => sentence.slice(0, 8))).toEqual(['2: siret', '2: actif', '3: actif'])
})

test('what a file says is put in, what it leaves empty stays', () => {
  const { structures, changes } = merged(
    `siret;nom;actif;application;engagement_obligatoire\n${TOWN};Ville;non;HOS002;oui\n${LAKE};;;;\n`,
  )
  expect(structures).toEqual([
    {
      ...current[0],
      name: 'Ville',
      active: false,
      application: 'HOS002',
      demands: { ...NONE, engagement: true },
    },
    current[1],
  ])
  expect(changes.map((change) => [change.siret, change.kind === 'changed' && change.field])).toEqual([
    [TOWN, 'name'],
    [TOWN, 'active'],
    [TOWN, 'application'],
    [TOWN, 'demands.engagement'],
  ])
})

test('services are added and changed, and none is removed', () => {
  const { structures, changes } = merged(
    `siret;code_service;nom_service;service_actif;engagement_service\n${LAKE};VOIRIE;Routes;non;oui\n${LAKE};PARC;Parcs;;\n`,
  )
  expect(structures[1]?.services).toEqual([
    { code: 'VOIRIE', name: 'Routes', active: false, engagement: true },
    { code: 'EAU', name: 'Eau', active: true, engagement: false },
    { code: 'PARC', name: 'Parcs', active: true, engagement: false },
  ])
  expect(changes.map(({ kind }) => kind)).toEqual([
    'service-changed',
    'service-changed',
    'service-changed',
    'service-added',
  ])
})

test('a new structure comes at the end, with its defaults', () => {
  const { structures, changes } = merged(`siret;nom;application\n29900003400015;Syndicat;FIN001\n`)
  expect(structures).toHaveLength(3)
  expect(structures[2]).toEqual({
    siret: '29900003400015',
    name: 'Syndicat',
    active: true,
    application: 'FIN001',
    demands: NONE,
    services: [],
  })
  expect(changes).toMatchObject([{ kind: 'added', name: 'Syndicat' }])
})

test('what is missing goes only when asked; services only when the file speaks of them', () => {
  const file = `siret;code_service\n${LAKE};VOIRIE\n`
  expect(merged(file).changes).toEqual([])
  expect(merged(file, true).structures).toMatchObject([{ siret: LAKE, services: [{ code: 'VOIRIE' }] }])
  expect(merged(`siret\n${LAKE}\n`, true).structures).toEqual([current[1]])
})

test('the directory as a file changes nothing', () => {
  const file = `siret;nom;actif;application;service_obligatoire;code_service;nom_service;service_actif\n${TOWN};Commune;oui;FIN001;non;;;\n${LAKE};Communauté;oui;FIN001;oui;VOIRIE;Voirie;oui\n${LAKE};;;;;EAU;Eau;\n`
  expect(merged(file, true)).toEqual({ structures: current, changes: [], problems: [] })
})

test.each([
  [
    'an application nobody knows',
    `siret;application\n${TOWN};ZZZ999\n`,
    /2: application : ZZZ999 n’est pas dans/,
  ],
  ['a new structure without a name', `siret;application\n29900003400015;FIN001\n`, /2: nom : manque/],
  ['a new structure without an application', `siret;nom\n29900003400015;S\n`, /2: application : manque/],
  ['a new service without a name', `siret;code_service\n${LAKE};PARC\n`, /2: nom_service : manque.*"PARC"/],
] as const)('%s is a problem with its line', (_, text, sentence) => {
  expect(merged(text).problems.map(({ line, fr }) => `${line}: ${fr}`)).toEqual([
    expect.stringMatching(sentence),
  ])
})
