import { KeyRound, Plus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiTokenScope, type TokenView } from '../../../../supabase/functions/_shared/contract/tokens.ts';
import { formatAgo } from '../../lib/format.ts';
import { useSession } from '../../lib/session.tsx';
import { Button } from '../../lib/ui/button.tsx';
import { SelectBox } from '../../lib/ui/choice.tsx';
import { Confirm, Modal } from '../../lib/ui/dialog.tsx';
import { Field, TextInput } from '../../lib/ui/field.tsx';
import { EmptyState, ErrorNotice, ErrorState } from '../../lib/ui/states.tsx';
import { Badge, Skeleton } from '../../lib/ui/surface.tsx';
import { useToasts } from '../../lib/ui/toasts.tsx';
import { CheckList } from './check-list.tsx';
import { SecretOnce } from './secret-once.tsx';
import { SignInHint } from './sign-in-hint.tsx';
import { useCreateToken, useRevokeToken, useTokens } from './tokens-api.ts';

const DAYS = [7, 30, 90, 180, 365] as const;
const DAY_MS = 86_400_000;

const ended = (token: TokenView): boolean =>
  token.revoked_at !== null || new Date(token.expires_at).getTime() <= Date.now();

/** @param onCreated Told the secret of a new token, for what else on the page may use it. */
export function TokensSection({ onCreated }: { readonly onCreated: (secret: string) => void }) {
  const { t } = useTranslation();
  const { status } = useSession();
  const tokens = useTokens(status === 'signed-in');
  const [creating, setCreating] = useState(false);
  if (status === 'signed-out') return <SignInHint text={t('tokens.signedOut')} />;
  if (tokens.isError && !tokens.data) {
    return <ErrorState error={tokens.error} onRetry={() => void tokens.refetch()} />;
  }
  if (!tokens.data) {
    return (
      <div role="status" aria-label={t('state.loading')}>
        <Skeleton className="h-28 w-full" />
      </div>
    );
  }
  const holding = tokens.data.filter((token) => !ended(token));
  const past = tokens.data.filter(ended);
  const create = (
    <Button onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      {t('tokens.create')}
    </Button>
  );
  return (
    <div className="flex flex-col gap-4">
      {holding.length === 0 ? (
        <EmptyState
          icon={KeyRound}
          level="h3"
          title={t('tokens.emptyTitle')}
          text={t('tokens.emptyText')}
          action={create}
        />
      ) : (
        <>
          <ul
            aria-label={t('tokens.title')}
            className="divide-y divide-line rounded-lg ring-1 ring-line ring-inset"
          >
            {holding.map((token) => (
              <TokenRow key={token.id} token={token} />
            ))}
          </ul>
          <div>{create}</div>
        </>
      )}
      {past.length > 0 && (
        <details className="text-sm">
          <summary className="cursor-pointer rounded-sm text-ink-2 hover:text-ink">
            {t('tokens.ended', { count: past.length })}
          </summary>
          <ul className="mt-2 divide-y divide-line rounded-lg ring-1 ring-line ring-inset">
            {past.map((token) => (
              <TokenRow key={token.id} token={token} />
            ))}
          </ul>
        </details>
      )}
      {creating && <CreateDialog onCreated={onCreated} onClose={() => setCreating(false)} />}
    </div>
  );
}

