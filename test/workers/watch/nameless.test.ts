import { expect, test } from 'vitest'
import { nameless } from '../../../workers/nameless.ts'

const ROWS: [said: string, left: string][] = [
  [
    "ENOENT: no such file or directory, open '/depot/OPE001/in/L'été de Dupont.xml'",
    'ENOENT: no such file or directory, open ‹…›',
  ],
  ["EXDEV: cross-device link, rename '/a/Dupont' -> '/b/Dupont'", 'EXDEV: cross-device link, rename ‹…›'],
  ['flux/Facture Dupont.xml : n’existe pas', '‹…› : n’existe pas'],
  ['« Jeanne Dupont.xml » n’est pas un nom', '« … » n’est pas un nom'],
  ['Unexpected token in JSON "Jeanne Dupont"', 'Unexpected token in JSON "…"'],
  ['le compte FR76 3000 6000 0112 3456 7890 189 est refusé', 'le compte ‹…› est refusé'],
  ['FR7630006000011234567890189', '‹…›'],
  ['écrire à jeanne.dupont@exemple.example', 'écrire à ‹…›'],
  ['SIRET 299 000 018 00018 inconnu', 'SIRET ‹…› inconnu'],
  ['sftp.operateur.example:22 : liaison coupée.', 'sftp.operateur.example:22 : liaison coupée.'],
  ['Le flux 12 n’est pas dans le registre.', 'Le flux 12 n’est pas dans le registre.'],
  ['connect ECONNREFUSED 127.0.0.1:5432', 'connect ECONNREFUSED 127.0.0.1:5432'],
]

test.each(ROWS)('of « %s » remains what went wrong', (said, left) => {
  expect(nameless(said)).toBe(left)
})
