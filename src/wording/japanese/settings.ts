import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'
import { panel } from './settings-panel.ts'

const { figure } = grammar('ja')

const either = (names: readonly string[]): string => names.join('、')

export const settings: Words['settings'] = {
  wrong: (title, problem) => `「${title}」には、${problem}。`,
  unknown: 'そのような設定はありません。表示される候補から選んでください。',

  common: {
    choice: (names) => `${either(names)} のいずれか`,
    choiceWrong: (names) => `${either(names)} のいずれかを指定してください`,
    flag: 'on または off',
    flagWrong: 'on または off を指定してください',
    on: 'オン',
    off: 'オフ',
    none: 'なし',
    never: 'しない',
  },

  engine: {
    title: 'エンジン',
    help: '話した言葉を文字にするもの。複数なら、使える最初のもの。',
    typed: 'エンジン名（複数なら優先順に、コンマ区切り）',
    wrong: (engines) => `${engines} の中から指定してください（このボットにほかのエンジンはありません）`,
    shown: (engines) => engines.join('、次に '),
  },
  model: {
    title: 'モデル',
    help: 'エンジン assemblyai のモデル。',
    typed: 'モデルの名前',
  },
  language: {
    title: '言語',
    help: '予想される言語（可能性の高い順）。対応するのはProモデルだけです。',
    typed: (most) => `en、de、ja などのコードを最大${figure(most)}個、コンマ区切りで。または any`,
    wrong: (most, codes) => `any、または ${codes} のうち最大${figure(most)}個を指定してください`,
    any: 'any：モデルが判断します',
  },
  preset: {
    title: '発言の区切り',
    help: '間が空いてから行を区切るまでの早さ。',
    quick: 'quick：行が早く、短くなります',
    balanced: 'balanced：標準',
    notes: 'notes：行が遅く、長くなります',
  },
  keyTerms: {
    title: 'キーワード',
    help: '予想される名前や専門用語。一部のモデルではAssemblyAIの追加料金がかかります。',
    typed: (most, longest) =>
      `最大${figure(longest)}文字の名前や言葉を最大${figure(most)}個、コンマ区切りで。または none`,
    wrong: (most, longest) =>
      `none、または最大${figure(longest)}文字の名前や言葉を最大${figure(most)}個、コンマ区切りで指定してください`,
  },
  profanityFilter: {
    title: '不適切な言葉のフィルター',
    help: 'エンジン assemblyai がののしり言葉を伏せるかどうか。',
  },
  posting: {
    title: '投稿の方法',
    help: 'テキストチャンネルでの行の見え方。',
    personas: 'personas：話した人の名前とアイコンで（「ウェブフックの管理」が必要）',
    plain: 'plain：私のメッセージとして、各行の前に名前を付けて',
  },
  thread: {
    title: 'スレッド',
    help: 'セッションごとに専用のスレッドに投稿するかどうか。',
  },
  liveCaptions: {
    title: 'ライブ字幕',
    help: '話している間に言葉を表示するかどうか。',
  },
  wording: {
    title: '私の言語',
    help: 'チャンネルに書き込むときの言語。コマンドへの返事は、各自の言語になります。',
    auto: 'auto：このサーバーのDiscordでの言語',
  },
  consent: {
    title: '同意',
    help: '誰の声を聞き取るか。どちらの場合も全員に知らせます。',
    notice: 'notice：拒否した人を除く全員',
    ask: 'ask：同意した人だけ',
  },
  hearBots: {
    title: 'ボットの聞き取り',
    help: '音楽を流すボットなど、ほかのボットを聞き取るかどうか。',
  },
  cap: {
    day: {
      title: '支出の上限（日）',
      help: 'ここで音声認識に1日（UTC）に使える額。',
    },
    month: {
      title: '支出の上限（月）',
      help: 'ここで音声認識に1か月（暦月、UTC）に使える額。',
    },
    typed: '1.50 のような金額',
    wrong: (most) => `0 から ${most} までの金額を指定してください`,
    wrongByHost: (most) => `0 から ${most}（私を運用している人が決めた額）までの金額を指定してください`,
  },
  retention: {
    title: '保存期間',
    help: '文字起こしを、終了後何日で完全に削除するか。',
    typed: '日数（整数）',
    wrong: (most) => `1 から ${figure(most)} までの日数（整数）を指定してください`,
    wrongByHost: (most) =>
      `1 から ${figure(most)} までの日数（整数）を指定してください（私を運用している人は、それより長く保存しません）`,
    after: (days) => `${figure(days)}日後`,
    kept: '文字起こしは保存され続けます',
  },
  autoStart: {
    title: '自動開始',
    help: '2人以上のメンバーがいると、自動で開始するボイスチャンネル。',
    typed: 'off。チャンネルはこのコマンドのオプション「ボイス」と「テキスト」で選びます',
    wrong: 'off、またはオプション「ボイス」と「テキスト」によるチャンネルを指定してください',
    shown: (room, channel) => `${room}（書き込み先：${channel}）`,
  },
  stopEmpty: {
    title: '誰もいないときの停止',
    help: '全員が出たボイスチャンネルで、いつ自動で停止するか。',
    typed: (least, most) => `${figure(least)} から ${figure(most)} までの秒数（整数）、または never`,
    wrong: (least, most) =>
      `${figure(least)} から ${figure(most)} までの秒数（整数）、または never を指定してください`,
    after: (seconds) => `${figure(seconds)}秒後`,
  },
  stopQuiet: {
    title: '無言のときの停止',
    help: '誰も話さないとき、いつ自動で停止するか。',
    typed: (least, most) => `${figure(least)} から ${figure(most)} までの分数（整数）、または never`,
    wrong: (least, most) =>
      `${figure(least)} から ${figure(most)} までの分数（整数）、または never を指定してください`,
    after: (minutes) => `${figure(minutes)}分後`,
  },
  starters: {
    title: '開始できる人',
    help: '私を開始・停止できる人。「サーバー管理」を持つメンバーはいつでもできます。',
    typed: 'room、manage、または @ロール の形のロール',
    wrong: 'room、manage、または @ロール の形のロールを指定してください',
    room: 'ボイスチャンネルにいる人',
    role: (role) => `${role} を持つメンバー`,
    manage: '「サーバー管理」を持つメンバーだけ',
  },

  panel,
}
