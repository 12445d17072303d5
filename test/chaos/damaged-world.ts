import {
  appendFileSync,
  copyFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import type { FindingKind } from './checker/finding.ts'
import type { DepositNote } from './checker/notes.ts'
import { DEPOSITORS, RECIPIENTS } from './stream/parties.ts'

/** A world something was done to that no service should have done. */
export class DamagedWorld {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts)
  }

  /** Changes the record. */
  sql(...statements: string[]): void {
    const record = new Sqlite(this.path('data/ecluse.sqlite'))
    record.pragma('foreign_keys = off')
    for (const statement of statements) record.exec(statement)
    record.close()
  }

  /** A file of the recipient that leaves them where they are. */
  pivot(place = 0): string {
    const folder = this.path('destinataires', RECIPIENTS.keeps.application, 'pivots')
    return join(folder, readdirSync(folder).toSorted()[place] as string)
  }

  /** The first report, in XML or in words. */
  report(ending: '.txt' | ''): string {
    const folder = this.path('depot', DEPOSITORS.renames, 'out')
    const name = readdirSync(folder)
      .toSorted()
      .find((each) => each.endsWith('.txt') === (ending === '.txt'))
    return join(folder, name as string)
  }

  change(file: string, change: (text: string) => string): void {
    const before = readFileSync(file, 'utf8')
    const after = change(before)
    if (after === before) throw new Error(`${file} is as it was`)
    writeFileSync(file, after)
  }

  deposit(kind: string): DepositNote {
    const notes = readFileSync(this.path('deposits.jsonl'), 'utf8').trimEnd().split('\n')
    return notes
      .map((line) => JSON.parse(line) as DepositNote)
      .find((each) => each.kind === kind) as DepositNote
  }

  /** A file of the archive. */
  archived(): string {
    const { sha256 } = this.deposit('plain')
    return this.path('data/archive', sha256.slice(0, 2), sha256.slice(2))
  }
}

interface Damage {
  done(world: DamagedWorld): void
  /** All that is to be said of it, and nothing else. */
  found: readonly FindingKind[]
}

const ONE_EVENT = (kind: string) =>
  `select id from events where kind = '${kind}' order by id limit 1 offset 3`
const PLAIN = `select min(number) from flows where state = 'integrated'`

