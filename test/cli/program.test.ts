import { describe, expect, test } from '@jest/globals'
import { callTool } from '../support/tool-call.ts'

const TOOLS = ['doctor', 'file', 'microphone', 'sessions', 'export', 'demo', 'sandbox']

describe('the help', () => {
  test('names every tool in a line, the exit codes, and ends well', async () => {
    const { code, out, errors } = await callTool(['--help'])
    expect(code).toBe(0)
    expect(errors).toBe('')
    expect(out).toMatch(/^Usage: npm run cli -- \[options\] \[command\]$/m)
    for (const tool of TOOLS) expect(out).toMatch(new RegExp(`^  ${tool}\\b.* {2}[A-Z].*$`, 'm'))
    expect(out).toMatch(/^Exit codes: 0 .*, 1 .*, 2 .*, 130 .*$/m)
  })

  test.each(TOOLS)('of %s has its options and an example', async (tool) => {
    const { code, out } = await callTool(['help', tool])
    expect(code).toBe(0)
    expect(out).toMatch(new RegExp(`^Usage: npm run cli -- ${tool} `, 'm'))
    expect(out).toMatch(/^ {2}(-\w, )?--\w/m)
    expect(out).toMatch(new RegExp(`^ {2}\\$ npm run (cli -- )?${tool}\\b`, 'm'))
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(140)
  })
})

describe('a call that is wrong ends with 2, does nothing, and says why', () => {
  test.each<[called: readonly string[], why: RegExp]>([
    [[], /^Usage: npm run cli --/],
    [['fil'], /unknown command 'fil'\n\(Did you mean file\?\)/],
    [['--nonsense'], /unknown option '--nonsense'/],
    [['file'], /missing required argument 'path'/],
    [['file', 'a.wav', '--format', 'doc'], /argument 'doc' is invalid. Choose from txt, srt, vtt, json/],
    [['file', 'a.wav', '--formt', 'txt'], /unknown option '--formt'\n\(Did you mean --format\?\)/],
    [['file', 'a.wav', '--engine', 'ears'], /--engine must be assemblyai or sherpa/],
    [['file', 'a.wav', '--engine', 'sherpa', '--prerecorded'], /only assemblyai has --prerecorded/],
    [['file', 'a.wav', '--speakers'], /--speakers needs --prerecorded/],
    [['file', 'a.wav', '-f', 'txt,srt'], /several formats need --out FOLDER/],
    [['file', 'a.wav', '-f', 'txt', '-f', 'srt'], /several formats need --out FOLDER/],
    [['file', 'a.wav', 'b.wav', '-f', 'json'], /several files as json need --out FOLDER/],
    [['file', 'a/x.wav', 'b/x.mp3', '-o', 'out'], /two of the files would be written as x\.txt/],
    [['microphone', 'loud'], /too many arguments/],
    [['microphone', '--engine', 'ears'], /--engine must be assemblyai or sherpa/],
    [['microphone', '--recorder', 'tape'], /--recorder must be arecord, sox, ffmpeg/],
    [['sessions', '--limit', '0'], /must be a whole number from 1/],
    [['export'], /name a session, or give --last/],
    [['export', 'abc', '--last'], /name a session, or give --last/],
    [['export', '--last', '-f', 'md,csv'], /several formats need --out FOLDER/],
    [['doctor', '--guild', 'mine'], /--guild must be an id of Discord: 15 to 20 digits/],
    [['demo', '--engine', 'ears'], /Allowed choices are assemblyai, sherpa/],
    [['demo', '--seconds', '-3'], /must be a whole number from 1/],
    [['demo', '--live'], /--live needs ASSEMBLYAI_API_KEY/],
    [['demo', '--live'], /--live needs ASSEMBLYAI_API_KEY/],
    [['model', '--lost'], /unknown option '--lost'/],
    [['sandbox', '--port', '99999'], /must be a port/],
  ])('%j', async (called, why) => {
    const { code, out, errors } = await callTool(called)
    expect(errors).toMatch(why)
    expect(out).toBe('')
    expect(code).toBe(2)
  })
})

describe('settings that are wrong', () => {
  test('end a tool that needs them with 1 and all problems at once; those of Discord may be missing', async () => {
    const { code, errors } = await callTool(['file', 'a.wav'], {
      environment: { SPEECH_ENGINE: 'assemblyai', VAD_THRESHOLD: '7', DISCORD_GUILD_ID: 'x' },
    })
    expect(errors).toBe(`The configuration has 2 problems:
  - VAD_THRESHOLD must be a number from 0 to 1
  - ASSEMBLYAI_API_KEY is missing, but SPEECH_ENGINE asks for assemblyai
`)
    expect(code).toBe(1)
  })
})
