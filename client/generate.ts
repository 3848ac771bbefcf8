/**
 * `npm run client [-- --check]`: the API's OpenAPI document, from the application itself, its list of routes, and
 * the types that openapi-typescript makes of it. --check fails when a committed file is not what would be written.
 */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import openapiTypescript, { astToString, type OpenAPI3 } from 'openapi-typescript';
import ts from 'typescript';
import { createTestApi } from '../supabase/functions/api/testing.ts';
import { type ReferenceDocument, writeReference } from './reference.ts';

const root = join(import.meta.dirname, '..');
export const DOCUMENT_FILE = join(root, 'docs/api/openapi.json');
export const REFERENCE_FILE = join(root, 'docs/api/reference.md');
export const TYPES_FILE = join(import.meta.dirname, 'src/api.ts');

const HEADER =
  '// Written by `npm run client` from docs/api/openapi.json. Do not edit. Over 400 lines: one file is what it makes.\n';

/** What each file should hold. */
export async function generateClient(): Promise<ReadonlyMap<string, string>> {
  const { app } = await createTestApi();
  const document = (await (await app.request('/api/v2/openapi.json')).json()) as OpenAPI3 & ReferenceDocument;
  const blob = ts.factory.createTypeReferenceNode('Blob');
  const nodes = await openapiTypescript(document, {
    // Files of a form are files, not strings.
    transform: (schema) => (schema.format === 'binary' ? blob : undefined),
    // What has a default may be left out of a request.
    defaultNonNullable: false,
    alphabetize: true,
  });
  return new Map([
    [DOCUMENT_FILE, `${JSON.stringify(document, null, 2)}\n`],
    [REFERENCE_FILE, writeReference(document)],
    [TYPES_FILE, await format(HEADER + astToString(nodes))],
  ]);
}

async function format(code: string): Promise<string> {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const child = promisify(execFile)(process.execPath, [biome, 'format', '--stdin-file-path=api.ts'], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  });
  child.child.stdin?.end(code);
  return (await child).stdout;
}

/** @returns the files that are not what they should be */
export async function staleFiles(): Promise<readonly string[]> {
  const stale: string[] = [];
  for (const [file, text] of await generateClient()) {
    if ((await readFile(file, 'utf8').catch(() => '')) !== text) stale.push(file);
  }
  return stale;
}

if (import.meta.main) {
  if (process.argv.includes('--check')) {
    const stale = await staleFiles();
    for (const file of stale) console.error(`${file} is stale: run npm run client`);
    process.exitCode = stale.length > 0 ? 1 : 0;
  } else {
    for (const [file, text] of await generateClient()) await writeFile(file, text);
  }
}
