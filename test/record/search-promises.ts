import { expect, test } from 'vitest'
import type { RecordAt } from '../../src/record/connect.ts'
import type { FlowFilter } from '../../src/record/flow-filter.ts'
import type { FlowSearch } from '../../src/record/search.ts'
import { SearchRecord, told } from './search-record.ts'

/** What search keeps, whatever engine is under it; `make` gives a place for a new record. */
export function keepsSearchPromises(make: () => Promise<RecordAt>): void {
  findingByText(make)
  filtering(make)
  paging(make)
}

async function fresh(make: () => Promise<RecordAt>): Promise<SearchRecord> {
  return new SearchRecord(await make())
}

async function found(search: FlowSearch, filter: FlowFilter): Promise<number[]> {
  return (await search.page(filter, { limit: 50 })).flows.map(({ flow }) => flow)
}

function findingByText(make: () => Promise<RecordAt>): void {
  test('a flow is found by anything a person has at hand, and no other flow is', async () => {
    await using record = await fresh(make)
    const flow = await record.flow(
      [
        {
          number: 'F-2026-118',
          supplier: { id: '00011231800019', name: 'Énergies  de l’Été SARL' },
          recipient: '29900001800018',
          engagement: 'BC 2026/7',
          account: 'FR76000000000022010101B2',
        },
      ],
      {},
      { name: 'FSO1100A_OPE001_OPE0011100000000000000777', flowIdentifier: 'OPE0011100000000000000777' },
    )
    await record.flow([
      { number: 'G-1', supplier: { id: 'AUTRE', name: 'Autre' }, recipient: '29900001800026' },
    ])
    const { search } = await record.desk()
    const texts = [
      `${flow}`,
      `#${flow}`,
      'FSO1100A_OPE001_OPE0011100000000000000777',
      'fso1100a_ope001_ope0011100000000000000777',
      'FSO1100A_OPE001_OPE001110000000000000077',
      'OPE0011100000000000000777',
      'ope0011100000000000000777',
      'OPE00111000000000000007',
      'F-2026-118',
      'F-2026',
      'f-2026-11',
      '00011231800019',
      '000 112 318 00019',
      '000.112.318.00019',
      '000112318',
      '000 112 318',
      '29900001800018',
      '299 000 018 00018',
      '29900001800018 ',
      'BC 2026/7',
      '01B2',
      ' 01b2 ',
      'énergies de l’été',
      'ENERGIES DE',
      ' Énergies de l’Été  sarl',
    ]
    for (const text of texts) expect([text, await found(search, { text })]).toEqual([text, [flow]])
  })

  test('an engagement, and an identifier that is no SIRET, are found whole only', async () => {
    await using record = await fresh(make)
    const flow = await record.flow([{ engagement: 'BC-77', supplier: { id: 'BE0123456789' } }])
    const { search } = await record.desk()
    expect(await found(search, { text: 'BC-77' })).toEqual([flow])
    expect(await found(search, { text: 'be 0123456789' })).toEqual([flow])
    expect(await found(search, { text: 'BC-7' })).toEqual([])
    expect(await found(search, { text: 'BE01234' })).toEqual([])
  })

  test('a name that is no flow’s is found, by its beginning too; a shortened sequence is found as it was written', async () => {
    await using record = await fresh(make)
    const nameless = await record.waiting({ name: 'facture 12.xml' })
    const short = await record.waiting({
      name: 'FSO1100A_OPE001_OPE0011100842.xml',
      flowIdentifier: 'OPE0011100000000000000842',
    })
    const { search } = await record.desk()
    expect(await found(search, { text: 'facture 12.xml' })).toEqual([nameless])
    expect(await found(search, { text: 'facture' })).toEqual([nameless])
    expect(await found(search, { text: 'FSO1100A_OPE001_OPE0011100842.xml' })).toEqual([short])
    expect(await found(search, { text: 'FSO1100A_OPE001_OPE0011100842' })).toEqual([short])
    expect(await search.named('FSO1100A_OPE001_OPE0011100842.xml')).toEqual([short])
    expect(await search.named('OPE0011100000000000000842')).toEqual([short])
    expect(await search.named('facture 12.xml')).toEqual([nameless])
    expect(await search.named('facture')).toEqual([])
  })

  test('text that engines give a meaning to has none: blanks, signs, nothing, what is no character', async () => {
    await using record = await fresh(make)
    const flow = await record.flow([{ number: '100%_\\', supplier: { name: "L'O''R" } }])
    await record.flow([{ number: '1000', supplier: { name: 'LOR' } }])
    const { search } = await record.desk()
    expect(await found(search, { text: '100%' })).toEqual([flow])
    expect(await found(search, { text: "l'o''" })).toEqual([flow])
    for (const text of ['%', '_', "'", '*', '\u0000', '\ud800', '99999999999999999999']) {
      expect([text, await found(search, { text })]).toEqual([text, []])
    }
  })

  test('of an archive the invoice that was looked for is shown, else the first', async () => {
    await using record = await fresh(make)
    const flow = await record.flow([
      { number: 'A-1' },
      { number: 'A-2', recipient: '29900001800018' },
      { number: 'A-3' },
    ])
    const { search } = await record.desk()
    const shown = async (filter: FlowFilter) =>
      (await search.page(filter, { limit: 1 })).flows[0]?.invoice?.number
    expect(await shown({ flows: [flow] })).toBe('A-1')
    expect(await shown({ text: 'A-3' })).toBe('A-3')
    expect(await shown({ text: 'A-', recipient: '29900001800018' })).toBe('A-2')
  })
}

