import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { FailureCode } from '../../../supabase/functions/_shared/contract/errors.ts';
import type { ApiError } from './api-error.ts';

export interface ErrorText {
  readonly message: string;
  readonly remedy: string;
}

/** The reader's words for a refused or failed request. */
export function useErrorText(): (error: ApiError) => ErrorText {
  const { t } = useTranslation();
  return useCallback(
    ({ code }) => ({ message: t(`error.${code}.message`), remedy: t(`error.${code}.remedy`) }),
    [t],
  );
}

/** The reader's words for a job or voice that ended in failure. */
export function useFailureText(): (code: FailureCode) => ErrorText {
  const { t } = useTranslation();
  return useCallback(
    (code) => ({ message: t(`failure.${code}.message`), remedy: t(`failure.${code}.remedy`) }),
    [t],
  );
}
