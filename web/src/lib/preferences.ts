/** Defaults for new films, kept on this device. */
import { DraftDefaults } from '../studio/core/draft.ts';
import { readStored, writeStored } from './stored.ts';

const KEY = 'semblante.defaults';

/** What was chosen before; for what never was, the contract's defaults and the interface's language. */
export function readDefaults(interfaceLanguage: string): DraftDefaults {
  let stored: unknown = {};
  try {
    stored = JSON.parse(readStored(KEY) ?? '{}');
  } catch {
    // Damaged by something else: the defaults apply.
  }
  const known = typeof stored === 'object' && stored !== null ? stored : {};
  return DraftDefaults.parse({ language: interfaceLanguage, ...known });
}

export const writeDefaults = (defaults: DraftDefaults): boolean => writeStored(KEY, JSON.stringify(defaults));
