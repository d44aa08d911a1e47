import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { count, figure } = grammar('ja')

export const status: Words['status'] = {
  head: {
    listening: (room, engine, when) =>
      `${room} を**聞き取り中**です。音声認識エンジン：${engine}、接続：${when}。`,
    rejoining: (room, when) =>
      `**今は聞き取っていません。**${room} との接続が${when}に切れました。再接続しています。`,
    suspended: (room, when) => `**再起動しています**（${when}）。戻ったら ${room} の聞き取りを続けます。`,
    stopped: (room, when, length) => `**終了しました**（${when}）。${room} を${length}聞き取りました。`,
  },
  target: (channel) => `テキストは ${channel} に書き込まれます。`,
  toldBy: (engines) => `ここまでのテキストの認識：${engines.join('、')}。`,
  spent: (sums) => `このサーバーの支出：${sums.join('、')}。`,
  day: (spent, cap) => `今日 ${spent} / ${cap}`,
  month: (spent, cap) => `今月 ${spent} / ${cap}`,
  trouble: (sentence) => `**音声認識：**${sentence}`,
  warning: (sentence) => `**注意：**${sentence}`,
  unnamed: (voices) =>
    count(voices, {
      other: 'ほかに#人の声が聞こえますが、誰の声かをDiscordがまだ示していません。',
    }),
  nobody: 'まだ誰も話していません。',
  more: (people) => `… ほか${figure(people)}人`,
  states: {
    heard: '聞き取り中',
    heardWithin: (delay) => `聞き取り中。テキストは${delay}以内に表示されます`,
    silent: (when) => `無言。最後に声が聞こえたのは${when}`,
    encrypted: (since) =>
      `${since}から理解できません。音声がエンドツーエンドで暗号化されていて、鍵がありません`,
    behind: (since, delay) => `聞き取り中。ただし${since}から音声認識が${delay}遅れています`,
    unasked: '聞き取りに同意していません。聞き取っていません',
    untold: '聞き取っていません。本人が読める場所で知らせることができません',
    optedOut: '聞き取りを拒否しています。聞き取っていません',
    lost: (since) => `${since}から聞こえません。Discordでは話しているように見えます`,
  },
  longDelay: '5分以上',
}
