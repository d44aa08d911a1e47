import type { Words } from '../words.ts'

const ENDS = '100 %になると文字起こしは終了します。'

export const spending: Words['spending'] = {
  session: {
    free: (spoken) => `${spoken}の発話の認識に、費用はかかりません。`,
    billed: (billed, spoken) => `${spoken}の発話に対する請求時間：${billed}。`,
    cost: (billed, spoken, cost) => `${spoken}の発話に対する請求時間：${billed}（${cost}）。`,
  },
  near: {
    guild: {
      day: (percent, spent, cap) =>
        `このサーバーが今日音声認識に使える額の${percent} %を使いました（${cap} のうち ${spent}）。${ENDS}`,
      month: (percent, spent, cap) =>
        `このサーバーが今月音声認識に使える額の${percent} %を使いました（${cap} のうち ${spent}）。${ENDS}`,
    },
    total: {
      day: (percent) => `このボットが全サーバーで今日音声認識に使える額の${percent} %を使いました。${ENDS}`,
      month: (percent) => `このボットが全サーバーで今月音声認識に使える額の${percent} %を使いました。${ENDS}`,
    },
  },
  reached: {
    guild: {
      day: (cap) =>
        `このサーバーが今日音声認識に使える額（${cap}）をすべて使いました。文字起こしはUTCの午前0時以降に再開できます。`,
      month: (cap) =>
        `このサーバーが今月音声認識に使える額（${cap}）をすべて使いました。文字起こしは来月1日（UTC）に再開できます。`,
    },
    total: {
      day: 'このボットが全サーバーで今日音声認識に使える額をすべて使いました。文字起こしはUTCの午前0時以降に再開できます。',
      month:
        'このボットが全サーバーで今月音声認識に使える額をすべて使いました。文字起こしは来月1日（UTC）に再開できます。',
    },
  },
  barred: {
    guild: '費用のかかる音声認識は、このサーバーでは許可されていません（上限が0です）。',
    total: '費用のかかる音声認識は、このボットでは許可されていません（上限が0です）。',
  },
}
