import { CHROMIUM } from '../playwright.config.ts';

/** ANGLE on Mesa's llvmpipe: WebGL 2 without a GPU or a display. */
export const WITH_WEBGL = {
  ...CHROMIUM,
  args: [
    ...CHROMIUM.args.filter((flag) => flag !== '--disable-gpu'),
    '--ignore-gpu-blocklist',
    '--use-gl=angle',
    '--use-angle=gl-egl',
    '--autoplay-policy=no-user-gesture-required',
  ],
  env: { ...process.env, EGL_PLATFORM: 'surfaceless' } as Record<string, string>,
};