function filtering(make: () => Promise<RecordAt>): void {
  test('each filter finds what it says, and all that is given must hold', async () => {
    await using record = await fresh(make)
    const rejected = await record.flow(
      [
        {
          recipient: '29900001800018',
          frame: 'A9',
          factor: 'ignored',
          account: 'FR7600000000002201010122',
          accepted: false,
        },
      ],
      { state: 'rejected', faults: [told('RTE-01')], interfaceCode: 'FSO1113A' },
      { receivedAt: '2026-03-05T10:00:00.000Z' },
    )
    const good = await record.flow(
      [{ recipient: '29900001800026', factor: 'present', account: 'FR7600000000002201010199' }],
      { remarks: [told('EXT-41')] },
      { depositor: 'OPE002', receivedAt: '2026-03-06T10:00:00.000Z' },
    )
    const waiting = await record.waiting({ receivedAt: '2026-03-07T10:00:00.000Z' })
    const { search } = await record.desk()
    const cases: [FlowFilter, number[]][] = [
      [{}, [waiting, good, rejected]],
      [{ flows: [rejected, good] }, [good, rejected]],
      [{ flows: [] }, []],
      [{ states: ['rejected'] }, [rejected]],
      [{ states: ['received', 'rejected'] }, [waiting, rejected]],
      [{ states: ['integrated'] }, [good]],
      [{ states: [] }, []],
      [{ fault: 'RTE-01' }, [rejected]],
      [{ fault: 'EXT-41' }, [good]],
      [{ depositor: 'OPE002' }, [good]],
      [{ recipient: '29900001800018' }, [rejected]],
      [{ interfaceCode: 'FSO1113A' }, [rejected]],
      [{ interfaceCode: 'FSO1100A' }, [good]],
      [{ frame: 'A9' }, [rejected]],
      [{ frame: 'A1' }, [good]],
      [{ factor: 'present' }, [good]],
      [{ factor: 'ignored' }, [rejected]],
      [{ factor: 'none' }, []],
      [{ account: '0122' }, [rejected]],
      [{ since: '2026-03-06T10:00:00.000Z' }, [waiting, good]],
      [{ until: '2026-03-06T10:00:00.000Z' }, [rejected]],
      [{ since: '2026-03-05T10:00:00.001Z', until: '2026-03-07T10:00:00.000Z' }, [good]],
      [
        { states: ['rejected'], fault: 'RTE-01', depositor: 'OPE001', frame: 'A9', factor: 'ignored' },
        [rejected],
      ],
      [{ states: ['rejected'], fault: 'RTE-01', depositor: 'OPE002' }, []],
    ]
    for (const [filter, flows] of cases) {
      expect([filter, await found(search, filter)]).toEqual([filter, flows])
      expect(await search.count(filter, { atMost: 100 })).toEqual({ flows: flows.length, isAll: true })
    }
  })

  test('what is asked of an invoice is looked for in one and the same', async () => {
    await using record = await fresh(make)
    const flow = await record.flow([
      { recipient: '29900001800018', factor: 'present' },
      { recipient: '29900001800026', factor: 'none' },
    ])
    const { search } = await record.desk()
    expect(await found(search, { recipient: '29900001800018', factor: 'present' })).toEqual([flow])
    expect(await found(search, { recipient: '29900001800026', factor: 'present' })).toEqual([])
  })

  test('while a replay is pending a flow is found by what its last run read, and shown with it', async () => {
    await using record = await fresh(make)
    const flow = await record.flow([{ number: 'F-1', recipient: '29900001800018' }], {
      state: 'rejected',
      faults: [told('RTE-01')],
    })
    const desk = await record.desk()
    const { replay } = await desk.replays.ask({
      author: 'a',
      reason: 'b',
      filter: { flows: [flow] },
      again: false,
    })
    await desk.replays.advance(replay.id, { page: 10, room: 10 })
    const { flows } = await desk.search.page({ recipient: '29900001800018' }, { limit: 10 })
    expect(flows).toMatchObject([
      { flow, state: 'received', run: 1, faults: ['RTE-01'], invoice: { number: 'F-1' } },
    ])
  })

  test('a flow is shown with what is known of it, and nothing else', async () => {
    await using record = await fresh(make)
    const flow = await record.flow(
      [
        {
          number: 'F-1',
          supplier: { id: '00011231800019', name: 'Exemple' },
          recipient: '29900001800018',
          accepted: false,
        },
      ],
      { state: 'rejected', faults: [told('VAL-02'), told('RTE-01')], remarks: [told('EXT-41')] },
      { name: 'FSO1100A_OPE001_OPE0011100000000000000777' },
    )
    const waiting = await record.waiting({ name: 'FSO1100A_OPE001_OPE0011100000000000000778' })
    const { search } = await record.desk()
    const head = { depositor: 'OPE001', receivedAt: '2026-03-02T08:00:00.000Z', run: 0, accepted: 0 }
    expect((await search.page({}, { limit: 2 })).flows).toEqual([
      {
        ...head,
        flow: waiting,
        name: 'FSO1100A_OPE001_OPE0011100000000000000778',
        state: 'received',
        invoices: 0,
        faults: [],
        remarks: [],
      },
      {
        ...head,
        flow,
        name: 'FSO1100A_OPE001_OPE0011100000000000000777',
        interfaceCode: 'FSO1100A',
        state: 'rejected',
        invoices: 1,
        faults: ['RTE-01', 'VAL-02'],
        remarks: ['EXT-41'],
        invoice: {
          number: 'F-1',
          supplierId: '00011231800019',
          supplierName: 'Exemple',
          recipient: '29900001800018',
          amount: '120.00',
          currency: 'EUR',
        },
      },
    ])
  })
}

