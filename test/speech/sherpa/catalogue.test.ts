import { describe, expect, test } from '@jest/globals'
import { settings } from '../../../src/config/settings.ts'
import {
  CATALOGUE,
  DEFAULT_MODEL,
  KNOWN_MODELS,
  MODEL_ROLES,
  RELEASES,
  traitsOf,
} from '../../../src/speech/sherpa/catalogue.ts'

describe('the catalogue of models', () => {
  test('has the small English one first, which is fetched where none is named', () => {
    expect(CATALOGUE[0]).toMatchObject({ name: DEFAULT_MODEL, language: 'en', cased: false, hotwords: true })
    expect(DEFAULT_MODEL).toBe('zipformer-en-3.3m')
  })

  test.each(CATALOGUE)('$name can be fetched and proven, and says where it comes from', (model) => {
    expect(model.name).toMatch(/^[a-z0-9.-]+$/)
    expect(model.archive.path).toMatch(/^[a-z-]+\/[\w.-]+\.tar\.bz2$/)
    expect(model.archive.sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(model.archive.bytes).toBeGreaterThan(1_000_000)
    expect(model.licence).not.toBe('')
    expect(new Set(MODEL_ROLES.map((role) => model.files[role].name)).size).toBe(MODEL_ROLES.length)
    for (const { bytes, sha256 } of Object.values(model.files)) {
      expect(bytes === null).toBe(sha256 === null)
      if (sha256 !== null) expect(sha256).toMatch(/^[0-9a-f]{64}$/)
    }
  })

  test('has no name and no hash twice', () => {
    expect(new Set(CATALOGUE.map(({ name }) => name)).size).toBe(CATALOGUE.length)
    expect(new Set(CATALOGUE.map(({ archive }) => archive.sha256)).size).toBe(CATALOGUE.length)
  })

  test('marks as measured only what is', () => {
    expect(CATALOGUE.flatMap(({ name, oneWordWrongIn }) => (oneWordWrongIn === null ? [] : [name]))).toEqual([
      DEFAULT_MODEL,
    ])
  })

  test('lies where the setting says unless another address is set', () => {
    expect(settings.speechModelUrl.fallback).toBe(RELEASES)
  })

  test('tells what the engine has to know, of what it knows only', () => {
    for (const { name } of KNOWN_MODELS)
      expect(traitsOf(name)).toMatchObject({ hotwords: true, oneWordWrongIn: 8 })
    expect(traitsOf('fast-conformer-en')).toMatchObject({ hotwords: false, oneWordWrongIn: null })
    for (const name of [null, 'mine'])
      expect(traitsOf(name)).toEqual({ hotwords: false, oneWordWrongIn: null })
  })
})
