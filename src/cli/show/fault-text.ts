import type { Place } from '../../faults/fault.ts'
import type { FaultView } from '../../support/show/fault-view.ts'
import { safe } from '../layout.ts'
import { paint } from '../paint.ts'
import { labelled, paragraph, pathText } from './lines.ts'

const COLOURS = { fault: 'red', remark: 'yellow' } as const satisfies Record<FaultView['kind'], string>
const MOST_PLACES = 8
const LONGEST = 1_200

/** A fault with its places and what to do about it. */
export function faultText(of: FaultView, indent: number): string[] {
  const official = of.official === undefined ? '' : paint('dim', ` · ${of.official}`)
  const under = { indent: indent + 2, column: 9 }
  const places = of.places.slice(0, MOST_PLACES)
  const others = of.places.length - places.length
  return [
    paragraph(`${paint(COLOURS[of.kind], of.code)}${official}  ${safe(of.sentence.fr, LONGEST)}`, indent),
    paint('dim', paragraph(`(${safe(of.sentence.en, LONGEST)})`, indent + 2)),
    ...places.map((place, index) => labelled(index === 0 ? 'Où' : '', placeText(place), under)),
    ...(others > 0 ? [labelled('', `… et ${others} autres endroits (more places)`, under)] : []),
    ...(of.rule === undefined ? [] : [labelled('Règle', of.rule, under)]),
    labelled('À faire', safe(of.advice.fr, LONGEST), under),
  ]
}

function placeText({ line, xpath, value }: Place): string {
  const parts = [
    ...(line === undefined ? [] : [`ligne ${line}`]),
    ...(value === undefined ? [] : [`« ${safe(value, 120)} »`]),
    ...(xpath === undefined ? [] : [pathText(xpath)]),
  ]
  return parts.join(' ')
}
