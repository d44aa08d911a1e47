import type { Words } from '../words.ts'

export const store: Words['store'] = {
  notAllowed: 'このユーザーは DATA_DIR のファイルを使えません。読み書きの権限を与えてください。',
  locked: '別のプログラムが DATA_DIR のデータベースをロックしています。そちらで閉じてください。',
  cannotWrite: 'DATA_DIR のデータベースに書き込めません。フォルダーとファイルの権限を確認してください。',
  diskFailed: 'DATA_DIR のあるディスクで読み書きに失敗しました。ディスクと空き容量を確認してください。',
  damaged:
    'DATA_DIR のデータベースが壊れています。バックアップに置き換えるか、別の場所に移して新しく始めてください。',
  diskFull: 'DATA_DIR のあるディスクがいっぱいです。空き容量を増やしてください。',
  cannotOpen: 'DATA_DIR のデータベースを開けません。フォルダーに書き込めることを確認してください。',
  noDatabase:
    'DATA_DIR の hansard.sqlite はデータベースではありません。バックアップに置き換えるか、別の場所に移してください。',
  mayNotWrite: 'このユーザーは DATA_DIR に書き込めません。権限を与えるか、別のフォルダーを選んでください。',
  readOnlyDisk: 'DATA_DIR は読み取り専用のディスクにあります。別のフォルダーを選んでください。',
  cannotMake: 'DATA_DIR を作れません。別のフォルダーを選んでください。',
  belowAFile: 'DATA_DIR がフォルダーでないか、ファイルの下にあります。別のフォルダーを選んでください。',
  isAFile: 'DATA_DIR がファイルです。フォルダーでなければなりません。',
  quotaUsed: 'DATA_DIR のあるディスクの割り当て容量を使い切りました。空き容量を増やしてください。',
  closed: '保存先は閉じられています。',
  unreadable: (what) => `DATA_DIR のデータベースに読めないものがあります（${what}）。`,
  otherHansard:
    '別のHansardがこの DATA_DIR ですでに動作しています。そちらを止めるか、こちらに専用のフォルダーを与えてください。',
  newer: (found, known) =>
    `DATA_DIR のデータベースは、より新しいHansardが作ったものです（テーブルの版 ${found}、こちらが知る版 ${known}）。その版を再びインストールしてください。`,
}
