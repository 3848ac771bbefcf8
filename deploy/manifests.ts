/**
 * What `kubectl kustomize` makes of an overlay, as far as these overlays use it: resources, namespace, labels, replicas and
 * strategic merge patches by kind and name. For tests; clusters are given the folders.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [key: string]: unknown };
  readonly [key: string]: unknown;
}

interface Kustomization {
  readonly namespace?: string;
  readonly resources: readonly string[];
  readonly patches?: readonly { readonly path: string }[];
  readonly replicas?: readonly { readonly name: string; readonly count: number }[];
}

const KEYS = ['apiVersion', 'kind', 'namespace', 'resources', 'patches', 'replicas', 'labels'];

/** @throws Error for a key this does not know, a file that is not there, and a patch that meets nothing */
export async function renderOverlay(folder: string): Promise<Manifest[]> {
  const text = await readFile(join(folder, 'kustomization.yaml'), 'utf8');
  const kustomization = parse(text) as Kustomization;
  const unknown = Object.keys(kustomization).filter((key) => !KEYS.includes(key));
  if (unknown.length > 0) throw new Error(`${folder}: cannot render ${unknown.join(', ')}`);
  let manifests: Manifest[] = [];
  for (const resource of kustomization.resources) {
    const path = join(folder, resource);
    manifests.push(...(resource.endsWith('.yaml') ? await readManifests(path) : await renderOverlay(path)));
  }
  for (const { path } of kustomization.patches ?? []) {
    for (const patch of await readManifests(join(folder, path))) manifests = applied(manifests, patch);
  }
  for (const { name, count } of kustomization.replicas ?? []) {
    const target = manifests.find(({ metadata }) => metadata.name === name);
    if (!target) throw new Error(`${folder}: replicas of ${name}, which is not there`);
    const replicas = {
      apiVersion: target.apiVersion,
      kind: target.kind,
      metadata: { name },
      spec: { replicas: count },
    };
    manifests = applied(manifests, replicas);
  }
  const { namespace } = kustomization;
  return namespace === undefined
    ? manifests
    : manifests.map((manifest) =>
        manifest.kind === 'Namespace'
          ? manifest
          : { ...manifest, metadata: { ...manifest.metadata, namespace } },
      );
}

export async function readManifests(file: string): Promise<Manifest[]> {
  return parseAllDocuments(await readFile(file, 'utf8'), { uniqueKeys: true }).map((document) => {
    if (document.errors.length > 0) throw new Error(`${file}: ${document.errors[0]?.message}`);
    return document.toJS() as Manifest;
  });
}

function applied(manifests: readonly Manifest[], patch: Manifest): Manifest[] {
  const same = (m: Manifest) => m.kind === patch.kind && m.metadata.name === patch.metadata.name;
  if (!manifests.some(same)) throw new Error(`a patch of ${patch.kind} ${patch.metadata.name} meets nothing`);
  return manifests.map((m) => (same(m) ? (merge(m, patch) as Manifest) : m));
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Objects are merged, lists of things with a name by that name, everything else is replaced. */
function merge(base: unknown, patch: unknown): unknown {
  if (Array.isArray(base) && Array.isArray(patch)) {
    const named = (list: unknown[]) => list.every((each) => isRecord(each) && typeof each.name === 'string');
    if (!named(base) || !named(patch)) return patch;
    const changed = base.map((each) => {
      const by = patch.find((other) => other.name === each.name);
      return by === undefined ? each : merge(each, by);
    });
    return [...changed, ...patch.filter((each) => !base.some((other) => other.name === each.name))];
  }
  if (!isRecord(base) || !isRecord(patch)) return patch;
  const keys = new Set([...Object.keys(base), ...Object.keys(patch)]);
  return Object.fromEntries(
    [...keys].map((key) => [key, key in patch ? merge(base[key], patch[key]) : base[key]]),
  );
}
