import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { count } = grammar('ja')

export const files: Words['files'] = {
  refused: {
    tooLarge: (megabytes) => `このファイルは、文字起こしできる上限の ${megabytes} MB を超えています。`,
    tooDear: {
      day: 'このファイルの費用は、このサーバーが今日あと音声認識に使える額を超えます。',
      month: 'このファイルの費用は、このサーバーが今月あと音声認識に使える額を超えます。',
    },
    noSound: 'このメッセージには、ボイスメッセージも、音声や動画のファイルもありません。',
    underWay: 'このメッセージは処理中です。終わり次第、文字を返します。',
    busy: 'ほかのファイルを処理しています。1分後にもう一度お試しください。',
    unheard: {
      'opted-out': 'このメッセージを書いた人は文字起こしを望んでいないため、そのままにします。',
      unasked:
        'このサーバーで聞き取るのは同意した人だけで、このメッセージを書いた人はまだ同意していません。/transcribe privacy で同意できます。',
      bot: 'このメッセージはボットのもので、このサーバーではボットを聞き取りません。/transcribe settings で変更できます。',
    },
  },
  message: {
    noWords: '*言葉は聞き取れませんでした。*',
    inFile: '全文はファイルにあります。',
    gaps: '一部は聞き取れませんでした。',
    voiceMessage: 'ボイスメッセージ',
    file: 'ファイル',
    of: (what, length) => `${what}（${length}）`,
    optOut: '望まない人は：/transcribe privacy',
    unable: '今は文字起こしできませんでした：',
  },
  fetch: {
    gone: 'ファイルはもうありません。メッセージが削除されたか、Discordが取り除きました。',
    unreached: 'Discordからファイルを取得できませんでした。1分後にもう一度お試しください。',
    elsewhere: 'ファイルはDiscordからだけ取得します。これは別の場所にあります。',
    larger: 'ファイルが、Discordの示した大きさを超えています。',
  },
  media: {
    empty: 'このファイルは空です。',
    tooLong: (minutes) =>
      `このファイルは、文字起こしできる上限の${count(minutes, { other: '#分' })}を超えています。`,
    oggDamaged: 'このOggファイルは壊れています。',
    oggLaidOut: 'このOggファイルは、私には読めない構成になっています。',
    wavEmpty: 'このWAVファイルには音声がありません。',
    wavDamaged: 'このWAVファイルは壊れています。',
    noSound: 'このファイルには、読み取れる音声が見つかりません。',
    noFfmpeg:
      'ここで読めるのはWAVとOgg Opus（ボイスメッセージなど）で、この種類のファイルは読めません。私を運用している人がffmpegをインストールすれば、ほかの種類も読めます。',
  },
  progress: {
    fetching: 'ファイルを取得しています…',
    sending: (percent) => `ファイルを送信しています：${percent} %`,
    waiting: 'ファイルを文字起こししています…',
    listening: (heard) => `ファイルを聞いています：${heard}`,
    listeningOf: (heard, whole) => `ファイルを聞いています：${heard} / ${whole}`,
  },
}
