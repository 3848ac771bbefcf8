/** The runtime configuration travels as a JSON data block, so one build serves any Supabase project. */
export interface RuntimeConfig {
  readonly supabaseUrl: string;
  readonly publishableKey: string;
}

/** Vite mode of a build for any project, whatever the environment of the one who builds says. */
export const NEUTRAL_MODE = 'neutral';

export const CONFIG_PLACEHOLDER = '<script type="application/json" id="semblante-config">{}</script>';

/** The block to put in place of CONFIG_PLACEHOLDER; `<` is escaped so that no value can end the element. */
export function configBlock(config: RuntimeConfig): string {
  const json = JSON.stringify(config).replaceAll('<', '\\u003c');
  return `<script type="application/json" id="semblante-config">${json}</script>`;
}
