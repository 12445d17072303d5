import { join } from 'node:path'
import { expect, test } from 'vitest'
import { largeFiles, RULES } from './architecture/rules.ts'
import { sourceTree } from './architecture/source-tree.ts'
import { ScratchProject } from './gates/gate.ts'

const ROOT = join(import.meta.dirname, '..')
const files = sourceTree(ROOT)

test.each(Object.entries(RULES))('%s', (_, rule) => {
  expect(rule(files)).toEqual([])
})

test('large files are named, and pass', () => {
  const file = (path: string, lines: number) => ({ path, text: 'line\n'.repeat(lines), imports: [] })
  expect(largeFiles([file('src/small.ts', 250), file('src/large.ts', 251)])).toEqual([
    'src/large.ts: 251 lines',
  ])
  const large = largeFiles(files)
  if (large.length > 0) process.stderr.write(`larger than a reader likes:\n  ${large.join('\n  ')}\n`)
})

type Canary = [rule: string, files: Record<string, string>, breaches: string[]]

const canaries: Canary[] = [
  [
    'every file is in a part of the house',
    { 'src/stray/thing.ts': '' },
    ['src/stray/thing.ts is in no part'],
  ],
  [
    'imports point down',
    { 'src/invoice/amount.ts': "import type { Flow } from '../record/flow.ts'\n", 'src/record/flow.ts': '' },
    ['src/invoice/amount.ts imports src/record/flow.ts, which is above it'],
  ],
  [
    'imports point down',
    { 'src/record/flow.ts': "const main = await import('../../workers/main.ts')\n" },
    ['src/record/flow.ts imports workers/main.ts, which is above it'],
  ],
  [
    'nothing of the product imports a test, a benchmark or a schema generator',
    { 'src/record/flow.ts': "import { walk } from '../../test/walk.ts'\n" },
    ['src/record/flow.ts imports test/walk.ts'],
  ],
  [
    'only workers know BullMQ and Redis',
    {
      'src/record/flow.ts': "import { Queue } from 'bullmq'\n",
      'workers/queues.ts': "import { Redis } from 'ioredis'\n",
    },
    ['src/record/flow.ts imports bullmq'],
  ],
  [
    'only settings.ts reads the environment',
    {
      'src/settings.ts': 'export const home = process.env["HOME"]\n',
      'src/record/flow.ts': 'export const home = process.env["HOME"]\n',
      'workers/main.ts': "import { env } from 'node:process'\n",
    },
    ['src/record/flow.ts reads the environment', 'workers/main.ts reads the environment'],
  ],
  [
    'no file has a name that says nothing',
    {
      'src/record/utils.ts': '',
      'src/record/date-helpers.ts': '',
      'src/record/index.ts': '',
      'src/record/flow.ts': '',
    },
    [
      'src/record/date-helpers.ts: name it by what it is',
      'src/record/index.ts: name it by what it is',
      'src/record/utils.ts: name it by what it is',
    ],
  ],
  [
    'no file only passes on what others export',
    { 'src/record/all.ts': "// all\nexport * from './a.ts'\nexport { b } from './b.ts'\n" },
    ['src/record/all.ts is a barrel'],
  ],
  [
    'there are no default exports',
    {
      'src/record/a.ts': 'export default 1\n',
      'src/record/b.ts': 'const one = 1\nexport { one as default }\n',
    },
    ['src/record/a.ts exports by default', 'src/record/b.ts exports by default'],
  ],
  [
    'a catch that ignores the error says why',
    {
      'src/record/a.ts': 'try {\n  work()\n} catch {\n  done()\n}\n',
      'src/record/b.ts': 'try {\n  work()\n} catch {\n  done() // it was not there: nothing to do\n}\n',
    },
    ['src/record/a.ts swallows an error without a reason'],
  ],
]

test.each(canaries)('the rule «%s» can fail', (rule, tree, breaches) => {
  using project = new ScratchProject(tree)
  expect(RULES[rule]?.(sourceTree(project.folder))).toEqual(breaches)
})

test('every rule has a canary', () => {
  expect(new Set(canaries.map(([rule]) => rule))).toEqual(new Set(Object.keys(RULES)))
})

test('an import that only a comment speaks of is none', () => {
  using project = new ScratchProject({
    'src/invoice/amount.ts':
      "// import { flow } from '../record/flow.ts'\nexport const url = 'http://host' // not from 'here'\n",
  })
  expect(sourceTree(project.folder)[0]?.imports).toEqual([])
})
