/**
 * Judges and converts one imported GLB: `node avatar-import-worker.ts request.json`. A process of its own, because a
 * stranger's file holds a thread for seconds, may ask for a gigabyte, and must be stopped with its task. Writes to
 * stdout `step FRACTION`, and `refused CODE WHY` for a file that cannot be used.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { convertForFilmsAndPages } from '../../../avatar/import/convert.ts';
import { ImportRefused } from '../../../avatar/import/envelope.ts';
import { drawPoster } from '../../../avatar/poster.ts';

export interface ImportRequest {
  readonly source: string;
  /** Files to write. */
  readonly model: string;
  readonly preview: string;
  readonly poster: string;
  readonly report: string;
}

const step = (fraction: number): void => console.log(`step ${fraction}`);

async function main(path: string): Promise<void> {
  const request = JSON.parse(await readFile(path, 'utf8')) as ImportRequest;
  const { film, page, report } = await convertForFilmsAndPages(
    new Uint8Array(await readFile(request.source)),
    (fraction) => step(0.7 * fraction),
  );
  await writeFile(request.model, film);
  await writeFile(request.preview, page);
  await writeFile(request.report, JSON.stringify(report));
  // What is drawn is what films are drawn from: a file that converts and cannot be drawn is found out here.
  await writeFile(request.poster, await drawPoster(request.model, 'studio', 'standard'));
  step(1);
}

main(process.argv[2] ?? '').then(
  // Dawn keeps the process alive.
  () => process.exit(0),
  (error: unknown) => {
    if (error instanceof ImportRefused) console.log(`refused ${error.code} ${error.message}`);
    console.error(error instanceof Error ? error.stack : error);
    process.exit(1);
  },
);
