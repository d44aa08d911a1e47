import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, delimiter, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, describe, expect, test } from '@jest/globals'
import { toneLine } from '../../sandbox/cast/script.ts'
import { Sandbox } from '../../sandbox/sandbox.ts'
import { setTable } from '../../sandbox/table.ts'
import { copyOf, environmentOf, execForm, type Stage, stagesOf } from '../support/dockerfile.ts'
import { isLong } from '../support/durations.ts'
import { posted, transcribe } from '../support/transcribe.ts'
import { until } from '../support/until.ts'

const LIMIT_MS = 600_000
/** The id that the images of Node give their user `node`. */
const NODE_USER = 1000
const root = mkdtempSync(join(tmpdir(), 'hansard-image-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const say = (line: string) => process.stdout.write(`${line}\n`)

/** Carries out a stage's steps below a folder of its own, as a builder would. Debian's packages must be there already. */
function build(stage: Stage): string {
  const image = join(root, stage.name)
  const inside = (path: string) => join(image, path)
  let workdir = '/'
  for (const step of stage.steps) {
    if (step.name === 'WORKDIR') {
      workdir = step.rest
      mkdirSync(inside(workdir), { recursive: true })
    }
    if (step.name === 'COPY') {
      const { from, sources, target } = copyOf(step)
      for (const source of sources) {
        const found = from === null ? source : join(root, from, source)
        const to = inside(join(workdir, target))
        say(`COPY ${found} -> ${to}`)
        const named =
          sources.length > 1 || basename(to) !== basename(source) ? join(to, basename(source)) : to
        cpSync(found, named, { recursive: true, verbatimSymlinks: true })
      }
    }
    if (step.name === 'RUN') {
      if (/^apt-get /.test(step.rest)) {
        say(`not run, what it installs must be here: ${step.rest}`)
        execFileSync('sh', ['-c', 'command -v python3 make g++'])
        continue
      }
      const script = step.rest
        .replaceAll(/ \/data\b/g, ` ${inside('/data')}`)
        .replaceAll(/-(o|g) node\b/g, `-$1 ${NODE_USER}`)
      say(`RUN ${script}`)
      // The Node of the image's name is the one that runs this test.
      const PATH = [dirname(process.execPath), process.env['PATH']].join(delimiter)
      say(
        execFileSync('sh', ['-c', script], {
          cwd: inside(workdir),
          env: { ...process.env, PATH },
        }).toString(),
      )
    }
  }
  return image
}

/** Without root there is one user only, and nothing can be kept from it. */
const asNode = process.geteuid?.() === 0 ? { uid: NODE_USER, gid: NODE_USER } : {}

describe('the image', () => {
  const prove = isLong ? test : test.skip
  if (!isLong) say('SKIPPED: the steps of the Dockerfile, run in an empty folder (HANSARD_LONG=1 runs them)')

  prove(
    'is built by the steps of the Dockerfile, hears, posts, is healthy, and ends in order as another user',
    async () => {
      chmodSync(root, 0o755)
      const stages = stagesOf(readFileSync('deploy/Dockerfile', 'utf8'))
      const images = stages.map(build)
      const [image = '', stage] = [images.at(-1), stages.at(-1)]
      if (stage === undefined) throw new Error('no stage')
      const commandOf = (name: string) => execForm(stage.steps.find((step) => step.name === name)?.rest ?? '')
      const data = join(image, 'data')
      if (asNode.uid !== undefined) chownSync(data, asNode.uid, asNode.uid)

      const sandbox = await Sandbox.start()
      // Somebody else than this user is to read its certificate.
      chmodSync(dirname(sandbox.certificateFile), 0o755)
      const environment = {
        ...sandbox.environment,
        ...environmentOf(stage),
        DATA_DIR: data,
        HTTP_PORT: '0',
        PATH: process.env['PATH'] ?? '',
      }
      const app = join(image, 'app')
      const [program = '', ...args] = commandOf('CMD')
      const bot = spawn(program, args, { cwd: app, env: environment, ...asNode })
      const ended = once(bot, 'exit')
      const output: string[] = []
      for (const stream of [bot.stdout, bot.stderr])
        createInterface({ input: stream }).on('line', (line) => {
          output.push(line)
          say(`  ${line}`)
        })
      try {
        const logged = (event: string) =>
          until(event, () => output.some((line) => line.includes(`"event":"${event}"`)), 60_000)
        const { room, text, people } = setTable(sandbox, ['Ada'])
        const [ada] = people
        if (ada === undefined) throw new Error('nobody is there')
        await logged('ready')
        const mouth = await sandbox.enter(ada, room)
        await transcribe(ada, text, ['start'])
        await mouth.talk(toneLine({ speaker: '', atMs: 0 }, ['silver', 'otter', 'today']).packets)
        await posted(text, /silver otter today/i)

        const port = /"port":(\d+)/.exec(output.join('\n'))?.[1] ?? ''
        const [node = '', flag = '', script = ''] = commandOf('HEALTHCHECK')
        const PATH = [dirname(process.execPath), environment.PATH].join(delimiter)
        execFileSync(node, [flag, script.replace('9464', port)], { env: { PATH } })
        expect(() => execFileSync(node, [flag, script.replace('9464', '1')], { env: { PATH } })).toThrow()
        if (asNode.uid !== undefined) expect(statSync(join(data, 'hansard.sqlite')).uid).toBe(NODE_USER)

        const askedAt = performance.now()
        bot.kill('SIGTERM')
        expect(await ended).toEqual([0, null])
        expect(performance.now() - askedAt).toBeLessThan(20_000)
      } finally {
        bot.kill('SIGKILL')
        await ended
        await sandbox.close()
      }
    },
    LIMIT_MS,
  )
})
