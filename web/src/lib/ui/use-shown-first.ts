import { startTransition, useOptimistic } from 'react';

/**
 * Shows a choice at once; what follows from it, which may be a whole page, is drawn after that picture. For choices alone:
 * a text that lags behind its keys would lose letters.
 */
export function useShownFirst<T>(
  value: T,
  onChange: (value: T) => void,
): readonly [shown: T, choose: (value: T) => void] {
  const [shown, show] = useOptimistic(value);
  return [
    shown,
    (next) =>
      startTransition(() => {
        show(next);
        onChange(next);
      }),
  ];
}
