import type { FastifyInstance } from 'fastify'
import { siret } from '../../invoice/identifier.ts'
import type { DeskTools } from '../desk-tools.ts'
import { type Answer, type Asked, onGet, onPost } from '../routes.ts'
import type { Visit } from '../visit.ts'
import { editPage, newPage, sentForm, undoPage } from './structures/change.ts'
import { groundOf } from './structures/ground.ts'
import { historyPage } from './structures/history.ts'
import { listPage } from './structures/list.ts'
import { structurePage } from './structures/one.ts'

/** The directory: who receives invoices, what each demands, and its changes. */
export function structuresPages(server: FastifyInstance, tools: DeskTools): void {
  const ground = groundOf(tools)
  const see = { verb: 'see-structures' } as const
  const change = { verb: 'change-structures' } as const
  onGet(server, { ...see, path: '/structures' }, (visit, asked) => listPage(visit, asked, ground))
  onGet(server, { ...see, path: '/structures/changes' }, (visit, asked) => historyPage(visit, asked, ground))
  onGet(server, { ...change, path: '/structures/new' }, (visit, asked) => newPage(visit, asked, ground))
  onPost(server, { ...change, path: '/structures/new' }, (visit, sent) => sentForm(visit, sent, { ground }))
  onGet(
    server,
    { ...see, path: '/structures/:siret' },
    ofSiret((visit, number) => structurePage(visit, number, ground)),
  )
  const edit = { ...change, path: '/structures/:siret/edit' }
  onGet(
    server,
    edit,
    ofSiret((visit, number) => editPage(visit, number, ground)),
  )
  onPost(server, edit, (visit, sent) => {
    const number = siret(sent.params['siret'] ?? '') // the path has it
    if (number === undefined || ground.live.current().directory.findStructure(number) === undefined)
      return undefined
    return sentForm(visit, sent, { siret: number, ground })
  })
  const undo = { ...change, path: '/structures/:siret/undo/:entry' }
  onGet(server, undo, (visit, asked) => undoPage(visit, asked, ground))
  onPost(server, undo, (visit, sent) => undoPage(visit, sent, ground))
}

function ofSiret(make: (visit: Visit, siret: string) => Answer | Promise<Answer>) {
  return (visit: Visit, { params }: Asked): Answer | Promise<Answer> => {
    const number = siret(params['siret']?.replaceAll(/\s/gu, '') ?? '') // none is no SIRET
    return number === undefined ? undefined : make(visit, number)
  }
}
