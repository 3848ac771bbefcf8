/** Serves the built studio until it is told to stop. */
import { ensureBuilt } from '../web/build.ts';
import { serveStudio } from '../web/serve.ts';

const { SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY, SEMBLANTE_STUDIO_PORT } = process.env;
if (!SUPABASE_URL || !SUPABASE_PUBLISHABLE_KEY) {
  console.error('SUPABASE_URL and SUPABASE_PUBLISHABLE_KEY must be set.');
  process.exit(2);
}
const studio = await serveStudio({
  port: Number(SEMBLANTE_STUDIO_PORT ?? 5173),
  supabaseUrl: SUPABASE_URL,
  publishableKey: SUPABASE_PUBLISHABLE_KEY,
  distDir: await ensureBuilt(),
});
console.log(`Studio at ${studio.url}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void studio.stop().then(() => process.exit(0)));
