import type { Words } from '../words.ts'

export const panel: Words['settings']['panel'] = {
  head: (mark) =>
    `**このサーバーの設定**。${mark} の付いたものはここで選ばれたもの、ほかは私を運用している人によるものです。`,
  line: (title, value) => `${title}：${value}`,
  current: (title, value, by) => `**${title}**：${value}（${by}）`,
  byHost: '私を運用している人の設定のまま',
  here: 'このサーバーで選択',
  choiceByHost: (value, by) => `${value}（${by}）`,
  howTo: (typed) =>
    `下から選ぶか、このコマンドのオプション「値」を使ってください。入力できるもの：${typed}。`,
  chooseSetting: '設定を選ぶ',
  chooseValue: '値を選ぶ',
  changed: (title, value) => `${title}を次のように変更しました：${value}。`,
  atOnce: '今から有効です。',
  next: '次のセッションから有効です。',
  nextButRunning: '進行中のセッションは開始時のまま続きます。次のセッションから有効です。',
  remarks: {
    noLanguages: (model) => `モデル ${model} は言語を指定できません。このモデルでは言語の選択は効きません。`,
    notUsed: 'これはエンジン assemblyai 用ですが、このサーバーでは使われていません。',
    noMoney: '上限が0のときは、費用のかかるエンジンは使われません。',
  },
}
