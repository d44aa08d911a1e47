import { settingsDocs } from '../config/settings-docs.ts'

process.stdout.write(settingsDocs())
