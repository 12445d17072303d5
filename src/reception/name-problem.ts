/** What keeps a name from having the form, as the end of a sentence that shows the wrong part between ► and ◄. */
export interface NameProblem {
  /** The name with the wrong part pointed at. */
  shown: string
  fr: string
  en: string
}

const INTERFACE = /^[A-Z]{3}\d{4}[A-Z]$/
const APPLICATION = /^[A-Z0-9]{6}$/
const SEQUENCE_LENGTH = 15

/** The first thing wrong with the form of a name; `undefined` when its form is right. */
export function nameProblem(name: string): NameProblem | undefined {
  const extension = /(\.tar)?\.\w+$/.exec(name)?.[0]
  if (extension !== undefined) {
    return at(name, name.length - extension.length, extension.length, [
      `l’extension ${extension} est de trop, un flux n’en porte pas`,
      `the extension ${extension} is too much, a flow has none`,
    ])
  }
  const parts = name.split('_')
  if (parts.length !== 3) {
    return at(name, 0, name.length, [
      `il a ${parts.length} partie(s) séparée(s) par « _ », attendu 3`,
      `it has ${parts.length} part(s) with "_" between, wanted 3`,
    ])
  }
  const [code = '', application = '', rest = ''] = parts
  return (
    codeProblem(name, code) ??
    applicationProblem(name, code, application) ??
    restProblem({ name, code, application, rest })
  )
}

function codeProblem(name: string, code: string): NameProblem | undefined {
  if (INTERFACE.test(code)) return undefined
  return at(name, 0, code.length, [
    'le code interface a 8 caractères : 3 majuscules, 4 chiffres, 1 majuscule, par exemple FSO1100A',
    'the interface code has 8 characters: 3 capitals, 4 digits, 1 capital, such as FSO1100A',
  ])
}

function applicationProblem(name: string, code: string, application: string): NameProblem | undefined {
  if (APPLICATION.test(application)) return undefined
  return at(name, code.length + 1, application.length, [
    `le code application a 6 majuscules ou chiffres, celui-ci ${application.length} caractère(s)`,
    `the application code has 6 capitals or digits, this one ${application.length} character(s)`,
  ])
}

interface Parts {
  name: string
  code: string
  application: string
  rest: string
}

/** After the second underscore: the application again, the interface's digits, the sequence. */
function restProblem({ name, code, application, rest }: Parts): NameProblem | undefined {
  const from = name.length - rest.length
  const again = rest.slice(0, 6)
  if (again !== application) {
    return at(name, from, again.length, [
      `le code application est répété à l’identique : attendu ${application}`,
      `the application code is said again, the same: wanted ${application}`,
    ])
  }
  const digits = rest.slice(6, 10)
  if (!/^\d{4}$/.test(digits)) {
    return at(name, from + 6, digits.length, [
      `attendu les 4 chiffres de l’interface, ${code.slice(3, 7)}`,
      `wanted the interface’s 4 digits, ${code.slice(3, 7)}`,
    ])
  }
  const sequence = rest.slice(10)
  if (/^\d{15}$/.test(sequence)) return undefined
  const wanted = /^\d{1,14}$/.test(sequence) ? ` (${sequence.padStart(SEQUENCE_LENGTH, '0')})` : ''
  return at(name, from + 10, sequence.length, [
    `la séquence a ${SEQUENCE_LENGTH} chiffres, celle-ci ${sequence.length} caractère(s)${wanted}`,
    `the sequence has ${SEQUENCE_LENGTH} digits, this one ${sequence.length} character(s)${wanted}`,
  ])
}

function at(name: string, from: number, length: number, [fr, en]: readonly [string, string]): NameProblem {
  const shown = `${name.slice(0, from)}►${name.slice(from, from + length)}◄${name.slice(from + length)}`
  return { shown, fr, en }
}
