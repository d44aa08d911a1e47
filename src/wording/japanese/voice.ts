import type { Words } from '../words.ts'

export const voice: Words['voice'] = {
  join: {
    already: 'すでにこのサーバーのボイスチャンネルにいます。',
    refused: (channel, code) =>
      `Discordの音声サーバーに ${channel} への参加を拒否されました（コード ${code}）。後でもう一度お試しください。`,
    notLetIn: (channel) =>
      `Discordが ${channel} に入れてくれませんでした。そこで「チャンネルを見る」と「接続」の権限が私にあり、満員でないことを確認してから、もう一度お試しください。`,
    noSound: (channel) =>
      `${channel} との音声の通り道がありません。Discordの音声サーバーがUDPで応答しません。私が動作しているネットワークが、UDPの送信とその応答を許可している必要があります。`,
    noAnswer: (channel) =>
      `${channel} のDiscordの音声サーバーが応答しません。1分後にもう一度お試しください。`,
  },
  lost: {
    channelDeleted: 'ボイスチャンネルが削除されました。',
    removed: 'サーバーから外されました。',
    deafened:
      'サーバー全体でスピーカーミュートにされました。これは聞き取りの終了を意味します。スピーカーミュートを解除してから、もう一度開始してください。',
    moved: '別のボイスチャンネルに移動されました。聞き取るのは頼まれた場所だけです。',
    disconnected: 'ボイスチャンネルから切断されました。',
    ended: 'Discordとの接続が完全に終了しました。',
    offline: '今はDiscordに接続していません。1分後にもう一度お試しください。',
    notBack: 'Discordがボイスチャンネルに戻してくれません。',
    notBackByCode: (code) => `Discordの音声サーバーが戻してくれません（コード ${code}）。`,
  },
  events: {
    connectedAnew: (length) => `${length}後に再接続しました`,
    noWay: '音声が届かなくなったため、接続し直しています',
    heardAgain: (length) => `${length}聞き取れなかった人の声が、再び聞こえます`,
    givenUp: '声を聞き取れない人がいて、何をしても直りませんでした',
  },
}
