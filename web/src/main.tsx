import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router/dom';
import { NotConfigured } from './app/not-configured.tsx';
import { createRouter } from './app/router.tsx';
import { config } from './lib/config.ts';
import { startI18n } from './lib/i18n.ts';
import { createQueryClient } from './lib/query-client.ts';
import { SessionProvider } from './lib/session.tsx';
import { ToastProvider } from './lib/ui/toasts.tsx';
import './styles.css';

const container = document.getElementById('root');
if (!container) throw new Error('index.html has no #root');

await startI18n();

createRoot(container).render(
  <StrictMode>
    {config ? (
      <QueryClientProvider client={createQueryClient()}>
        <SessionProvider>
          <ToastProvider>
            <RouterProvider router={createRouter()} />
          </ToastProvider>
        </SessionProvider>
      </QueryClientProvider>
    ) : (
      <NotConfigured />
    )}
  </StrictMode>,
);
