/** flite as an independent voice whose phone ends are known: the truth for aligning another engine's speech. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineContext } from '../gpu-agent/src/engines/engine.ts';
import { StageFailure } from '../gpu-agent/src/failures.ts';
import { isVowel } from '../gpu-agent/src/speech/ipa.ts';
import { decodeWav, resample } from '../gpu-agent/src/speech/pcm.ts';

export interface FlitePhone {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** @returns null where flite is not installed. */
export async function speakFlite(
  text: string,
  voice: 'slt' | 'rms',
  context: EngineContext,
): Promise<{ readonly x: Float32Array; readonly phones: readonly FlitePhone[] } | null> {
  const file = join(context.workdir, 'flite.wav');
  try {
    const { stdout } = await context.run('flite', ['-voice', voice, '-psdur', '-t', text, '-o', file]);
    let at = 0;
    const phones = stdout
      .toString()
      .trim()
      .split(/\s+/)
      .map((entry) => {
        const [name = '', end = '0'] = entry.split(':');
        const phone = { name, start: at, end: Number(end) };
        at = phone.end;
        return phone;
      });
    const wav = decodeWav(await readFile(file));
    return { x: resample(wav.samples, wav.sampleRate, 16_000), phones };
  } catch (error) {
    if (error instanceof StageFailure && error.code === 'tool_missing') return null;
    throw error;
  }
}

/** flite's phones and IPA in one coarse alphabet; vowels, which the engines disagree about, are one class. */
export const ARPABET_CLASS: Readonly<Record<string, string>> = {
  ...{
    b: 'b',
    p: 'p',
    m: 'm',
    f: 'f',
    v: 'v',
    t: 't',
    d: 't',
    dx: 't',
    k: 'k',
    g: 'k',
    s: 's',
    z: 's',
    sh: 'S',
  },
  ...{
    zh: 'S',
    ch: 'C',
    jh: 'C',
    n: 'n',
    ng: 'N',
    l: 'l',
    r: 'r',
    w: 'w',
    y: 'j',
    hh: 'h',
    th: 'T',
    dh: 'T',
  },
  ...{ pau: '_' },
};

const IPA_CLASS: Readonly<Record<string, string>> = {
  ...{
    b: 'b',
    p: 'p',
    m: 'm',
    f: 'f',
    v: 'v',
    t: 't',
    d: 't',
    ɾ: 't',
    k: 'k',
    ɡ: 'k',
    g: 'k',
    s: 's',
    z: 's',
  },
  ...{
    ʃ: 'S',
    ʒ: 'S',
    tʃ: 'C',
    dʒ: 'C',
    n: 'n',
    ŋ: 'N',
    l: 'l',
    ɹ: 'r',
    w: 'w',
    j: 'j',
    h: 'h',
    θ: 'T',
    ð: 'T',
  },
};

export const ipaClass = (ipa: string): string => IPA_CLASS[ipa] ?? (isVowel(ipa) ? 'V' : '?');

/** Index pairs of equal symbols in the cheapest edit of one sequence into the other. */
export function matchSequences(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  const cost = Array.from({ length: a.length + 1 }, (_, i) => {
    const row = new Float64Array(b.length + 1);
    row[0] = i;
    return row;
  });
  const at = (i: number, j: number) => (i < 0 || j < 0 ? Number.POSITIVE_INFINITY : (cost[i]?.[j] ?? 0));
  for (let j = 0; j <= b.length; j++) (cost[0] as Float64Array)[j] = j;
  const swap = (i: number, j: number) => (a[i - 1] === b[j - 1] ? 0 : 1.6);
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      (cost[i] as Float64Array)[j] = Math.min(
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        at(i - 1, j - 1) + swap(i, j),
      );
    }
  }
  const pairs: (readonly [number, number])[] = [];
  let i = a.length;
  let j = b.length;
  while (i > 0 && j > 0) {
    if (at(i, j) === at(i - 1, j - 1) + swap(i, j)) {
      if (a[i - 1] === b[j - 1]) pairs.push([i - 1, j - 1]);
      i--;
      j--;
    } else if (at(i, j) === at(i - 1, j) + 1) i--;
    else j--;
  }
  return pairs.reverse();
}
