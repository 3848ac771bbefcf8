/**
 * The studio under its own content policy: every page works without a violation (each test here fails on one, see
 * world.ts), the policy does stop what it is there for, and what people write is shown as text wherever it stands.
 */
import { expect, signUp, test } from './world.ts';

const HOSTILE = `<img src=x onerror="window.__pwned=1"><script>window.__pwned=1</script>{{7*7}}`;

interface Pwned {
  readonly __pwned?: number;
}

test('every page answers with the headers, signed in and out', async ({ page, person, world }) => {
  await signUp(page, person);
  for (const path of [
    ...[
      '/',
      '/avatars/gallery',
      '/avatars/studio',
      '/avatars/render',
      '/avatars/settings',
      '/avatars/voice-cloning',
    ],
    ...[
      '/avatars/history',
      '/sign-in',
      '/recover',
      '/reset-password',
      '/s/nobody',
      '/nothing-here',
      '/api-docs',
    ],
  ]) {
    const answer = await page.goto(path);
    const headers = answer?.headers() ?? {};
    expect(headers['content-security-policy'], path).toContain("script-src 'self' 'wasm-unsafe-eval'");
    expect(headers['content-security-policy'], path).toContain("frame-ancestors 'none'");
    expect(headers['x-content-type-options'], path).toBe('nosniff');
    expect(headers['cross-origin-opener-policy'], path).toBe('same-origin');
    expect(headers['x-frame-options'], path).toBe('DENY');
    await page.waitForLoadState('networkidle');
  }
  const api = await fetch(`${world.studio.url}/api/v2/health`);
  expect(api.headers.get('content-security-policy')).toContain("default-src 'none'");
});

test('a script in a name, a title or a text stays text', async ({ page, person, world }) => {
  // The fixture's own address: what is left in its queue is cancelled afterwards.
  await signUp(page, { ...person, name: HOSTILE });
  await page.goto('/avatars/studio?avatar=br_corporate_ana');
  await page.getByLabel('Título').fill(HOSTILE);
  await page.getByLabel('O que será dito').fill('Bom dia & {boa} \\N tarde --> agora.');
  await page.getByRole('button', { name: 'Renderizar', exact: true }).click();
  await page.waitForURL(/\/avatars\/render\/[0-9a-f-]{36}$/);
  await expect(page.getByText(HOSTILE).first()).toBeVisible();
  for (const path of ['/avatars/render', '/avatars/history', '/avatars/settings']) {
    await page.goto(path);
    await page.waitForLoadState('networkidle');
    expect(await page.evaluate(() => (window as Pwned).__pwned)).toBeUndefined();
    expect(await page.locator('img[onerror]').count()).toBe(0);
  }
  expect(world.stack.url).toBeTruthy();
});

test('the policy stops inline scripts, eval, foreign requests and framing', async ({ browser, world }) => {
  // A page of its own: here violations are what is wanted.
  const page = await browser.newPage();
  try {
    await page.goto(`${world.studio.url}/avatars/gallery`);
    const stopped = await page.evaluate(async () => {
      const seen: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective));
      const inline = document.createElement('script');
      inline.textContent = 'window.__pwned = 1';
      document.body.append(inline);
      // Text as code; what the test itself evaluates is exempt, so a timer does it.
      Reflect.apply(setTimeout, window, ['window.__pwned = 2', 0]);
      const fetched = await fetch('https://example.com/').then(
        () => 'sent',
        () => 'stopped',
      );
      const picture = new Image();
      picture.src = 'https://example.com/pixel.png';
      await new Promise((done) => {
        picture.onerror = done;
        picture.onload = done;
      });
      return { seen, fetched, pwned: (window as Pwned).__pwned ?? null };
    });
    expect(stopped).toMatchObject({ fetched: 'stopped', pwned: null });
    expect(new Set(stopped.seen)).toEqual(
      new Set(['script-src-elem', 'script-src', 'connect-src', 'img-src']),
    );
  } finally {
    await page.close();
  }
});