function TokenRow({ token }: { readonly token: TokenView }) {
  const { t, i18n } = useTranslation();
  const toasts = useToasts();
  const revoke = useRevokeToken();
  const day = (iso: string) =>
    new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium' }).format(new Date(iso));
  const used = token.last_used_at
    ? t('tokens.used', { when: formatAgo(token.last_used_at, i18n.language) })
    : t('tokens.never');
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 text-sm">
      <div className="min-w-0 grow basis-56">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium break-words">{token.name}</span>
          <code className="font-mono text-xs text-ink-3">{token.prefix}…</code>
        </p>
        <p className="mt-0.5 text-ink-3">
          {used} · {t('tokens.until', { date: day(token.expires_at) })}
        </p>
      </div>
      <ul className="flex flex-wrap gap-1.5">
        {token.scopes.map((scope) => (
          <li key={scope}>
            <Badge tone={scope === 'read' ? 'neutral' : 'brand'}>{t(`tokens.scope.${scope}`)}</Badge>
          </li>
        ))}
      </ul>
      {ended(token) ? (
        <Badge tone={token.revoked_at ? 'bad' : 'neutral'}>
          {t(token.revoked_at ? 'tokens.revoked' : 'tokens.expired')}
        </Badge>
      ) : (
        <Confirm
          trigger={
            <Button
              variant="ghost"
              size="sm"
              className="-mr-2 ml-auto"
              busy={revoke.isPending}
              aria-label={t('tokens.revokeLabel', { name: token.name })}
            >
              {t('tokens.revoke')}
            </Button>
          }
          title={t('tokens.revokeTitle', { name: token.name })}
          text={t('tokens.revokeText')}
          confirm={t('tokens.revoke')}
          keep={t('action.keep')}
          onConfirm={() =>
            revoke.mutate(token.id, {
              onSuccess: () => toasts.success(t('tokens.revokedDone')),
              onError: toasts.failure,
            })
          }
        />
      )}
    </li>
  );
}

interface CreateDialogProps {
  readonly onCreated: (secret: string) => void;
  readonly onClose: () => void;
}

/** The form, then the secret: the dialog stays until its reader has kept it. */
function CreateDialog({ onCreated, onClose }: CreateDialogProps) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly ApiTokenScope[]>(['render']);
  const [days, setDays] = useState('90');
  const [tried, setTried] = useState(false);
  const create = useCreateToken();
  const secret = create.data?.token;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() === '' || scopes.length === 0) return;
    create.mutate(
      {
        name: name.trim(),
        scopes: [...scopes],
        // A minute under the longest that is allowed: clocks differ.
        expires_at: new Date(Date.now() + Number(days) * DAY_MS - 60_000).toISOString(),
      },
      { onSuccess: ({ token }) => token && onCreated(token) },
    );
  };
  if (secret) {
    return (
      <Modal open onClose={onClose} title={t('tokens.secret')} description={create.data?.name ?? ''}>
        <SecretOnce
          secret={secret}
          label={t('tokens.secret')}
          hint={t('tokens.once')}
          copy={t('tokens.copy')}
          copied={t('tokens.copied')}
          done={t('tokens.done')}
          onDone={onClose}
        />
      </Modal>
    );
  }
  return (
    <Modal open onClose={onClose} title={t('tokens.create')}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <Field
          label={t('tokens.name')}
          hint={t('tokens.nameHint')}
          error={tried && name.trim() === '' ? t('tokens.nameMissing') : null}
        >
          {(control) => (
            <TextInput
              {...control}
              value={name}
              maxLength={100}
              placeholder={t('tokens.namePlaceholder')}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <CheckList
          legend={t('tokens.scopes')}
          value={scopes}
          options={ApiTokenScope.options.map((scope) => ({
            value: scope,
            label: t(`tokens.scope.${scope}`),
            hint: t(`tokens.scopeHint.${scope}`),
          }))}
          onChange={setScopes}
          error={tried && scopes.length === 0 ? t('tokens.scopesMissing') : null}
        />
        <Field label={t('tokens.expires')}>
          {(control) => (
            <SelectBox
              {...control}
              value={days}
              options={DAYS.map((count) => ({ value: String(count), label: t('tokens.days', { count }) }))}
              onChange={setDays}
            />
          )}
        </Field>
        {create.isError && <ErrorNotice error={create.error} />}
        <div className="flex justify-end">
          <Button type="submit" busy={create.isPending}>
            {t('tokens.create')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
