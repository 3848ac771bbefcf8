/** Texts of the voices in a person's card; loaded with it, in one language. */
export const ptBR = {
  title: 'Voz',
  listen: 'Ouvir em {{language}}',
  stop: 'Parar',
  waiting: 'A voz está sendo preparada…',
  nobody: 'Esperando um agente. Assim que houver um, a voz toca.',
  signIn: 'Entre para ouvir a voz.',
  blocked: 'O navegador não deixou tocar. Aperte de novo.',
};
