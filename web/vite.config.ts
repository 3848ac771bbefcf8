import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { CONFIG_PLACEHOLDER, configBlock } from './config-block.ts';

const supabaseUrl = process.env.VITE_SUPABASE_URL ?? '';
const publishableKey = process.env.VITE_SUPABASE_PUBLISHABLE_KEY ?? '';

/** Writes the Supabase address into the page; a build made without one stays neutral and serve.ts fills it in. */
function runtimeConfig(): Plugin {
  return {
    name: 'semblante-runtime-config',
    transformIndexHtml: (html) =>
      supabaseUrl ? html.replace(CONFIG_PLACEHOLDER, configBlock({ supabaseUrl, publishableKey })) : html,
  };
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwindcss(), runtimeConfig()],
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
  },
});
