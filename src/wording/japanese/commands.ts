import type { Words } from '../words.ts'

export const commands: Words['commands'] = {
  transcribe: {
    name: '文字起こし',
    description: 'ボイスチャンネルで誰が何を話したかを、その場で書き起こします',
  },
  start: {
    label: {
      name: '開始',
      description: 'ボイスチャンネルを聞き取り、誰が何を話したかをその場で書き起こします',
    },
    voice: {
      name: 'ボイス',
      description: '聞き取るボイスチャンネル（省略すると、あなたが入っているチャンネル）',
    },
    text: { name: 'テキスト', description: '書き込むチャンネル（省略すると、このチャンネル）' },
    readers: {
      name: '読める人',
      description: '読んでよい人（省略すると、ボイスチャンネルが見える人だけ）',
    },
    ofTheRoom: 'ボイスチャンネルが見える人だけ',
    everybody: 'テキストチャンネルを読める全員（「サーバー管理」が必要）',
  },
  stop: {
    label: {
      name: '停止',
      description: '聞き取りを終え、最後の行を書き込み、文字起こしをファイルで渡します',
    },
  },
  status: {
    label: {
      name: '状態',
      description: '聞き取り中かどうか、いつからか、誰の声が聞こえているか、最近の出来事を伝えます',
    },
  },
  export: {
    label: { name: '書き出し', description: 'セッションの文字起こしをファイルで受け取ります' },
    session: { name: 'セッション', description: 'どのセッションか（省略すると、見える中で最新のもの）' },
    format: { name: '形式', description: 'ファイルの形式（省略すると、すべての形式）' },
  },
  search: {
    label: {
      name: '検索',
      description: 'あなたに見えるボイスチャンネルで、過去に話されたことを探します',
    },
    words: { name: '言葉', description: '一つの発言の中の言葉（単語の先頭だけでも探せます）' },
  },
  settings: {
    label: {
      name: '設定',
      description: 'このサーバーでの動作を確認・変更します（「サーバー管理」が必要）',
    },
    setting: { name: '項目', description: 'どの設定か（省略すると、すべて）' },
    value: { name: '値', description: '新しい値（省略すると、今の値を確認してメニューから選べます）' },
    voice: { name: 'ボイス', description: '自動開始用：自動で開始するボイスチャンネル' },
    text: {
      name: 'テキスト',
      description: '自動開始用：そのとき書き込む場所（省略すると、ボイスチャンネルのチャット）',
    },
  },
  privacy: {
    label: {
      name: 'プライバシー',
      description: 'このサーバーで自分の声が聞き取られるかを確認・変更します',
    },
  },
  forget: {
    label: {
      name: '消去',
      description: 'このサーバーであなたが話したことを、保存分と投稿からすべて消します',
    },
  },
  help: { label: { name: 'ヘルプ', description: '始め方を4行で説明します' } },
  message: '文字起こしする',
}