/** What the checker must see, each by itself. */
export const DAMAGES: Readonly<Record<string, Damage>> = {
  'a pivot removed': {
    done: (world) => rmSync(world.pivot()),
    found: ['file-lost', 'invoice-lost'],
  },
  'a pivot delivered twice, under another name': {
    done: (world) => copyFileSync(world.pivot(), `${world.pivot()}0`),
    found: ['file-from-nowhere', 'invoice-doubled'],
  },
  'a pivot taken away twice': {
    done: (world) => {
      const journal = world.path(`taken-${RECIPIENTS.takes.application}.jsonl`)
      appendFileSync(journal, `${readFileSync(journal, 'utf8').split('\n')[0]}\n`)
    },
    found: ['file-doubled', 'invoice-doubled'],
  },
  'a pivot cut': {
    done: (world) => truncateSync(world.pivot(), 2_000),
    found: ['file-cut', 'invoice-lost'],
  },
  'an empty file under the name of a pivot': {
    done: (world) => truncateSync(world.pivot(), 0),
    found: ['file-cut', 'invoice-lost'],
  },
  'another amount in a pivot': {
    done: (world) => world.change(world.pivot(), (xml) => xml.replace(/<MontantTTC>\d/, '<MontantTTC>10')),
    found: ['file-cut', 'invoice-altered'],
  },
  'an invoice that was refused in a pivot': {
    done: (world) => {
      const [refused] = world.deposit('breaks-rule').invoices
      const [accepted] = world.deposit('plain').invoices
      const number = `<Id>${refused?.number}</Id>`
      const added = readFileSync(world.pivot(), 'utf8')
        .replace(/<Identifiant>\d+/, `<Identifiant>${refused?.supplier}`)
        .replace(/(<DonneesFacture>\s*)<Id>[^<]+<\/Id>/, `$1${number}`)
      if (accepted === undefined || !added.includes(number)) throw new Error('nothing to add')
      writeFileSync(`${world.pivot()}9`, added)
    },
    found: ['file-from-nowhere', 'invoice-not-to-be-sent', 'invoice-doubled'],
  },
  'a report removed': {
    done: (world) => rmSync(world.report('')),
    found: ['file-lost', 'report-lost'],
  },
  'a report in words removed': {
    done: (world) => rmSync(world.report('.txt')),
    found: ['file-lost', 'report-lost'],
  },
  'a report that was never to be sent': {
    done: (world) => {
      world.sql(`delete from outbox where kind = 'report' and flow = (${PLAIN})`)
    },
    found: ['file-from-nowhere', 'report-lost', 'event-doubled'],
  },
  'a report that says something else': {
    done: (world) =>
      world.change(world.report('.txt'), (text) => text.replace(/(Verdict {2}: ).*/, '$1EN COURS')),
    found: ['file-cut', 'report-wrong'],
  },
  'an event of receipt deleted': {
    done: (world) => world.sql(`delete from events where id = (${ONE_EVENT('received')})`),
    found: ['event-lost'],
  },
  'an event of a beginning deleted': {
    done: (world) => world.sql(`delete from events where id = (${ONE_EVENT('started')})`),
    found: ['event-lost'],
  },
  'an event of an outcome deleted': {
    done: (world) => world.sql(`delete from events where id = (${ONE_EVENT('outcome')})`),
    found: ['event-lost'],
  },
  'an event of a delivery deleted': {
    done: (world) => world.sql(`delete from events where id = (${ONE_EVENT('sent')})`),
    found: ['event-lost'],
  },
  'the last event deleted': {
    done: (world) => world.sql('delete from events where id = (select max(id) from events)'),
    found: ['event-lost'],
  },
  'an event written twice': {
    done: (world) =>
      world.sql(
        `insert into events (flow, run, at, kind, detail)
         select flow, run, at, kind, detail from events where id = (select max(id) from events)`,
      ),
    found: ['event-doubled'],
  },
  'an outcome before its beginning': {
    done: (world) =>
      world.sql(`update events set at = '2020' || substr(at, 5) where id = (${ONE_EVENT('outcome')})`),
    found: ['event-out-of-order'],
  },
  'a flow’s row twice': {
    done: (world) =>
      world.sql(
        `insert into flows (name, depositor, sha256, size, drop_identity, received_at, state, run)
         select name, depositor, sha256, size, drop_identity || '-', received_at, state, run
         from flows where number = (${PLAIN})`,
      ),
    found: ['deposit-doubled', 'run-wrong'],
  },
  'a flow’s row removed': {
    done: (world) => world.sql(`delete from flows where number = (${PLAIN})`),
    found: ['deposit-lost', 'invoice-not-to-be-sent', 'run-wrong'],
  },
  'a flow nobody deposited': {
    done: (world) => world.sql(`update flows set name = name || '9' where number = (${PLAIN})`),
    found: ['deposit-lost', 'flow-from-nowhere', 'invoice-not-to-be-sent', 'report-wrong'],
  },
  'a file left at a door': {
    done: (world) => writeFileSync(world.path('depot', DEPOSITORS.renames, 'in', 'FSO'), 'x'),
    found: ['left-at-the-door'],
  },
  'a flow that waits for support': {
    done: (world) => world.sql(`update flows set state = 'blocked' where number = (${PLAIN})`),
    found: ['flow-blocked', 'run-wrong'],
  },
  'a flow without an outcome': {
    done: (world) => world.sql(`update flows set state = 'received' where number = (${PLAIN})`),
    found: ['flow-unfinished', 'run-wrong'],
  },
  'a flow with the wrong verdict': {
    done: (world) => world.sql(`update flows set state = 'rejected' where number = (${PLAIN})`),
    found: ['verdict-wrong', 'run-wrong'],
  },
  'a document still to be sent': {
    done: (world) => world.sql(`update outbox set state = 'pending' where id = 5`),
    found: ['file-lost', 'event-doubled'],
  },
  'a document lost from the archive': {
    done: (world) => rmSync(world.archived()),
    found: ['archive-lost'],
  },
  'a document altered in the archive': {
    done: (world) => appendFileSync(world.archived(), ' '),
    found: ['archive-altered'],
  },
  'a hidden file that is not ours': {
    done: (world) => writeFileSync(world.path('depot', DEPOSITORS.renames, 'out', '.reste'), ''),
    found: ['leftover-not-ours'],
  },
  'two invoices under one number of the record': {
    done: (world) => {
      const [number] = /(?<=<IdCPRO>)\d+/.exec(readFileSync(world.pivot(0), 'utf8')) ?? []
      world.change(world.pivot(1), (xml) => xml.replace(/<IdCPRO>\d+/, `<IdCPRO>${number}`))
    },
    found: ['file-cut', 'invoice-lost', 'invoice-doubled'],
  },
}
