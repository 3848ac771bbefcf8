/** Runs inside headless Chromium: draws frames with the scene's own code and sends them to the bench. */
import { SETS } from '../avatar/scene/sets.ts';
import { openBrowserStage } from '../avatar/scene/stage-browser.ts';
import type { Quality } from '../supabase/functions/_shared/contract/job.ts';

export interface PageRequest {
  readonly set: string;
  readonly width: number;
  readonly height: number;
  readonly quality: Quality;
  readonly names: readonly string[];
  readonly seed: number;
}

export interface Page {
  /** Name of the backend the browser draws with. */
  open(request: PageRequest): Promise<string>;
  /** Draws one frame at `t` seconds and resolves when the bench has its pixels. */
  frame(values: readonly number[], t: number): Promise<void>;
}

let draw: (values: readonly number[], t: number) => Promise<Uint8Array>;

const page: Page = {
  async open({ set: name, width, height, quality, names, seed }) {
    const set = SETS[name];
    if (!set) throw new Error(`no set named ${name}`);
    const glb = new Uint8Array(await (await fetch('/avatar.glb')).arrayBuffer());
    const canvas = document.createElement('canvas');
    const stage = await openBrowserStage({
      canvas,
      glb,
      set,
      framing: 'medium',
      width,
      height,
      quality,
    });
    draw = (values, t) => stage.capture(names, values, t, seed);
    return stage.backend;
  },
  async frame(values, t) {
    const body = (await draw(values, t)) as Uint8Array<ArrayBuffer>;
    const answer = await fetch('/frame', { method: 'POST', body });
    if (!answer.ok) throw new Error(`the bench refused a frame: ${answer.status}`);
  },
};
Object.assign(globalThis, { bench: page });
