/** The embedded stack with the built studio in front of it, and one signed-up person per test. */
import { randomUUID } from 'node:crypto';
import { test as base, expect, type Page } from '@playwright/test';
import { createClient } from '@supabase/supabase-js';
import { startTestStack, type TestStack } from '../../local-stack/src/testing.ts';
import { ensureBuilt } from '../build.ts';
import { type Studio, serveStudio } from '../serve.ts';
import { StageHand } from './stage-hand.ts';

export interface World {
  readonly stack: TestStack;
  readonly studio: Studio;
  readonly hand: StageHand;
}

export interface Person {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

export const newPerson = (): Person => ({
  name: 'Ana Souza',
  email: `ana-${randomUUID()}@example.com`,
  password: 'segredo-bem-guardado',
});

export async function openWorld(): Promise<World & AsyncDisposable> {
  const stack = await startTestStack();
  const studio = await serveStudio({
    port: 0,
    supabaseUrl: stack.url,
    publishableKey: stack.keys.publishable,
    distDir: await ensureBuilt(),
  });
  const hand = await StageHand.start(stack);
  return {
    stack,
    studio,
    hand,
    async [Symbol.asyncDispose]() {
      await studio.stop();
      await stack.stop();
    },
  };
}

/** Through the form, as a person would. */
export async function signUp(page: Page, person: Person, next = '/avatars/gallery'): Promise<void> {
  await page.goto(`/sign-up?next=${encodeURIComponent(next)}`);
  await page.getByLabel('Nome').fill(person.name);
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Senha', { exact: true }).fill(person.password);
  await page.getByRole('main').getByRole('button', { name: 'Criar conta' }).click();
  await page.waitForURL(`**${next}`);
}

/** Orders a film through the form and returns its job's id. */
export async function orderFilm(page: Page, title: string): Promise<string> {
  await page.goto('/avatars/studio?avatar=br_corporate_ana');
  await page.getByLabel('Título').fill(title);
  await page.getByLabel('O que será dito').fill('Bom dia, equipe.');
  await page.getByRole('button', { name: 'Renderizar', exact: true }).click();
  await page.waitForURL(/\/avatars\/render\/[0-9a-f-]{36}$/);
  return page.url().split('/').at(-1) ?? '';
}

export const test = base.extend<{ person: Person; noNoise: undefined }, { world: World }>({
  world: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern to know what a fixture needs.
    async ({}, use) => {
      await using world = await openWorld();
      await use(world);
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  baseURL: async ({ world }, use) => use(world.studio.url),
  person: async ({ world }, use) => {
    const person = newPerson();
    await use(person);
    // What a test leaves in the queue is not the next one's to claim.
    const { rows } = await world.stack.sql<{ id: string }>(
      `select j.id from public.render_jobs j
       join public.avatar_projects p on p.id = j.project_id join public.users u on u.id = p.user_id
       where u.email = $1 and j.status in ('queued', 'processing')`,
      [person.email],
    );
    const admin = createClient(world.stack.url, world.stack.keys.secret, { auth: { persistSession: false } });
    for (const { id } of rows) {
      const { error } = await admin.rpc('cancel_render_job', { job_id: id });
      if (error) throw error;
    }
  },
  // A page that throws, or breaks its own content policy, fails its test whatever it shows.
  noNoise: [
    async ({ page }, use) => {
      const noise: string[] = [];
      page.on('pageerror', (error) => noise.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error' && /Content Security Policy/.test(message.text()))
          noise.push(message.text());
      });
      await use(undefined);
      expect(noise).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
