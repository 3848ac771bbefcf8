/**
 * What the pictures of `shots.ts` show: people of the catalogue who are published, and an account with a film under way,
 * finished ones, one deleted and one that failed, made the way the product makes them.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { REPORT } from './tests/stage-hand.ts';
import { newPerson, orderFilm, signUp, type World } from './tests/world.ts';

/** Drawn in 3D; of the others there is the poster. */
const DRAWN_IN_3D = ['br_safety_carlos', 'br_corporate_ana'] as const;

/** Posters, models and the creator's pack, as an installation publishes them. Who was never baked here takes half a minute. */
export async function publishPeople({ stack }: Pick<World, 'stack'>): Promise<void> {
  const env = { ...process.env, SUPABASE_URL: stack.url, SUPABASE_SECRET_KEY: stack.keys.secret };
  const publish = (...args: string[]) =>
    promisify(execFile)(process.execPath, [join(import.meta.dirname, '../seed/publish.ts'), ...args], {
      env,
    });
  await publish('--only', 'creator,posters');
  await publish('--only', 'models', ...DRAWN_IN_3D.flatMap((id) => ['--avatar', id]));
}

const SCRIPT = `Bom dia, equipe! Antes de entrar na obra, confira o capacete: sem trincas, com a jugular ajustada.
Ele protege você de quedas de objetos. Se levar um impacto, troque na hora, mesmo que pareça inteiro.`;

/** The person stands in the viewer. */
export const DRAWN = '[data-viewer="ready"]';

/** One picture: where, what shows that the page is there, and what is done before and after. */
export interface Shot {
  readonly name: string;
  readonly path: string;
  readonly ready: string;
  readonly first?: (page: Page) => Promise<unknown>;
  readonly act?: (page: Page) => Promise<unknown>;
}

type Session = Awaited<ReturnType<BrowserContext['storageState']>>;

export interface Scene {
  /** Of the finished film. */
  readonly done: string;
  /** Signed in as who owns the films. */
  readonly session: Session;
  /** Signed in as somebody who has done nothing yet. */
  readonly newcomer: Session;
  /** Of the account with films. */
  readonly pages: readonly Shot[];
  /** Of the newcomer. */
  readonly empty: readonly Shot[];
  /** Of whoever is not signed in. */
  readonly outside: readonly Shot[];
}

/** A signed-up person with jobs in every state, made the way the product makes them. */
export async function prepare(browser: Browser, world: World): Promise<Scene> {
  const context = await browser.newContext({ baseURL: world.studio.url, locale: 'pt-BR' });
  const page = await context.newPage();
  await signUp(page, newPerson());
  await page.getByRole('button', { name: 'Agora não' }).click();
  const film = { ...REPORT, width: 1280, height: 720 };
  const finish = async (title: string): Promise<string> => {
    const id = await orderFilm(page, title);
    for (let done = false; !done; ) {
      const task = await world.hand.claim(id);
      await world.hand.complete(task, film);
      done = task.stage === 'compositing';
    }
    return id;
  };
  await finish('NR-35: trabalho em altura');
  const deleted = await finish('Rascunho do treinamento');
  await page.goto(`/avatars/history?film=${deleted}`);
  await page.getByRole('dialog').getByRole('button', { name: 'Apagar' }).click();
  await page.getByText('Vídeo apagado', { exact: true }).waitFor();
  const done = await finish('Boas-vindas à nova equipe');
  const failed = await orderFilm(page, 'Procedimento de evacuação');
  await world.hand.fail(
    await world.hand.claim(failed),
    'voice_unavailable',
    'No voice speaks this language.',
  );
  const running = await orderFilm(page, 'Uso correto do capacete');
  await world.hand.complete(await world.hand.claim(running), film);
  await world.hand.complete(await world.hand.claim(running), film);
  await world.hand.progress(await world.hand.claim(running), 0.42);

  await page.goto('/avatars/studio?avatar=br_safety_carlos');
  await page.getByLabel('Título').fill('Uso correto do capacete');
  // The badge may still say that the version before is saved.
  const kept = page.waitForResponse((answer) => {
    const request = answer.request();
    return request.method() === 'PUT' && (request.postData() ?? '').includes(SCRIPT.slice(-20));
  });
  await page.getByLabel('O que será dito').fill(SCRIPT);
  await kept;
  const session = await context.storageState();
  await page.goto(`/avatars/history?film=${done}`);
  await page.getByRole('dialog').getByRole('button', { name: 'Compartilhar' }).click();
  await page.getByRole('button', { name: 'Criar link' }).click();
  const address = await page.getByLabel('Link criado', { exact: true }).inputValue();
  await context.close();
  const other = await browser.newContext({ baseURL: world.studio.url, locale: 'pt-BR' });
  const newcomerPage = await other.newPage();
  await signUp(newcomerPage, newPerson());
  await newcomerPage.getByRole('button', { name: 'Agora não' }).click();
  const newcomer = await other.storageState();
  await other.close();
  return {
    session,
    newcomer,
    done,
    pages: pagesOf({ running, failed, done }),
    empty: EMPTY,
    outside: outsideOf(address.split('/').at(-1) ?? ''),
  };
}

