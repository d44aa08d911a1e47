import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { figure } = grammar('ja')

export const session: Words['session'] = {
  refused: {
    starting:
      'このサーバーでは文字起こしを開始しているところです。聞き取りが始まったかどうかは /transcribe status で分かります。',
    live: (room, channel) =>
      `すでに ${room} を ${channel} に文字起こししています。先に /transcribe stop で終えてください。`,
    stopping: '前の文字起こしを終了しているところです。数秒後にもう一度お試しください。',
    stoppedAlready: '文字起こしはすでに終了処理中です。',
    nothing: 'このサーバーでは文字起こしをしていません。/transcribe start で始められます。',
  },
  starters: {
    room: (room) =>
      `先に ${room} に入ってください。聞き取りを開始できるのは、そのボイスチャンネルにいる人だけです。`,
    role: (role) =>
      `このサーバーで聞き取りを開始できるのは、${role} または「サーバー管理」を持つメンバーだけです。そのメンバーに開始を頼んでください。`,
    manage:
      'このサーバーで聞き取りを開始できるのは、「サーバー管理」を持つメンバーだけです。そのメンバーに開始を頼んでください。',
  },
  stoppers: {
    room: (room) =>
      `終えられるのは、開始した人、${room} にいる人、「サーバー管理」を持つメンバーだけです。聞き取られたくない場合は /transcribe privacy で伝えてください。`,
    role: (role) =>
      `終えられるのは、開始した人、${role} を持つメンバー、「サーバー管理」を持つメンバーだけです。聞き取られたくない場合は /transcribe privacy で伝えてください。`,
    manage:
      '終えられるのは、開始した人と「サーバー管理」を持つメンバーだけです。聞き取られたくない場合は /transcribe privacy で伝えてください。',
  },
  autoStart: {
    name: '自動開始',
    refused: (reason) =>
      `自動で開始できませんでした。${reason} 自動開始は /transcribe settings で変更できます。`,
  },
  autoStop: {
    empty: (seconds) => `${figure(seconds)}秒間、ボイスチャンネルに誰もいませんでした。`,
    quiet: (minutes) => `${figure(minutes)}分間、誰も話しませんでした。`,
  },
  ended: (reason) => `文字起こしが終了しました：${reason}`,
  summary: (length, turns, speakers) =>
    `${length}聞き取りました：${figure(speakers)}人、発言${figure(turns)}件。`,
  restart: '再起動しています。戻ったら、この文字起こしを続けます。',
  shutdown: '終了しようとしています。',
  back: (length, from, to) => `${from} から ${to}（UTC）まで${length}離れていました。続けます。`,
  notResumed: (since, reason) =>
    `${since}（UTC）から離れており、この文字起こしは続けません。${reason} /transcribe export で受け取れます。`,
  whyNotResumed: {
    nobody: 'ボイスチャンネルにはもう誰もいません。',
    tooLongAgo: '時間が経ちすぎました。',
    another: 'その後、別の文字起こしが始まりました。',
    wentWrong: '問題が起きました。',
  },
  engine: {
    fellBack: (reason, engine) => `${reason} 当面、話されたことは${engine}によって文字になります。`,
    returned: (reason, engine) => `${reason} 話されたことは再び${engine}によって文字になります。`,
  },
  target: {
    silent: (channel) => `${channel} が応答しません。`,
    over: 'セッションは終わりました。',
    closed: (channel, reason) =>
      `${channel} に書き込めません。${reason} 話されたことを5分間保持し、書き込めるようになり次第そこで続けます。5分を過ぎたら終了します。`,
    deleted: 'テキストチャンネルが削除されました。',
    deletedWithoutChat: 'テキストチャンネルが削除され、ボイスチャンネルのチャットには書き込めません。',
    goOnHere: 'テキストチャンネルが削除されたため、ここで続けます。',
    readersGoOnHere:
      'このボイスチャンネルが見えない人がテキストチャンネルを読めるようになったため、ここで続けます。',
    readersWithoutChat:
      'ボイスチャンネルが見えない人がテキストチャンネルを読めるようになり、ボイスチャンネルのチャットには書き込めません。',
  },
  record: {
    missing: (reason) => `今話されていることは、文字起こしの記録に残りません。${reason}`,
    failed: '保存に失敗しました。',
    slow: '保存が追いついていません。今話されていることは、文字起こしの記録に残らないかもしれません。',
  },
  events: {
    met: '初めて声が聞こえました',
    recognitionAway: '音声認識が使えません。話されたことは待機しています',
    recognitionBack: '音声認識が戻りました',
    notHeard: (length, cause) => `${length}聞き取れませんでした：${cause}`,
    nobodyHeard: (length, cause) => `誰の声も${length}聞き取れませんでした：${cause}`,
    moved: 'テキストチャンネルが削除され、別のチャンネルで続けています',
    movedForReaders:
      'ボイスチャンネルが見えない人がテキストチャンネルを読めるようになり、別のチャンネルで続けています',
    closed: 'テキストチャンネルに書き込めません',
    notTold: '誰の声を聞き取るかを、全員には知らせられませんでした',
  },
}
