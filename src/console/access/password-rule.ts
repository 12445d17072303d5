import type { Words } from '../../support/words.ts'

const SHORTEST = 12
const LONGEST = 200
/** With fewer different characters it is a rhythm, no password. */
const LEAST_DIFFERENT = 5

/** What people choose when they are asked for twelve characters, in pieces; longer ones first. */
const COMMON = [
  'administrateur',
  'administrator',
  '01234567890',
  '1234567890',
  'azertyuiop',
  'qwertyuiop',
  'motdepasse',
  'passphrase',
  'bienvenue',
  'changeme',
  'password',
  'qsdfghjklm',
  'asdfghjkl',
  'letmein',
  'welcome',
  'abcdefgh',
  'azerty',
  'qwerty',
  'ecluse',
  'admin',
  '123456',
]

/** Long is what counts (NIST SP 800-63B): no rule about digits or signs, no term, but nothing that is guessed first. */
export const PASSWORD_RULE: Words = {
  fr: `Au moins ${SHORTEST} caractères ; une phrase convient. Ni votre nom, ni un mot de passe courant.`,
  en: `At least ${SHORTEST} characters; a phrase will do. Neither your name nor a common password.`,
}

/** Why this cannot be the account's password; `undefined` when it can. */
export function passwordProblem(password: string, account: string): Words | undefined {
  const characters = [...password.normalize('NFKC')]
  if (characters.length < SHORTEST) {
    return {
      fr: `Trop court : ${SHORTEST} caractères au moins.`,
      en: `Too short: at least ${SHORTEST} characters.`,
    }
  }
  if (characters.length > LONGEST) {
    return {
      fr: `Trop long : ${LONGEST} caractères au plus.`,
      en: `Too long: at most ${LONGEST} characters.`,
    }
  }
  if (new Set(characters).size < LEAST_DIFFERENT || isGuessed(password, account)) {
    return {
      fr: 'Trop facile à deviner : peu de caractères différents, votre nom, ou un mot de passe courant.',
      en: 'Too easy to guess: few different characters, your name, or a common password.',
    }
  }
  return undefined
}

/** Take away the account's name and every common word: something must be left. */
function isGuessed(password: string, account: string): boolean {
  let rest = password.normalize('NFKC').toLowerCase()
  for (const word of [account, ...COMMON]) rest = rest.replaceAll(word, '')
  return new Set(rest).size < LEAST_DIFFERENT
}
