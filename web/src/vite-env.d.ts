/// <reference types="vite/client" />
import type { Messages } from './lib/locales/messages.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: Messages };
  }
}
