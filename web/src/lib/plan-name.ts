import { useTranslation } from 'react-i18next';

/** What a plan is called: the free one in the reader's words, the others by the name they are sold under. */
export function usePlanName(plan: string): string {
  const { t } = useTranslation();
  return plan === 'free' ? t('settings.planFree') : plan.charAt(0).toUpperCase() + plan.slice(1);
}
