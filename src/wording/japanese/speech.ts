import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { figure } = grammar('ja')

const tail = (said: string): string => (said === '' ? '。' : `：${said}`)

export const speech: Words['speech'] = {
  descriptions: {
    assemblyai: 'AssemblyAI（音声は同社のサーバーに送られます）',
    sherpa: (wrongIn) =>
      `小型のローカルモデル（音声はこのコンピューターの外に出ません。およそ${wrongIn}語に1語は誤りです）`,
    sherpaUnmeasured: 'ローカルモデル（音声はこのコンピューターの外に出ません）',
  },
  labels: {
    local: (name, model) => `${name}（ローカルモデル ${model}）`,
    unknown: (name) => `${name}（誤りの割合が測られていないローカルモデル）`,
    small: (name, wrongIn) => `${name}（小型のローカルモデル、およそ${wrongIn}語に1語は誤り）`,
  },
  chain: {
    cannot: '今は文字起こしできません。',
    barred: (engine) =>
      `${engine} が引き継げますが、音声がこのコンピューターの外に出ます。設定 FALLBACK_TO_CLOUD で許可できます。`,
    away: (engine, seconds) => `${engine} が${figure(seconds)}秒間応答していません。`,
    tookOver: (engine) => `${engine} が引き継ぎました。`,
    isBack: (engine) => `${engine} が戻りました。`,
  },
  assemblyai: {
    setting: (said) => `AssemblyAIが設定を拒否しました${tail(said)}`,
    soundRefused: (said) => `AssemblyAIが音声の送り方を受け付けませんでした${tail(said)}`,
    crowded: '今はAssemblyAIに、音声セッションをもう一つ開く空きがありません。',
    unreached: (cause) => `AssemblyAIに接続できませんでした（${cause}）。`,
    sessionRefused: (code, said) => `AssemblyAIがセッションを拒否しました（コード ${code}）${tail(said)}`,
    sessionEnded: (code, said) => `AssemblyAIが音声セッションを終了しました（コード ${code}）${tail(said)}`,
    account: (said) => `AssemblyAIがアカウントを拒否しました${tail(said)}`,
    key: 'AssemblyAIがキーを拒否しました。ASSEMBLYAI_API_KEY を確認してください。',
    keyBecause: (said) => `AssemblyAIがキーを拒否しました：${said} ASSEMBLYAI_API_KEY を確認してください。`,
    keyByHttp: (status) =>
      `AssemblyAIがHTTP ${status} でキーを拒否しました。ASSEMBLYAI_API_KEY と ASSEMBLYAI_STREAMING_URL を確認してください。`,
    noService: (status) =>
      `設定されたアドレスに音声サービスがありません。HTTP ${status} が返りました。ASSEMBLYAI_STREAMING_URL を確認してください。`,
    http: (status) => `AssemblyAIがHTTP ${status} で応答しました。`,
    noKey: 'ASSEMBLYAI_API_KEY に、キーには使われない文字が含まれています。',
    address: 'ASSEMBLYAI_STREAMING_URL は wss:// または ws:// とホストで、パスなしでなければなりません。',
    closed: '音声認識エンジンは閉じられています。',
    testEnded: 'AssemblyAIが、始まる前にテストセッションを終了しました。',
    lowered: (perMinute) =>
      `今はAssemblyAIが1分間に${figure(perMinute)}個の音声セッションしか開かせません。最初の言葉が遅れることがあります。`,
    openings: (lately, perMinute) =>
      `この1分間に開いた音声セッション：${figure(lately)} / ${figure(perMinute)}。最初の言葉が遅れます。`,
    inUse: (open, most) =>
      `使用中の音声セッション：${figure(open)} / ${figure(most)}。次に話す人は空きを待ちます。`,
  },
  files: {
    keyByHttp: (status) =>
      `AssemblyAIがHTTP ${status} でキーを拒否しました。ASSEMBLYAI_API_KEY と ASSEMBLYAI_API_URL を確認してください。`,
    noService: (status) =>
      `設定されたアドレスにAssemblyAIのファイル用サービスがありません。HTTP ${status} が返りました。ASSEMBLYAI_API_URL を確認してください。`,
    noMore: '今はAssemblyAIがこれ以上ファイルを受け付けません（HTTP 429）。',
    refused: (status, said) => `AssemblyAIがファイルまたは設定を拒否しました（HTTP ${status}）${tail(said)}`,
    failed: (said) => `AssemblyAIがファイルを文字起こしできませんでした${tail(said)}`,
    tooLarge: 'ファイルがAssemblyAIの受け付ける大きさを超えています。',
    tooSlow: (seconds) => `AssemblyAIが${figure(seconds)}秒以内に応答しませんでした。`,
    unfinished: (seconds) => `AssemblyAIが${figure(seconds)}秒以内にファイルを処理し終えませんでした。`,
    notUnderstood: (what) => `AssemblyAIの応答を理解できませんでした（${what}）。`,
  },
  sherpa: {
    none: (howTo) => `ローカルの音声モデルがありません。${howTo}。`,
    unreadable: (howTo) => `ローカルの音声モデルのフォルダーを読めません。${howTo}。`,
    incomplete: (missing, howTo) =>
      `ローカルの音声モデルが揃っていません（${missing} がありません）。${howTo}。`,
    howTo:
      '「npm run model」で取得するか、ストリーミングzipformerの encoder、decoder、joiner、tokens.txt があるフォルダーを SPEECH_MODEL_DIR に設定してください',
    fileUnreadable: (file) => `ローカルの音声モデルのファイル ${file} を読めません。`,
    fileDamaged: (file) =>
      `ローカルの音声モデルのファイル ${file} が壊れているか、公開されたものではありません。もう一度取得してください。`,
    hanging: 'ローカルの音声認識が繰り返し固まっています。',
    slowLoad: 'ローカルの音声モデルが30秒以内に読み込まれませんでした。',
    noAddon:
      'ローカルの音声認識はこのコンピューターでは動作しません。パッケージ sherpa-onnx-node に対応するプログラムがありません。',
    notStarted: 'このコンピューターには、ローカルの音声認識のプロセスのための空きがありません。',
    noVad: 'SPEECH_VAD_MODEL が指すファイルを読めません。',
    otherVad: (name) =>
      `SPEECH_VAD_MODEL が指すファイルは、snakers4/silero-vad が公開した ${name} ではありません。ここで動作するのはそれだけです。`,
    crashing: 'ローカルの音声認識が繰り返し異常終了しています。',
    closed: 'ローカルの音声認識は終了しました。',
    unloadable:
      'ローカルの音声モデルを読み込めませんでした。「npm run model」でもう一度取得するか、SPEECH_MODEL_DIR に別のモデルを設定してください。',
    killed:
      'モデルの読み込み中に、ローカルの音声認識のプロセスが強制終了されました。このコンピューターのメモリーが足りない可能性があります。',
    notLookedUp: 'ローカルの音声モデルを確認できませんでした。',
  },
}