function paging(make: () => Promise<RecordAt>): void {
  test('pages follow one another without a gap or a flow twice, the newest first, while flows come in', async () => {
    await using record = await fresh(make)
    const flows: number[] = []
    for (let count = 0; count < 7; count++) flows.unshift(await record.waiting())
    const { search } = await record.desk()
    const first = await search.page({}, { limit: 3 })
    await record.waiting()
    const second = await search.page({}, { limit: 3, before: first.next ?? 0 })
    const third = await search.page({}, { limit: 3, before: second.next ?? 0 })
    expect([first, second, third].map((page) => page.flows.map(({ flow }) => flow))).toEqual([
      flows.slice(0, 3),
      flows.slice(3, 6),
      flows.slice(6),
    ])
    expect(third.next).toBeUndefined()
  })

  test('a page that is just full and the last says so', async () => {
    await using record = await fresh(make)
    await record.waiting()
    await record.waiting()
    const { search } = await record.desk()
    const page = await search.page({}, { limit: 2 })
    expect(page.flows).toHaveLength(2)
    expect(page.next).toBeUndefined()
  })

  test('a count goes as far as asked, and says when there are more', async () => {
    await using record = await fresh(make)
    for (let count = 0; count < 3; count++) await record.waiting()
    const { search } = await record.desk()
    expect(await search.count({}, { atMost: 3 })).toEqual({ flows: 3, isAll: true })
    expect(await search.count({}, { atMost: 2 })).toEqual({ flows: 2, isAll: false })
  })

  test('an empty record has no page and no flow', async () => {
    await using record = await fresh(make)
    const { search } = await record.desk()
    expect(await search.page({ since: '2026-01-01T00:00:00.000Z' }, { limit: 2 })).toEqual({ flows: [] })
    expect(await search.count({ text: 'x' }, { atMost: 2 })).toEqual({ flows: 0, isAll: true })
  })
}
