import type { ptBR } from './pt-br.ts';
import type { ptBRIntegrations } from './pt-br-integrations.ts';
import type { ptBRVoices } from './pt-br-voices.ts';

type Words<T> = { readonly [Key in keyof T]: T[Key] extends string ? string : Words<T[Key]> };

/** The shape every language must fill. pt-BR is the original; a missing or extra key does not compile. */
export type Messages = Words<typeof ptBR & typeof ptBRIntegrations & typeof ptBRVoices>;

/** Come with the settings, the only page that shows them; so do `voices` and `lexicon` with theirs. */
export type IntegrationMessages = Words<typeof ptBRIntegrations>;

/** Come with the first page. */
export type FirstMessages = Words<typeof ptBR>;
