import type { ptBR } from './pt-br.ts';

type Words<T> = { readonly [Key in keyof T]: T[Key] extends string ? string : Words<T[Key]> };

/** The shape every language must fill. pt-BR is the original; a missing or extra key does not compile. */
export type Messages = Words<typeof ptBR>;
