import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin, type UserConfig } from 'vite';
import { CONFIG_PLACEHOLDER, configBlock, NEUTRAL_MODE } from './config-block.ts';

const supabaseUrl = process.env.VITE_SUPABASE_URL ?? '';
const publishableKey = process.env.VITE_SUPABASE_PUBLISHABLE_KEY ?? '';

/** Writes the Supabase address into the page; a neutral build leaves that to serve.ts. */
function runtimeConfig(neutral: boolean): Plugin {
  return {
    name: 'semblante-runtime-config',
    transformIndexHtml: (html) =>
      supabaseUrl && !neutral
        ? html.replace(CONFIG_PLACEHOLDER, configBlock({ supabaseUrl, publishableKey }))
        : html,
  };
}

export default defineConfig(
  ({ mode }): UserConfig => ({
    root: import.meta.dirname,
    plugins: [react(), tailwindcss(), runtimeConfig(mode === NEUTRAL_MODE)],
    server: {
      host: '127.0.0.1',
      port: Number(process.env.SEMBLANTE_STUDIO_PORT ?? 5173),
      strictPort: true,
      proxy: supabaseUrl
        ? {
            '/api/v2': {
              target: supabaseUrl,
              changeOrigin: true,
              rewrite: (path) => `/functions/v1${path}`,
            },
          }
        : {},
    },
    build: {
      target: 'es2023',
      manifest: true,
      modulePreload: { polyfill: false },
      // Below this a font or image would be inlined as data:, which the page's policy allows only for images.
      assetsInlineLimit: 0,
      // The 3D chunk: three and the scene, 300 kB after gzip, loaded only where a person is drawn.
      chunkSizeWarningLimit: 1100,
      rolldownOptions: {
        output: {
          // What every page needs as one file: cut by who imports what, 4 kB more are sent on a first visit.
          codeSplitting: {
            groups: [
              {
                name: 'base',
                test: /node_modules[\\/](react|react-dom|scheduler|react-router|i18next|react-i18next|@tanstack)[\\/]/,
              },
            ],
          },
        },
      },
    },
  }),
);
