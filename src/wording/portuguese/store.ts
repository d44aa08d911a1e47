import type { Words } from '../words.ts'

export const store: Words['store'] = {
  notAllowed:
    'Este usuário não pode usar os arquivos em DATA_DIR: dê a ele permissão para ler e escrever neles.',
  locked: 'Outro programa bloqueou o banco de dados em DATA_DIR: feche-o lá.',
  cannotWrite:
    'Não é possível escrever no banco de dados em DATA_DIR: confira as permissões da pasta e dos arquivos dela.',
  diskFailed:
    'O disco em que DATA_DIR está falhou ao ler ou escrever: confira o disco e o espaço livre dele.',
  damaged:
    'O banco de dados em DATA_DIR está danificado: coloque um backup no lugar dele ou mova-o para outro lugar para começar do zero.',
  diskFull: 'O disco em que DATA_DIR está ficou cheio: libere espaço.',
  cannotOpen: 'Não é possível abrir o banco de dados em DATA_DIR: confira se é possível escrever na pasta.',
  noDatabase:
    'hansard.sqlite em DATA_DIR não é um banco de dados: coloque um backup no lugar dele ou mova-o para outro lugar.',
  mayNotWrite: 'Este usuário não pode escrever em DATA_DIR: dê permissão a ele ou escolha outra pasta.',
  readOnlyDisk: 'DATA_DIR está em um disco que só pode ser lido: escolha outra pasta.',
  cannotMake: 'Não é possível criar DATA_DIR: escolha outra pasta.',
  belowAFile: 'DATA_DIR não é uma pasta ou está abaixo de um arquivo: escolha outra pasta.',
  isAFile: 'DATA_DIR é um arquivo e tem que ser uma pasta.',
  quotaUsed: 'A cota do disco em que DATA_DIR está acabou: libere espaço.',
  closed: 'O armazenamento está fechado.',
  unreadable: (what) => `O banco de dados em DATA_DIR contém algo ilegível (${what}).`,
  otherHansard: 'Outro Hansard já está rodando com este DATA_DIR: pare-o ou dê a este uma pasta própria.',
  newer: (found, known) =>
    `O banco de dados em DATA_DIR foi criado por um Hansard mais novo (versão ${found} das tabelas; este conhece a ${known}): instale aquele de novo.`,
}
