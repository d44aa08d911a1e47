import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { count, figure } = grammar('ja')

const names = (permissions: readonly string[]): string =>
  permissions.map((permission) => `「${permission}」`).join('と')

const people = (members: number): string => count(members, { other: '#人' })

export const places: Words['places'] = {
  offline: '今はDiscordがそのサーバーに接続していません。1分後にもう一度お試しください。',
  permissions: {
    viewChannel: 'チャンネルを見る',
    connect: '接続',
    sendMessages: 'メッセージを送信',
    sendInThreads: 'スレッドでメッセージを送信',
    createThreads: '公開スレッドの作成',
    readHistory: 'メッセージ履歴を読む',
    attachFiles: 'ファイルを添付',
    embedLinks: '埋め込みリンク',
    manageWebhooks: 'ウェブフックの管理',
  },
  needs: {
    listen: (channel, permissions) => `${channel} を聞き取るには、権限${names(permissions)}が必要です。`,
    write: (channel, permissions) => `${channel} に書き込むには、権限${names(permissions)}が必要です。`,
    openThread: (channel, permissions) =>
      `${channel} でスレッドを作るには、権限${names(permissions)}が必要です。`,
  },
  grant: 'チャンネルの設定の「権限」で、私または私のロールに与えてください。',
  room: {
    unseen: 'そのボイスチャンネルが見えません。そこで「チャンネルを見る」の権限をください。',
    stage:
      'ステージチャンネルには対応していません。聞き取れるのはボイスチャンネルだけです。ボイスチャンネルを選んでください。',
    notVoice: (channel) => `${channel} はボイスチャンネルではありません。ボイスチャンネルを選んでください。`,
    timedOut:
      '私はこのサーバーでタイムアウトされています。管理者がメンバー一覧でタイムアウトを解除できます。',
    full: (channel) =>
      `${channel} は満員です。人数制限を増やすか、そこで「メンバーを移動」の権限をください。その権限があれば満員でも入れます。`,
  },
  target: {
    unseen: 'そのテキストチャンネルが見えません。そこで「チャンネルを見る」の権限をください。',
    notSeen: (channel) => `${channel} が見えません。そこで「チャンネルを見る」の権限をください。`,
    noMessages: (channel) => `${channel} にはメッセージを送れません。テキストチャンネルを選んでください。`,
    locked: (channel) =>
      `${channel} はロックされています。ロックを解除するか、別のチャンネルを選んでください。`,
    inServersOnly: 'サーバーの中でだけ書き込みます。',
    noThreads: (channel) => `${channel} にはスレッドを作れません。テキストチャンネルを選んでください。`,
    threadFailed: (channel) => `今は ${channel} にスレッドを作れませんでした。`,
    noFiles: (channel) => `${channel} にファイルを添付できません。そこで「ファイルを添付」の権限をください。`,
    filesShutOut: (channel) => `Discordが ${channel} でファイルを受け付けませんでした。`,
  },
  without: {
    sentence: (channel, lacks) => `${channel} では次の権限なしで動作します：${lacks.join('、')}。`,
    lack: (permissions, cost) => `${names(permissions)}（${cost}）`,
    costs: {
      readHistory: '再起動後に、どの行がすでに投稿されているか確認できません',
      attachFiles: 'ファイルを投稿できません',
      embedLinks: '回答の中のリンクにプレビューが付きません',
      manageWebhooks: '行は話した人の名前ではなく、私の名前で投稿されます',
      threads: 'スレッドを作らず、チャンネルに直接書き込みます',
    },
  },
  leak: {
    homeUnseen: (thread) =>
      `${thread} のあるチャンネルが見えません。そこで「チャンネルを見る」の権限をください。`,
    refused: (room, target) =>
      `開始しません。${room} で話されたことを、${room} が見えない人が ${target} で読めてしまいます。`,
    these: (who) => `読めるのは次の人です：${who.join('；')}。`,
    privateThread:
      'プライベートスレッドに誰がいるかをDiscordは知らせないため、そのチャンネルが見える人を数えます。',
    instead: (room) =>
      `オプション「テキスト」で別の場所（${room} 自身など）を選ぶか、「サーバー管理」を持つ人に、オプション「読める人」を付けて開始してもらってください。`,
    everybody: (members) => `そこに入れるロールを持たない全員（このサーバーのメンバーは${people(members)}）`,
    both: (role, other) => `${role} と ${other} の両方を持つ人`,
    role: (role, members) => `${role}（${people(members)}）`,
    more: (others) => `ほか${figure(others)}件のロールまたはメンバー`,
  },
}
