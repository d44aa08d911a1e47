import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { figure } = grammar('ja')

export const consent: Words['consent'] = {
  buttons: { agree: '同意する', optOut: '拒否する' },
  notice: {
    started: (starter, room, engine, place) =>
      `${starter} さんが ${room} の文字起こしを開始しました。そこで話されたことは、${engine}によって文字になり、${place}に投稿されます。`,
    late: (names, engine, place) =>
      `${names} が参加しました。このボイスチャンネルで話されたことは、${engine}によって文字になり、${place}に投稿されます。`,
    changed: (engine, place) =>
      `お知らせした内容が変わりました。今から、このボイスチャンネルで話されたことは、${engine}によって文字になり、${place}に投稿されます。`,
  },
  places: {
    here: 'ここ',
    elsewhere: (channel) => ` ${channel} `,
  },
  names: (names) => names.map((name) => `${name} さん`).join('、'),
  namesAndMore: (names, more) => `${names.map((name) => `${name} さん`).join('、')}、ほか${figure(more)}人`,
  terms: {
    keptForever: 'テキストは、管理者が削除するまで保存されます。',
    kept: (days) => `テキストは${figure(days)}日間保存されます。`,
    notice:
      '聞き取られたくない場合は、「拒否する」を押すか、/transcribe privacy を使ってください。あなたの声は、デコードされず、どこにも送られなくなります。',
    ask: '聞き取るのは「同意する」を押した人だけです。「拒否する」または /transcribe privacy で取り消せます。それ以外の人の声は、デコードされず、どこにも送られません。',
  },
  chatShut: (room, channel) =>
    `${room} にいる人の中に ${channel} を読めない人がいるため、${room} のチャットで知らせる必要があります。`,
  notPosted: (channel) =>
    `声を聞き取ることを ${channel} に投稿できませんでした。知らせずに誰かの声を聞き取ることはありません。`,
}