/** Presses a button and waits for the dialog it opens. */
const opens = (name: string) => async (page: Page) => {
  await page.getByRole('button', { name, exact: true }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Fechar' }).waitFor();
};

function pagesOf(jobs: Readonly<Record<'running' | 'failed' | 'done', string>>): Shot[] {
  const film = { path: `/avatars/history?film=${jobs.done}`, ready: '[role=dialog] video' };
  return [
    { name: 'gallery', path: '/avatars/gallery', ready: 'h2' },
    { name: 'gallery-person', path: '/avatars/gallery?person=br_corporate_ana', ready: '[role=dialog]' },
    { name: 'gallery-none', path: '/avatars/gallery?q=zzz', ready: 'h2' },
    {
      name: 'gallery-failed',
      path: '/avatars/gallery',
      ready: '[role=alert]',
      first: (page) => page.route('**/api/v2/avatars/gallery**', (route) => route.abort()),
    },
    { name: 'menu', path: '/avatars/gallery', ready: 'h2', act: openMenu },
    { name: 'studio', path: '/avatars/studio', ready: DRAWN },
    {
      name: 'studio-offline',
      path: '/avatars/studio',
      ready: DRAWN,
      act: async (page) => {
        await page.context().setOffline(true);
        await page.getByText('Sem conexão').first().waitFor();
      },
    },
    { name: 'studio-drafts', path: '/avatars/studio', ready: DRAWN, act: opens('Rascunhos') },
    { name: 'studio-shortcuts', path: '/avatars/studio', ready: DRAWN, act: opens('Atalhos do teclado') },
    { name: 'render', path: '/avatars/render', ready: 'main li a' },
    { name: 'render-running', path: `/avatars/render/${jobs.running}`, ready: 'main ol' },
    { name: 'render-failed', path: `/avatars/render/${jobs.failed}`, ready: '[role=alert]' },
    { name: 'render-done', path: `/avatars/render/${jobs.done}`, ready: 'main dl' },
    { name: 'history', path: '/avatars/history', ready: 'main ul' },
    { name: 'history-none', path: '/avatars/history?q=zzz', ready: 'main h2' },
    { name: 'history-film', ...film },
    {
      name: 'history-share',
      path: `${film.path}&share=1`,
      ready: film.ready,
      act: (page) => page.getByRole('dialog').getByRole('button', { name: 'Criar link' }).waitFor(),
    },
    { name: 'history-deleted', path: '/avatars/history?trash=1', ready: '[role=dialog] li' },
    { name: 'voices', path: '/avatars/voice-cloning', ready: 'main form' },
    { name: 'settings', path: '/avatars/settings', ready: 'main pre' },
    ...['usage', 'tokens', 'webhooks'].map((part) => ({
      name: `settings-${part}`,
      path: `/avatars/settings#${part}`,
      ready: `#${part}`,
    })),
    { name: 'not-found', path: '/avatars/nowhere', ready: 'h1' },
  ];
}

const openMenu = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'Conta, idioma e tema' }).filter({ visible: true }).click();

const EMPTY: readonly Shot[] = [
  { name: 'empty-studio', path: '/avatars/studio', ready: 'main form' },
  { name: 'empty-render', path: '/avatars/render', ready: 'main h2' },
  { name: 'empty-history', path: '/avatars/history', ready: 'main h2' },
];

function outsideOf(shareToken: string): Shot[] {
  return [
    { name: 'share', path: `/s/${shareToken}`, ready: 'h1' },
    { name: 'share-gone', path: `/s/${'0'.repeat(64)}`, ready: 'h1' },
    ...['sign-in', 'sign-up', 'recover', 'reset-password'].map((name) => ({
      name,
      path: `/${name}`,
      ready: 'h1',
    })),
    { name: 'sign-in-wrong', path: '/sign-in', ready: 'h1', act: signInWrongly },
    { name: 'guest-studio', path: '/avatars/studio', ready: 'main form' },
    { name: 'guest-settings', path: '/avatars/settings', ready: 'main pre' },
  ];
}

async function signInWrongly(page: Page): Promise<void> {
  await page.getByLabel('E-mail').fill('ana@example.com');
  await page.getByLabel('Senha', { exact: true }).fill('outra-senha-qualquer');
  await page.getByRole('main').getByRole('button', { name: 'Entrar' }).click();
  await page.getByRole('alert').waitFor();
}
