import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { figure } = grammar('ja')

export const posts: Words['posts'] = {
  handout: '文字起こしです。/transcribe export で、これらのファイルをもう一度受け取れます。',
  handoutEmptied:
    '誰かが自分の言葉を消したため、ファイルを取り除きました。/transcribe export で作り直せます。',
  gap: {
    person: (name, length, cause) => `${name} さんの声が${length}聞き取れませんでした：${cause}`,
    personAt: (name, length, time, cause) =>
      `${name} さんの声が ${time} に${length}聞き取れませんでした：${cause}`,
    everybody: (length, cause) => `誰の声も${length}聞き取れませんでした：${cause}`,
    everybodyAt: (length, time, cause) => `誰の声も ${time} に${length}聞き取れませんでした：${cause}`,
  },
  missing: {
    refused: 'ここにメッセージが一つ欠けています。Discordが拒否しました。',
    unknown:
      'ここにメッセージが一つ欠けているかもしれません。Discordに表示されたかどうか確認できませんでした。',
    overflow: (lines) => `ここに${figure(lines)}行が欠けています。長い間メッセージを投稿できませんでした。`,
  },
  live: {
    head: '今話されていること：',
    more: (others) => `ほか${figure(others)}人`,
  },
  thread: '文字起こし',
  shut: {
    gone: 'テキストチャンネルが削除されました。',
    closed: 'テキストチャンネルに投稿できなくなりました。',
  },
  events: {
    noHistory:
      'Discordが応答しないとき、行が表示されたかを確認するには「メッセージ履歴を読む」の権限が必要です。',
    noWebhooks: '話している人の名前で投稿するには「ウェブフックの管理」の権限が必要です。',
    noWebhook: '話している人の名前で投稿するためのウェブフックを、このチャンネルで得られません。',
  },
}
