import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { count, figure } = grammar('ja')

const messages = (n: number): string => count(n, { other: 'メッセージ#件' })

export const answers: Words['answers'] = {
  help: {
    greeting: 'こんにちは！ボイスチャンネルで誰が何を話したかを、その場で書き起こします。',
    begin:
      '**始める：**ボイスチャンネルに入り、文字を表示したいテキストチャンネルで /transcribe start を使ってください。',
    heard:
      '**聞き取られる人：**ボイスチャンネルの全員に知らせます。聞き取られたくない人は /transcribe privacy で伝えてください。',
    end: '**終える：**/transcribe stop で文字起こしがファイルになります。/transcribe export と /transcribe search で後から探せ、/transcribe status で様子が分かります。',
    settings:
      '**設定：**「サーバー管理」を持つメンバーは /transcribe settings でエンジン、言語、同意、費用を変更できます。',
  },
  general: {
    elsewhere: '私がメンバーになっているサーバーで使ってください。',
    unknownCommand: 'このコマンドはもうありません。1分ほどで、今のコマンドがDiscordに表示されます。',
    unknownButton: 'このボタンは以前のものです。もう一度コマンドを使ってください。',
    shuttingDown: '終了処理中です。1分後にもう一度お試しください。',
    wentWrong: 'こちらで問題が起きました。私を運用している人が、ログで原因を確認できます。',
    filesShutOut:
      'Discordがファイルを受け付けませんでした。1分後にもう一度試すか、形式を一つだけ指定してください。',
  },
  start: {
    noRoom: '先にボイスチャンネルに入るか、オプション「ボイス」で指定してください。',
    stage: 'ステージチャンネルは聞き取れません。聞き取れるのはボイスチャンネルだけです。',
    notARoom: 'それはボイスチャンネルではありません。',
    unseen: 'あなたのために聞き取れるのは、あなたに見えるボイスチャンネルだけです。',
    readersNotYours:
      'テキストチャンネルを読める全員に読ませると決められるのは、サーバー管理の権限を持つメンバーだけです。そのメンバーに開始を頼むか、オプション「読める人」を省いてください。',
    listening: (room, engine, channel) =>
      `${room} を聞き取り、${channel} に書き込みます。使用するエンジン：${engine}。終えるには /transcribe stop を使ってください。`,
  },
  stop: {
    stoppedBy: (name) => `${name} さんが文字起こしを終了しました。`,
    stopped: '終了しました。',
    filesAgain: '/transcribe export で、これらのファイルをもう一度受け取れます。',
    unreadable: '今は文字起こしを読み出せません：',
  },
  status: {
    nothing: 'このサーバーでは文字起こしをしていません。/transcribe start で始められます。',
    starting: 'このサーバーでは文字起こしを開始しているところです。',
  },
  export: {
    none: 'あなたに見えるボイスチャンネルの文字起こしは、ここにはありません。',
    notThis: 'あなたに渡せるその文字起こしはありません。入力中に表示される候補から選んでください。',
    here: (room, begun) => `**${room}** の文字起こしです（開始：${begun}）。`,
    soFar: 'まだ終わっていません。これは今までの記録です。',
  },
  search: {
    place: (time) => `（セッション開始から ${time}）`,
    nothing: (words) => `あなたに見えるボイスチャンネルでは「${words}」は見つかりませんでした。`,
  },
  settings: {
    notYours: '設定を変えられるのは「サーバー管理」を持つメンバーだけです。そのメンバーに頼んでください。',
    noSetting: 'オプション「項目」で、どの設定かも指定してください。',
    notARoom: 'オプション「ボイス」でボイスチャンネルを選んでください。ほかのチャンネルは聞き取れません。',
    unseen: 'あなた自身に見えるボイスチャンネルを選んでください。',
    byOptions: '自動開始のチャンネルは、このコマンドのオプション「ボイス」と「テキスト」で指定します。',
    onlyAutoStart: 'オプション「ボイス」と「テキスト」は、自動開始の設定用です。',
  },
  privacy: {
    standings: {
      heard:
        'このサーバーのボイスチャンネルを文字起こしするとき、そこでの**あなたの声は聞き取られ**、話したことは文字になります。',
      'opted-out':
        '**あなたは聞き取りを拒否しています。**このサーバーであなたが話したことは、デコードされず、どこにも送られず、書き留められません。',
      unasked:
        'このサーバーで**あなたの声は聞き取られません**。聞き取るのは同意した人だけで、あなたはまだ同意していません。あなたが話したことは、デコードされず、どこにも送られません。',
      bot: 'このサーバーでは**ボットの声は聞き取られません**。',
    },
    decided: {
      'opted-out':
        '**聞き取りを拒否しました。**この瞬間から、このサーバーであなたが話すことは、デコードされず、どこにも送られず、書き留められません。',
      agreed:
        '**聞き取りに同意しました。**文字起こしするボイスチャンネルであなたが話すことは、文字になります。',
    },
    atAnyTime: 'いつでも変更できます。',
    before: 'これまでに書き留められたものは残ります。/transcribe forget で消せます。',
    notAChoice: 'このボタンはもう使えません。/transcribe privacy を使ってください。',
  },
  forget: {
    question:
      '**このサーバーであなたが話したことすべて**を、完全に消します。対象は、保存している分、検索、今後の書き出し、そして可能な限り、それを投稿したメッセージです。誰かがダウンロードしたファイルは、その人のもとに残ります。\nあなたの声は引き続き聞き取られます。それも終えるには /transcribe privacy を使ってください。',
    yes: '自分の言葉を消す',
    nothing: 'このサーバーであなたが話したことは、何も保存していません。',
    removed: (turns, deleted, edited) =>
      `消去しました：保存分（検索と今後の書き出しを含む）から${count(turns, { other: '発言#件' })}。${messages(deleted)}を削除し、ほかの人の言葉も含む${messages(edited)}からあなたの言葉を取り除きました。`,
    left: (left) =>
      `消去できませんでした：${messages(left)}。私にはもう削除も変更もできません。そこでメッセージを管理できる人なら可能です：`,
    more: (n) => `… ほか${figure(n)}件。`,
  },
}
