import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse, stringify } from 'yaml'
import { settings } from '../../src/config/settings.ts'
import { has } from '../support/processes.ts'

/** The most that an end takes: DRAIN_SECONDS and a second for each further step. */
const GRACE_SECONDS = 20
const names = new Set<string>(Object.values(settings).map(({ name }) => name))

describe('the compose file', () => {
  const { services, volumes } = parse(readFileSync('deploy/compose.yaml', 'utf8'))
  const { bot } = services

  test('lets the bot end in order', () => {
    expect(bot.stop_grace_period).toBe(`${GRACE_SECONDS}s`)
    expect(bot.restart).toBe('unless-stopped')
  })

  test('keeps what is kept in a volume, and lets nothing else be written', () => {
    expect(bot.environment.DATA_DIR).toBe('/data')
    expect(bot.volumes).toEqual(['data:/data'])
    expect(volumes).toEqual({ data: null })
    expect(bot.read_only).toBe(true)
    expect(bot.tmpfs).toEqual([expect.stringMatching(/^\/tmp/)])
    expect(bot.cap_drop).toEqual(['ALL'])
  })

  test('sets nothing but settings that there are, and serves nobody outside', () => {
    expect(Object.keys(bot.environment).filter((name) => !names.has(name))).toEqual([])
    expect(bot.ports).toEqual(['127.0.0.1:9464:9464'])
    expect(bot.env_file).toEqual([{ path: '../.env', required: true }])
    expect(JSON.stringify(bot)).not.toMatch(/TOKEN|API_KEY/)
  })

  test('builds the Dockerfile that is there, and looks at /healthz as that does', () => {
    expect(bot.build).toEqual({ context: '..', dockerfile: 'deploy/Dockerfile' })
    const [, , , script] = bot.healthcheck.test
    expect(readFileSync('deploy/Dockerfile', 'utf8')).toContain(script)
  })
})

describe('the alert rules', () => {
  const isThere = has('promtool')
  if (!isThere) process.stdout.write('SKIPPED: promtool check rules, which is not on this machine\n')
  const check = isThere ? test : test.skip

  check('are rules that Prometheus takes', () => {
    const said = execFileSync('promtool', ['check', 'rules', 'deploy/prometheus/alerts.yaml']).toString()
    expect(said).toMatch(/SUCCESS: \d+ rules found/)
  })

  check('fire when they should, and not before', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hansard-rules-'))
    try {
      const file = join(folder, 'rules.yaml')
      writeFileSync(file, stringify(ruleTests(resolve('deploy/prometheus/alerts.yaml'))))
      expect(execFileSync('promtool', ['test', 'rules', file]).toString()).toContain('SUCCESS')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

/** As promtool wants them (prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules). */
function ruleTests(rules: string) {
  const well = {
    'up{job="hansard"}': '1x30',
    'hansard_ready{job="hansard"}': '1x30',
    'hansard_deaf_speakers{job="hansard"}': '0x30',
    'hansard_engine_refused{job="hansard",engine="assemblyai"}': '0x30',
    'hansard_caps_reached{job="hansard",scope="total"}': '0x30',
    'hansard_posts_waiting{job="hansard"}': '2x30',
    'hansard_store_errors_total{job="hansard",trouble="full"}': '0x30',
    'hansard_speech_losses_total{job="hansard",reason="closed-3007"}': '0x30',
    'nodejs_eventloop_lag_p99_seconds{job="hansard"}': '0.02x30',
  }
  const ill: readonly (readonly [alert: string, series: keyof typeof well, values: string])[] = [
    ['HansardNoMetrics', 'up{job="hansard"}', '0x30'],
    ['HansardNotReady', 'hansard_ready{job="hansard"}', '0x30'],
    ['HansardDeafSpeakers', 'hansard_deaf_speakers{job="hansard"}', '2x30'],
    ['HansardKeyRefused', 'hansard_engine_refused{job="hansard",engine="assemblyai"}', '1x30'],
    ['HansardCapReached', 'hansard_caps_reached{job="hansard",scope="total"}', '1x30'],
    ['HansardPostsWait', 'hansard_posts_waiting{job="hansard"}', '80x30'],
    ['HansardStoreErrors', 'hansard_store_errors_total{job="hansard",trouble="full"}', '0+1x30'],
    ['HansardSentTooFast', 'hansard_speech_losses_total{job="hansard",reason="closed-3007"}', '0+1x30'],
    ['HansardEventLoopSlow', 'nodejs_eventloop_lag_p99_seconds{job="hansard"}', '0.4x30'],
  ]
  /** `count(ALERTS)` says how many fire, whatever their labels and words are. */
  const firing = (alert: string, count: number) => ({
    expr: `count(ALERTS{alertname="${alert}",alertstate="firing"}) or vector(0)`,
    eval_time: '15m',
    exp_samples: [{ value: count }],
  })
  const series = (values: Readonly<Record<string, string>>) =>
    Object.entries(values).map(([name, value]) => ({ series: name, values: value }))
  return {
    rule_files: [rules],
    evaluation_interval: '1m',
    tests: [
      {
        interval: '1m',
        input_series: series(well),
        promql_expr_test: ill.map(([alert]) => firing(alert, 0)),
      },
      ...ill.map(([alert, name, values]) => ({
        interval: '1m',
        input_series: series({ ...well, [name]: values }),
        promql_expr_test: [firing(alert, 1)],
      })),
    ],
  }
}

describe('the systemd unit', () => {
  const unit = readFileSync('deploy/hansard.service', 'utf8')
  const value = (key: string) => new RegExp(`^${key}=(.*)$`, 'm').exec(unit)?.[1]

  test('ends the bot in order, starts it again after a failure, and gives it a folder', () => {
    expect(value('TimeoutStopSec')).toBe(String(GRACE_SECONDS))
    expect(value('Restart')).toBe('on-failure')
    expect(value('KillSignal')).toBe('SIGTERM')
    expect(value('StateDirectory')).toBe('hansard')
    expect(unit).toContain('Environment=DATA_DIR=/var/lib/hansard')
    expect(value('EnvironmentFile')).toBe('/etc/hansard.env')
  })

  test('starts it as npm start does', () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync('package.json', 'utf8'))
    expect(`exec ${value('ExecStart')?.replace('/opt/hansard/node_modules/.bin/', '')}`).toBe(
      scripts['start'],
    )
  })

  const isThere = has('systemd-analyze')
  if (!isThere) process.stdout.write('SKIPPED: systemd-analyze verify, which is not on this machine\n')
  const verify = isThere ? test : test.skip
  verify('is one that systemd takes, and leaves the bot little to do harm with', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hansard-unit-'))
    try {
      // Where the bot lies here: systemd looks whether the program is there.
      const file = join(folder, 'hansard.service')
      writeFileSync(file, unit.replaceAll('/opt/hansard', resolve('.')))
      const said = execFileSync('sh', ['-c', `systemd-analyze verify --man=no '${file}' 2>&1`]).toString()
      // It also reads the machine's own units, which are not ours to judge.
      expect(said.split('\n').filter((line) => line.includes('hansard.service'))).toEqual([])
      const exposure = execFileSync('systemd-analyze', [
        'security',
        '--offline=yes',
        '--no-pager',
        file,
      ]).toString()
      const level = Number(/Overall exposure level for hansard\.service: ([\d.]+)/.exec(exposure)?.[1])
      expect(level).toBeLessThan(2.5)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
