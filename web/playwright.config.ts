import { defineConfig } from '@playwright/test';

/** Debian's own Chromium; `--disable-gpu` and the rest keep it quiet and off the network. */
export const CHROMIUM = {
  executablePath: process.env.SEMBLANTE_CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

export default defineConfig({
  testDir: './tests',
  outputDir: './test-results',
  // One worker, one embedded stack: each test signs up a person of its own.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  // Once more where a red run costs most; bin/test names what passed only then.
  retries: process.env.CI ? 1 : 0,
  // The machine may be busy with other suites; nothing here asserts a time.
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: {
    launchOptions: CHROMIUM,
    locale: 'pt-BR',
    viewport: { width: 1280, height: 800 },
    contextOptions: { reducedMotion: 'reduce' },
    trace: 'retain-on-failure',
  },
});
