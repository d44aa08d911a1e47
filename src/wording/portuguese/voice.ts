import type { Words } from '../words.ts'

export const voice: Words['voice'] = {
  join: {
    already: 'Já estou em um canal de voz deste servidor.',
    refused: (channel, code) =>
      `O servidor de voz do Discord me recusou em ${channel} (código ${code}). Tente de novo mais tarde.`,
    notLetIn: (channel) =>
      `O Discord não me deixou entrar em ${channel}. Confira se tenho as permissões Ver canal e Conectar lá e se o canal não está cheio, e tente de novo.`,
    noSound: (channel) =>
      `Não há caminho para o som até ${channel}: o servidor de voz do Discord não responde por UDP. A rede em que eu funciono precisa deixar o UDP sair, e as respostas dele entrarem.`,
    noAnswer: (channel) =>
      `O servidor de voz do Discord para ${channel} não responde. Tente de novo em um minuto.`,
  },
  lost: {
    channelDeleted: 'O canal de voz foi excluído.',
    removed: 'Me removeram do servidor.',
    deafened:
      'Me ensurdeceram no servidor inteiro, e isso quer dizer desligado. Desative o ensurdecimento e inicie de novo.',
    moved: 'Me moveram para outro canal de voz, e só escuto onde me pediram.',
    disconnected: 'Me desconectaram do canal de voz.',
    ended: 'A conexão com o Discord foi encerrada de vez.',
    offline: 'Estou sem conexão com o Discord neste momento. Tente de novo em um minuto.',
    notBack: 'O Discord não me deixa voltar ao canal de voz.',
    notBackByCode: (code) => `O servidor de voz do Discord não me deixa voltar (código ${code}).`,
  },
  events: {
    connectedAnew: (length) => `conexão refeita depois de ${length}`,
    noWay: 'o som não conseguia mais chegar até mim, então estou me conectando de novo',
    heardAgain: (length) => `voltei a ouvir alguém que não deu para ouvir por ${length}`,
    givenUp: 'não dá para ouvir alguém, e nada adiantou',
  },
}
