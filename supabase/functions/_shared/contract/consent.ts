/**
 * What a person agrees to before their voice may be used, word for word, by version and language. This is the one place
 * of the texts: SQL keeps a copy (private.consent_statements, compared by a test) from which it writes the record, so
 * that no client can store other words than these. A text is never edited once released: a change is a new version.
 */
import { z } from 'zod';
import { Language } from './job.ts';

/** `self`: the voice is the consenter's own; `authorised`: they hold the written permission of whoever spoke. */
export const ConsentRelation = z.enum(['self', 'authorised']);
export type ConsentRelation = z.infer<typeof ConsentRelation>;

export const ConsentVersion = z.enum(['2026-11']);
export type ConsentVersion = z.infer<typeof ConsentVersion>;

/** Shown to whoever consents now; older versions stay valid for the records that name them. */
export const CURRENT_CONSENT: ConsentVersion = '2026-11';

/** `{name}` is the consenter, `{speaker}` whoever spoke (relation authorised only). */
export const CONSENT_STATEMENTS: Readonly<
  Record<ConsentVersion, Readonly<Record<Language, Readonly<Record<ConsentRelation, string>>>>>
> = {
  '2026-11': {
    'pt-BR': {
      self: 'Eu, {name}, declaro que a voz gravada é minha e autorizo que dela se faça um modelo, também por um serviço de voz contratado para isso, e que ele seja usado para gerar fala nos vídeos desta conta. Sei que posso revogar esta autorização a qualquer momento, o que impede novos vídeos com a voz, e que excluir a voz apaga as gravações e o modelo. Vídeos já prontos permanecem até serem excluídos.',
      authorised:
        'Eu, {name}, declaro que tenho autorização por escrito de {speaker}, de quem é a voz gravada, para que dela se faça um modelo, também por um serviço de voz contratado para isso, e que ele seja usado para gerar fala nos vídeos desta conta. Sei que a autorização pode ser revogada a qualquer momento, o que impede novos vídeos com a voz, e que excluir a voz apaga as gravações e o modelo. Vídeos já prontos permanecem até serem excluídos.',
    },
    'en-US': {
      self: 'I, {name}, declare that the recorded voice is mine, and I allow a model to be made of it, also by a speech service engaged for that, and to be used to generate speech in the videos of this account. I know that I can withdraw this consent at any time, which stops new videos with the voice, and that deleting the voice erases the recordings and the model. Finished videos stay until they are deleted.',
      authorised:
        'I, {name}, declare that I hold the written permission of {speaker}, whose voice was recorded, for a model to be made of it, also by a speech service engaged for that, and to be used to generate speech in the videos of this account. I know that the consent can be withdrawn at any time, which stops new videos with the voice, and that deleting the voice erases the recordings and the model. Finished videos stay until they are deleted.',
    },
    'es-ES': {
      self: 'Yo, {name}, declaro que la voz grabada es mía y autorizo que se haga de ella un modelo, también por un servicio de voz contratado para ello, y que se use para generar habla en los vídeos de esta cuenta. Sé que puedo retirar este consentimiento en cualquier momento, lo que impide nuevos vídeos con la voz, y que al eliminar la voz se borran las grabaciones y el modelo. Los vídeos ya terminados permanecen hasta que se eliminen.',
      authorised:
        'Yo, {name}, declaro que tengo la autorización por escrito de {speaker}, de quien es la voz grabada, para que se haga de ella un modelo, también por un servicio de voz contratado para ello, y se use para generar habla en los vídeos de esta cuenta. Sé que el consentimiento puede retirarse en cualquier momento, lo que impide nuevos vídeos con la voz, y que al eliminar la voz se borran las grabaciones y el modelo. Los vídeos ya terminados permanecen hasta que se eliminen.',
    },
  },
};

const personName = z.string().trim().min(3).max(200);

/** What is asked of whoever consents, field by field, as a form sends it. */
export const ConsentFields = z.strictObject({
  consent_name: personName,
  consent_relation: ConsentRelation.default('self'),
  /** Whose voice it is; asked for with relation `authorised` alone. */
  consent_speaker: personName.optional(),
  consent_statement_version: ConsentVersion,
  /** The language the statement was read in; the voice's when left out. */
  consent_language: Language.optional(),
});

/** The same, checked as a whole. The record holds the statement with the names written in. */
export const Consent = ConsentFields.refine(
  (consent) => (consent.consent_relation === 'authorised') === (consent.consent_speaker !== undefined),
  {
    path: ['consent_speaker'],
    message: 'must name whose voice it is with consent_relation authorised, and only then',
  },
);
export type Consent = z.infer<typeof Consent>;

export interface StatementParts {
  readonly version: ConsentVersion;
  readonly language: Language;
  readonly relation: ConsentRelation;
  readonly name: string;
  readonly speaker?: string | undefined;
}

/** The statement as it is shown and stored. */
export function consentStatement({ version, language, relation, name, speaker }: StatementParts): string {
  const names: Readonly<Record<string, string>> = { '{name}': name, '{speaker}': speaker ?? '' };
  return CONSENT_STATEMENTS[version][language][relation].replace(
    /\{(name|speaker)\}/g,
    (key) => names[key] ?? key,
  );
}

export const ConsentView = z.object({
  name: z.string(),
  relation: ConsentRelation,
  speaker: z.string().nullable(),
  statement_version: z.string(),
  language: Language,
  statement: z.string(),
  /** Whether the statement was also spoken and stored. */
  recorded: z.boolean(),
  given_at: z.string(),
  /** Null while the consent holds. */
  revoked_at: z.string().nullable(),
});
export type ConsentView = z.infer<typeof ConsentView>;
