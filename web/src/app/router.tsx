import { createBrowserRouter, redirect } from 'react-router';
import { loadMessages } from '../lib/i18n.ts';
import { NotFoundPage } from './not-found.tsx';
import { RequireSession } from './require-session.tsx';
import { RouteError } from './route-error.tsx';
import { PagePending, Shell } from './shell.tsx';

/** Every page is its own chunk. Gallery, studio and settings need no account; the rest is somebody's own. */
export function createRouter() {
  return createBrowserRouter([
    // For whoever was sent a link: no account, and nothing of the studio around it.
    {
      path: 's/:token',
      errorElement: <RouteError />,
      HydrateFallback: PagePending,
      lazy: async () => ({ Component: (await import('../features/share/share-page.tsx')).SharePage }),
    },
    {
      element: <Shell />,
      errorElement: <RouteError />,
      HydrateFallback: PagePending,
      children: [
        {
          errorElement: <RouteError />,
          children: [
            { index: true, loader: () => redirect('/avatars/gallery') },
            { path: 'avatars', loader: () => redirect('/avatars/gallery') },
            {
              path: 'avatars/gallery',
              lazy: async () => ({
                Component: (await import('../features/gallery/gallery-page.tsx')).GalleryPage,
              }),
            },
            {
              path: 'avatars/studio',
              lazy: async () => ({
                Component: (await import('../features/studio/studio-page.tsx')).StudioPage,
              }),
            },
            {
              path: 'avatars/settings',
              lazy: async () => {
                const page = import('../features/settings/settings-page.tsx');
                await loadMessages('integrations', 'voices');
                return { Component: (await page).SettingsPage };
              },
            },
            {
              path: 'sign-in',
              lazy: async () => ({
                Component: (await import('../features/account/sign-in-page.tsx')).SignInPage,
              }),
            },
            {
              path: 'sign-up',
              lazy: async () => ({
                Component: (await import('../features/account/sign-up-page.tsx')).SignUpPage,
              }),
            },
            {
              path: 'recover',
              lazy: async () => ({
                Component: (await import('../features/account/recover-page.tsx')).RecoverPage,
              }),
            },
            {
              path: 'reset-password',
              lazy: async () => ({
                Component: (await import('../features/account/reset-password-page.tsx')).ResetPasswordPage,
              }),
            },
            {
              element: <RequireSession />,
              children: [
                {
                  path: 'avatars/render',
                  lazy: async () => ({
                    Component: (await import('../features/render/render-page.tsx')).RenderPage,
                  }),
                },
                {
                  path: 'avatars/render/:jobId',
                  lazy: async () => ({
                    Component: (await import('../features/render/job-page.tsx')).JobPage,
                  }),
                },
                {
                  path: 'avatars/voice-cloning',
                  lazy: async () => {
                    const page = import('../features/voice-cloning/voice-cloning-page.tsx');
                    await loadMessages('voices');
                    return { Component: (await page).VoiceCloningPage };
                  },
                },
                {
                  path: 'avatars/history',
                  lazy: async () => ({
                    Component: (await import('../features/history/history-page.tsx')).HistoryPage,
                  }),
                },
              ],
            },
            { path: '*', Component: NotFoundPage },
          ],
        },
      ],
    },
  ]);
}
