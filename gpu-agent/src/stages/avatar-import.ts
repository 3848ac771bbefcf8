/**
 * Stage avatar_import: a GLB of another tool becomes a person that films are drawn from, or is refused.
 *
 * in   source.glb of bucket own-avatars: untrusted bytes of at most 100 MiB
 * out  model.glb    in the layout of a bake, for films
 *      preview.glb  the same with maps for pages
 *      poster.webp  drawn from model.glb
 *      the report of what was found, in the artefact itself
 */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ImportCode } from '../../../avatar/import/envelope.ts';
import {
  AVATAR_LIMITS,
  type AvatarArtifact,
  AvatarReport,
} from '../../../supabase/functions/_shared/contract/avatar.ts';
import type { FailureCode } from '../../../supabase/functions/_shared/contract/errors.ts';
import { StageFailure } from '../failures.ts';
import { VERSION } from '../version.ts';
import type { ImportRequest } from './avatar-import-worker.ts';
import { required, type StageContext, type StageOutcome, uploadAll } from './stage.ts';

const WORKER = fileURLToPath(new URL('./avatar-import-worker.ts', import.meta.url));
/** Our own preview (48,000 triangles, 52 shapes) takes 23 s of one core, 573,000 triangles 14 s until they are drawn. */
const LIMIT_SECONDS = 1200;

const CODES: Readonly<Record<ImportCode, FailureCode>> = {
  not_glb: 'glb_unreadable',
  truncated: 'glb_unreadable',
  malformed: 'glb_unreadable',
  out_of_range: 'glb_unreadable',
  not_finite: 'glb_unreadable',
  too_large: 'glb_too_large',
  texture_too_large: 'glb_too_large',
  outside_reference: 'glb_outside_reference',
  extension_unsupported: 'glb_extension_unsupported',
  no_face: 'glb_no_face',
  scale_unknown: 'glb_misplaced',
  not_upright: 'glb_misplaced',
};

/** A refusal may quote the file: what neither Postgres nor a page would take is left out. */
const plainText = (why: string): string => why.slice(0, 500).replace(/[\p{Cc}\p{Cs}]/gu, '');

const isImportCode = (code: string): code is ImportCode => code in CODES;

export async function avatarImport(context: StageContext): Promise<StageOutcome> {
  const { task, workdir } = context;
  const { id, source_path } = required(task.avatar_import, 'a file to import');
  const file = (name: string): string => join(workdir, name);
  const request: ImportRequest = {
    source: file('in-source.glb'),
    model: file('model.glb'),
    preview: file('preview.glb'),
    poster: file('poster.webp'),
    report: file('report.json'),
  };
  await context.storage.download('own-avatars', source_path, request.source, {
    maxBytes: AVATAR_LIMITS.glbBytes,
  });
  context.progress(0.05);
  await convert(context, request);

  const report = AvatarReport.safeParse(JSON.parse(await readFile(request.report, 'utf8')));
  if (!report.success) throw new StageFailure('tool_output_invalid', 'The import wrote no usable report.');
  const { model, preview, poster } = request;
  const prefix = `${task.user_id}/${id}/${task.lease_id}/`;
  await uploadAll(context, 'own-avatars', prefix, {
    'model.glb': model,
    'preview.glb': preview,
    'poster.webp': poster,
  });
  context.progress(1);
  return {
    artifact: {
      bucket: 'own-avatars',
      prefix,
      files: { model: 'model.glb', preview: 'preview.glb', poster: 'poster.webp' },
      report: report.data,
    } satisfies AvatarArtifact,
    engine: { name: 'import', version: VERSION },
    metrics: { model_bytes: (await stat(model)).size, preview_bytes: (await stat(preview)).size },
  };
}

async function convert(context: StageContext, request: ImportRequest): Promise<void> {
  const requestFile = join(context.workdir, 'import.json');
  await writeFile(requestFile, JSON.stringify(request));
  let refusal: StageFailure | undefined;
  const running = context.run(process.execPath, [WORKER, requestFile], {
    cwd: context.workdir,
    timeoutSeconds: LIMIT_SECONDS,
    onLine(line) {
      const [, word, rest] = /^(step|refused) (.*)$/.exec(line) ?? [];
      if (word === 'step') context.progress(0.05 + 0.85 * Number(rest));
      const [, code, why] = (word === 'refused' && /^(\w+) (.*)$/.exec(rest ?? '')) || [];
      if (code !== undefined && isImportCode(code))
        refusal = new StageFailure(CODES[code], `${plainText(why ?? '')} (${code})`);
    },
  });
  await running.catch((error: unknown) => {
    context.signal.throwIfAborted();
    throw refusal ?? error;
  });
}
